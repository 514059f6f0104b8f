import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStallClock, type Stall } from '../../../../src/model/tier/stall.ts';

const seed = fc.nat({ max: 2 ** 32 - 1 });
const stall: fc.Arbitrary<Stall> = fc
  .tuple(fc.integer({ min: 2, max: 1e10 }), fc.nat(), fc.boolean())
  .map(([everyNs, any, random]) => ({ everyNs, forNs: 1 + (any % (everyNs - 1)), random }));
/** So late that no product is beyond what a double counts exactly. */
const time = fc.nat({ max: 1e13 });

describe('the clock of a tier that stalls at the end of each period', () => {
  const clock = createStallClock({ everyNs: 100, forNs: 30, random: false }, 1);

  it('stands still in the last part of each period', () => {
    expect([0, 69, 70, 85, 99, 100, 101, 170, 250].map(clock.toTierTime)).toEqual([
      0, 69, 70, 70, 70, 70, 71, 140, 190,
    ]);
  });

  it('takes the beginning of a stall for its end', () => {
    expect([0, 69, 70, 71, 140].map(clock.toRealTime)).toEqual([0, 69, 100, 101, 200]);
  });
});

describe('the clock of a tier that stalls anywhere in each period', () => {
  it('has one stall of the full length in each period, at places that differ', () => {
    const clock = createStallClock({ everyNs: 50, forNs: 10, random: true }, 7);
    const places = Array.from({ length: 40 }, (_, period) => {
      const times = Array.from({ length: 51 }, (__, at) => clock.toTierTime(period * 50 + at));
      const standing = times.flatMap((each, at) => (each === times[at + 1] ? [at] : []));
      expect(standing).toHaveLength(10);
      expect((standing.at(-1) ?? 0) - (standing[0] ?? 0)).toBe(9);
      return standing[0] ?? 0;
    });
    expect(new Set(places).size).toBeGreaterThan(15);
  });

  it('has them elsewhere by another seed', () => {
    const times = Array.from({ length: 1000 }, (_, at) => at);
    const by = (each: number) =>
      times.map(createStallClock({ everyNs: 50, forNs: 10, random: true }, each).toTierTime);
    expect(by(1)).toEqual(by(1));
    expect(by(1)).not.toEqual(by(2));
  });
});

describe('the clock of any tier', () => {
  it('is real time where nothing stalls', () => {
    fc.assert(
      fc.property(time, seed, (at, by) => {
        const clock = createStallClock(undefined, by);
        expect([clock.toTierTime(at), clock.toRealTime(at)]).toEqual([at, at]);
      }),
    );
  });

  it('never runs backwards, and never faster than real time', () => {
    fc.assert(
      fc.property(stall, seed, time, time, (each, by, at, later) => {
        const clock = createStallClock(each, by);
        const passed = clock.toTierTime(at + later) - clock.toTierTime(at);
        expect(passed).toBeGreaterThanOrEqual(0);
        expect(passed).toBeLessThanOrEqual(later);
      }),
    );
  });

  it('passes in each period for as long as the tier works', () => {
    fc.assert(
      fc.property(stall, seed, fc.nat({ max: 1000 }), (each, by, period) => {
        const clock = createStallClock(each, by);
        const passed =
          clock.toTierTime((period + 1) * each.everyNs) - clock.toTierTime(period * each.everyNs);
        expect(passed).toBe(each.everyNs - each.forNs);
      }),
    );
  });

  it('goes from tier time to real time and back without loss', () => {
    fc.assert(
      fc.property(stall, seed, fc.nat({ max: 1e6 }), fc.nat({ max: 1000 }), (each, by, more, n) => {
        const clock = createStallClock(each, by);
        const tierTime = n * (each.everyNs - each.forNs) + more;
        expect(clock.toTierTime(clock.toRealTime(tierTime))).toBe(tierTime);
      }),
    );
  });

  it('goes from real time to tier time and back to the same time, or to the end of its stall', () => {
    fc.assert(
      fc.property(stall, seed, time, (each, by, at) => {
        const clock = createStallClock(each, by);
        const back = clock.toRealTime(clock.toTierTime(at));
        expect(back).toBeGreaterThanOrEqual(at);
        // Two stalls may follow one another: the end of one period and the beginning of the next.
        expect(back - at).toBeLessThanOrEqual(2 * each.forNs);
        expect(clock.toTierTime(back)).toBe(clock.toTierTime(at));
        expect(clock.toTierTime(back + 1)).toBe(clock.toTierTime(back) + 1);
      }),
    );
  });
});
