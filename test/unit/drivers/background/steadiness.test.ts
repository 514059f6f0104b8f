import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePace, rateBetween } from '../../../../src/drivers/background/steadiness.ts';
import { resolveBackground } from '../../../../src/model/background/load.ts';

/** Reports every 500 ms, from the bytes that were moved in each of these times. */
const reports = (...bytes: readonly number[]) => {
  let total = 0;
  return bytes.map((each, at) => {
    total += each;
    return { runtimeMs: 500 * (at + 1), bytes: total };
  });
};
const small = { blockSize: 4096 };

describe('judgePace', () => {
  it('is steady when two windows of a second agree within 5 %', () => {
    const load = resolveBackground(small);
    expect(judgePace(reports(0, 5e6, 5e6, 5.2e6, 5.2e6), load)).toEqual({
      rate: 10.2e6,
      steady: true,
    });
    expect(judgePace(reports(0, 5e6, 5e6, 5.4e6, 5.4e6), load)).toEqual({
      rate: 10.4e6,
      steady: false,
    });
  });

  it('looks at the last windows only', () => {
    const load = resolveBackground(small);
    expect(judgePace(reports(9e9, 1, 9e9, 5e6, 5e6, 5e6, 5e6), load).steady).toBe(true);
  });

  it('wants the rate that was asked, within 5 %', () => {
    const windows = reports(0, 5e6, 5e6, 5e6, 5e6);
    expect(judgePace(windows, resolveBackground({ ...small, rate: 10.4e6 })).steady).toBe(true);
    expect(judgePace(windows, resolveBackground({ ...small, rate: 10.6e6 })).steady).toBe(false);
  });

  it('does not count one block of each job as unsteady', () => {
    const block = 1e6;
    const windows = reports(0, 2 * block, 2 * block, block, 2 * block);
    expect(judgePace(windows, resolveBackground({ blockSize: block })).steady).toBe(true);
    expect(judgePace(windows, resolveBackground({ blockSize: block / 2 })).steady).toBe(false);
    expect(judgePace(windows, resolveBackground({ blockSize: block / 2, jobs: 2 })).steady).toBe(
      true,
    );
  });

  it('is not steady while nothing is moved', () => {
    expect(judgePace(reports(0, 0, 0, 0, 0), resolveBackground(small))).toEqual({
      rate: 0,
      steady: false,
    });
  });

  it('is not steady before there are two windows, and gives the rate from the beginning', () => {
    const load = resolveBackground(small);
    expect(judgePace([], load)).toEqual({ rate: 0, steady: false });
    expect(judgePace(reports(5e6, 5e6, 5e6, 5e6), load)).toEqual({ rate: 10e6, steady: false });
  });

  it('judges a load without jitter as steady, whatever its rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 5, max: 30 }),
        (step, count) => {
          const load = resolveBackground({ ...small, rate: 2 * step });
          const pace = judgePace(reports(...Array.from({ length: count }, () => step)), load);
          expect(pace).toEqual({ rate: 2 * step, steady: true });
        },
      ),
    );
  });
});

describe('rateBetween', () => {
  it('is unknown where no time has passed', () => {
    const at = { runtimeMs: 10, bytes: 5 };
    expect(rateBetween(at, at)).toBeUndefined();
  });
});
