import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  busiestRates,
  mergeLooks,
  summarizeLate,
  type Look,
} from '../../../../src/drivers/scope/looks.ts';

const look = (atNs: number, rest: Partial<Look> = {}): Look => ({ atNs, rates: {}, ...rest });

describe('two looks as one', () => {
  it('have what was last in use, and the rates of the busier one', () => {
    const earlier = look(1, {
      anonymousBytes: 10,
      mappedFileBytes: 20,
      refaultedBytes: 30,
      rates: { bytesPerSecond: 9, operationsPerSecond: 1 },
    });
    const later = look(2, { anonymousBytes: 11, rates: { bytesPerSecond: 8 } });
    expect(mergeLooks(earlier, later)).toEqual({
      atNs: 2,
      anonymousBytes: 11,
      mappedFileBytes: 20,
      refaultedBytes: 30,
      rates: { bytesPerSecond: 9, operationsPerSecond: 1 },
    });
    expect(mergeLooks(look(1), look(2)).rates).toEqual({});
  });
});

describe('the busiest of some looks', () => {
  it('is the highest of each rate, and absent where no look has one', () => {
    const looks = [
      look(1, { rates: { bytesPerSecond: 5, operationsPerSecond: 2 } }),
      look(2),
      look(3, { rates: { bytesPerSecond: 4, operationsPerSecond: 3 } }),
    ];
    expect(busiestRates(looks)).toEqual({ bytesPerSecond: 5, operationsPerSecond: 3 });
    expect(busiestRates([look(1)])).toEqual({});
    expect(busiestRates([])).toEqual({});
  });
});

describe('the last quarter of some looks', () => {
  it('has medians of what was in use, the rise of what was read again, and rates of its own', () => {
    const looks = Array.from({ length: 9 }, (_, at) =>
      look(at, {
        anonymousBytes: at,
        mappedFileBytes: 100 - at,
        refaultedBytes: at * at,
        rates: { bytesPerSecond: 1000 - at },
      }),
    );
    expect(summarizeLate(looks, 2)).toEqual({
      anonymousBytes: 8,
      mappedFileBytes: 93,
      refaultedBytes: 64 - 36,
      busiest: { bytesPerSecond: 993 },
    });
  });

  it('has what was read again up to the look after the last process', () => {
    const alive = [0, 10, 20, 30].map((at) => look(at, { anonymousBytes: 1, refaultedBytes: 5 }));
    const ended = look(40, { refaultedBytes: 7 });
    const last = look(39, { anonymousBytes: 3, refaultedBytes: 6 });
    expect(summarizeLate([...alive, last, ended], 10)).toEqual({
      anonymousBytes: 3,
      refaultedBytes: 2,
      busiest: {},
    });
    expect(summarizeLate([...alive, last, look(40)], 10).refaultedBytes).toBeUndefined();
  });

  it('says nothing where it is too short', () => {
    const looks = [0, 10, 20, 30, 40].map((at) =>
      look(at, { anonymousBytes: 1, refaultedBytes: 1, rates: { bytesPerSecond: 1 } }),
    );
    expect(summarizeLate(looks, 11)).toEqual({ busiest: {} });
    expect(summarizeLate(looks, 10)).toMatchObject({ anonymousBytes: 1, refaultedBytes: 0 });
    expect(summarizeLate([], 0)).toEqual({ busiest: {} });
  });

  it('says the same of looks that were joined in pairs, as far as they are steady', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 60 }), fc.nat(), (pairs, bytes) => {
        const steady = { anonymousBytes: bytes, mappedFileBytes: bytes, refaultedBytes: 0 };
        const first = look(0, { refaultedBytes: 0 });
        const singles = Array.from({ length: 2 * pairs }, (_, at) => look(at + 1, steady));
        const joined = Array.from({ length: pairs }, (_, at) => look(2 * at + 2, steady));
        expect(summarizeLate([first, ...joined], 4)).toEqual(summarizeLate([first, ...singles], 4));
      }),
    );
  });
});
