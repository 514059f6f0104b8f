import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCold, isWarm, isWhole } from '../../../../src/model/page-cache/warmth.ts';

describe('a model in memory', () => {
  it('is cold up to 5 %, warm from 95 % on', () => {
    expect([0, 50, 51].map((resident) => isCold(resident, 1000))).toEqual([true, true, false]);
    expect([949, 950, 1000].map((resident) => isWarm(resident, 1000))).toEqual([false, true, true]);
  });

  it('is whole from 99 % on', () => {
    expect([989, 990, 1000].map((resident) => isWhole(resident, 1000))).toEqual([
      ...[false, true, true],
    ]);
  });

  it('is never both, and of no bytes it is either', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.integer({ min: 1, max: 2 ** 40 }), (resident, model) => {
        expect(isCold(resident, model) && isWarm(resident, model)).toBe(false);
      }),
    );
    expect([isCold(0, 0), isWarm(0, 0)]).toEqual([true, true]);
  });
});
