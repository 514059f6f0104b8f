import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeUnits } from '../../../../src/model/tier/residency.ts';
import type { ResolvedTier } from '../../../../src/model/tier/resolved-tier.ts';
import { createTierModel, type TierModel } from '../../../../src/model/tier/tier-model.ts';
import { makeResolvedTier } from '../../../support/factory.ts';
import {
  bandwidths,
  fixedLatency,
  quantileLatency,
  seeds,
  steps,
  tiers,
  weights,
} from '../../../support/tier-arbitraries.ts';

type Weights = readonly (readonly number[])[];
type Steps = readonly { readonly region: number; readonly unit: number; readonly after: number }[];

const inBounds = (regions: Weights, { region, unit }: Steps[number]) => {
  const within = region % regions.length;
  return { region: within, unit: unit % (regions[within]?.length ?? 1) };
};

/** Touches at given times, none of which opens anything: what is booked depends on no time. */
const arrivalsOf = (tier: ResolvedTier, regions: Weights, all: Steps) => {
  const model = createTierModel(tier, regions);
  let now = 0;
  return all.map((step) => {
    now += step.after;
    return model.touch(inBounds(regions, step), now)?.arrival;
  });
};

/** A program that waits for each unit and opens it; `seen` is told of the model after each touch. */
const runProgram = (
  tier: ResolvedTier,
  regions: Weights,
  all: Steps,
  seen: (model: TierModel, evicted: number) => void = () => undefined,
): TierModel => {
  const model = createTierModel(tier, regions);
  let now = 0;
  for (const step of all) {
    now += step.after;
    const ref = inBounds(regions, step);
    const touch = model.touch(ref, now);
    if (touch !== undefined) {
      now = Math.max(now, touch.arrival);
      model.open(ref, now);
    }
    seen(model, touch?.evicted.length ?? 0);
  }
  return model;
};

/** Every unit of every region once, in order. */
const scan = (regions: Weights): Steps =>
  regions.flatMap((used, region) => used.map((_, unit) => ({ region, unit, after: 10 })));

const noLater = (faster: readonly (number | undefined)[], slower: typeof faster, slack = 0) => {
  for (const [at, each] of slower.entries())
    if (each !== undefined) expect(faster[at]).toBeLessThanOrEqual(each + slack);
};

describe('more bandwidth', () => {
  it('lets no touch at a given time be answered later, whatever the latencies and stalls', () => {
    fc.assert(
      fc.property(
        tiers,
        bandwidths,
        bandwidths,
        weights,
        steps,
        (tier, one, other, regions, all) => {
          const withBandwidth = (bandwidth: number) =>
            arrivalsOf({ ...tier, bandwidth }, regions, all);
          noLater(withBandwidth(Math.max(one, other)), withBandwidth(Math.min(one, other)));
          noLater(arrivalsOf({ ...tier, bandwidth: undefined }, regions, all), withBandwidth(one));
        },
      ),
    );
  });
});

describe('more latency', () => {
  it('lets no touch at a given time be answered earlier', () => {
    fc.assert(
      fc.property(tiers, fixedLatency, fixedLatency, weights, steps, (tier, a, b, regions, all) => {
        const [less, more] = [a, b].toSorted((x, y) => (x[0]?.ns ?? 0) - (y[0]?.ns ?? 0));
        const withLatency = (latency = a) => arrivalsOf({ ...tier, latency }, regions, all);
        noLater(withLatency(less), withLatency(more));
      }),
    );
  });

  it('in any quantile does not either, but for a rounded nanosecond', () => {
    const more = fc.tuple(fc.nat({ max: 1e5 }), fc.nat({ max: 1e5 }), fc.nat({ max: 1e5 }));
    fc.assert(
      fc.property(
        tiers,
        quantileLatency,
        more,
        weights,
        steps,
        (tier, latency, added, regions, all) => {
          let sum = 0;
          const slower = latency.map(({ ppm, ns }, at) => {
            sum += added[at] ?? 0;
            return { ppm, ns: ns + sum };
          });
          // From 0 on a latency rises in a straight line, which lies above the curve from 1 ns on.
          fc.pre(latency[0]?.ns !== 0);
          // A nanosecond before or after the beginning of a stall makes its whole length.
          const given = { ...tier, stall: undefined };
          noLater(
            arrivalsOf({ ...given, latency }, regions, all),
            arrivalsOf({ ...given, latency: slower }, regions, all),
            1,
          );
        },
      ),
    );
  });
});

describe('the buffer', () => {
  it('never holds more units than it may', () => {
    fc.assert(
      fc.property(tiers, weights, steps, (tier, regions, all) => {
        runProgram(tier, regions, all, (model) => {
          expect(model.staged()).toBeLessThanOrEqual(tier.bufferUnits);
        });
      }),
    );
  });

  it('holds what was fetched and has not been evicted', () => {
    fc.assert(
      fc.property(tiers, weights, steps, (tier, regions, all) => {
        let evicted = 0;
        const model = runProgram(tier, regions, all, (_, more) => (evicted += more));
        expect(model.staged()).toBe(model.sums().fetches - evicted);
        const inBuffer = regions.flatMap((used, region) =>
          used.filter((_, unit) => ['open', 'booked'].includes(model.stateOf({ region, unit }))),
        );
        expect(inBuffer).toHaveLength(model.staged());
      }),
    );
  });

  it('keeps the unit that is touched and what is read ahead of it', () => {
    fc.assert(
      fc.property(tiers, weights, steps, (tier, regions, all) => {
        const model = createTierModel(tier, regions);
        let now = 0;
        for (const step of all) {
          now += step.after;
          const ref = inBounds(regions, step);
          if (model.stateOf(ref) !== 'absent') continue;
          model.touch(ref, now);
          const ahead = Array.from(regions[ref.region] ?? [], (used, unit) => ({ used, unit }))
            .filter(({ unit }) => unit > ref.unit)
            .filter(({ used, unit }) => used > 0 && model.stateOf({ ...ref, unit }) !== 'resident')
            .slice(0, tier.prefetchUnits);
          expect(model.stateOf(ref)).toBe('booked');
          for (const { unit } of ahead) expect(model.stateOf({ ...ref, unit })).toBe('booked');
        }
      }),
    );
  });

  it('lets the oldest go first, down to a quarter or what a thread may need', () => {
    const tier = makeResolvedTier({ bufferUnits: 40 });
    const regions = [new Array<number>(50).fill(4096)];
    const model = createTierModel(tier, regions);
    for (let unit = 0; unit < 40; unit += 1) model.touch({ region: 0, unit }, 0);
    model.open({ region: 0, unit: 0 }, 0);
    expect(model.touch({ region: 0, unit: 40 }, 0)?.evicted).toEqual(
      Array.from({ length: 30 }, (_, unit) => ({ region: 0, unit, wasOpen: unit === 0 })),
    );
  });
});

describe('opening a unit', () => {
  const tier = makeResolvedTier({
    bandwidth: 1e9,
    unitBytes: 1000,
    prefetchUnits: 4,
    bufferUnits: 12,
  });
  const begin = () => {
    const model = createTierModel(tier, [[1000, 1000, 1000, 1000, 1000, 1000]]);
    model.touch({ region: 0, unit: 0 }, 0);
    return model;
  };

  it('opens neighbours that have arrived, up to half of the read-ahead', () => {
    expect(begin().open({ region: 0, unit: 0 }, 1000)).toBe(1);
    expect(begin().open({ region: 0, unit: 0 }, 2999)).toBe(2);
    expect(begin().open({ region: 0, unit: 0 }, 9000)).toBe(3);
  });

  it('opens nothing that is open, or was evicted meanwhile', () => {
    const model = begin();
    model.open({ region: 0, unit: 0 }, 1000);
    expect(model.open({ region: 0, unit: 0 }, 1000)).toBe(0);
    expect(model.touch({ region: 0, unit: 0 }, 1000)).toBeUndefined();
    expect(model.open({ region: 0, unit: 5 }, 9000)).toBe(0);
  });

  it('stops at a unit that was given back', () => {
    const model = begin();
    model.giveBack({ region: 0, unit: 1 });
    expect(model.open({ region: 0, unit: 0 }, 9000)).toBe(1);
    expect(model.touch({ region: 0, unit: 1 }, 9000)).toBeUndefined();
  });
});

describe('reading all weights once', () => {
  it('moves each byte over the link once that is not resident', () => {
    fc.assert(
      fc.property(tiers, weights, (tier, regions) => {
        const used = regions.map((region) => region.map((bytes) => Math.max(1, bytes)));
        const model = runProgram(tier, used, scan(used));
        const bytes = used.flat().reduce((sum, each) => sum + each, 0);
        expect(model.sums().bytes).toBe(bytes - model.residentBytes);
        const residency = { ppm: tier.residencyPpm, placement: tier.placement };
        const absent = used.flatMap((region) =>
          placeUnits(region, tier.unitBytes, residency).filter(({ resident }) => !resident),
        );
        expect(model.sums().fetches).toBe(absent.length);
      }),
    );
  });

  it('takes the link as long as its bytes take, stalls left out', () => {
    fc.assert(
      fc.property(tiers, bandwidths, weights, (tier, bandwidth, regions) => {
        const { bytes, fetches, linkBusyNs } = runProgram(
          { ...tier, bandwidth },
          regions,
          scan(regions),
        ).sums();
        expect(linkBusyNs).toBeLessThanOrEqual((bytes * 1e9) / bandwidth + 1e-3);
        expect(linkBusyNs).toBeGreaterThanOrEqual((bytes * 1e9) / bandwidth - fetches - 1e-3);
      }),
    );
  });

  it('fetches nothing when all of them are resident', () => {
    fc.assert(
      fc.property(tiers, weights, (tier, regions) => {
        const model = runProgram({ ...tier, residencyPpm: 1_000_000 }, regions, scan(regions));
        expect(model.sums()).toEqual({ bytes: 0, fetches: 0, linkBusyNs: 0 });
        expect(model.residentBytes).toBe(regions.flat().reduce((sum, each) => sum + each, 0));
      }),
    );
  });
});

describe('chance', () => {
  const tier = makeResolvedTier({
    latency: [
      { ppm: 500_000, ns: 5_000 },
      { ppm: 990_000, ns: 500_000 },
    ],
  });
  const regions = [new Array<number>(40).fill(4096), new Array<number>(40).fill(4096)];
  const waits = (seed: number) => arrivalsOf({ ...tier, seed }, regions, scan(regions));

  it('is the same for the same seed, and another for another', () => {
    fc.assert(
      fc.property(seeds, seeds, (one, other) => {
        fc.pre(one !== other);
        expect(waits(one)).toEqual(waits(one));
        expect(waits(one)).not.toEqual(waits(other));
      }),
      { numRuns: 30 },
    );
  });

  it('is drawn anew for each fetch of a unit', () => {
    const model = createTierModel({ ...tier, bufferUnits: 8 }, [new Array<number>(9).fill(4096)]);
    const drawn = new Set<number | undefined>();
    for (let round = 0; round < 20; round += 1)
      for (let unit = 0; unit < 9; unit += 1) {
        const arrival = model.touch({ region: 0, unit }, 0)?.arrival;
        if (unit === 0) drawn.add(arrival);
        model.open({ region: 0, unit }, Infinity);
      }
    expect(drawn.size).toBeGreaterThan(5);
  });

  it('depends on the unit and how often it was fetched, not on what else is touched and when', () => {
    const order = fc.shuffledSubarray([...scan(regions)], { minLength: 80, maxLength: 80 });
    fc.assert(
      fc.property(order, fc.nat({ max: 1e6 }), (shuffled, start) => {
        const waitOf = (all: Steps) => {
          const model = createTierModel(tier, regions);
          const found = all.map(({ region, unit }, at) => {
            const request = start + 7 * at;
            return [
              `${region}:${unit}`,
              (model.touch({ region, unit }, request)?.arrival ?? 0) - request,
            ];
          });
          return new Map(found as [string, number][]);
        };
        const inOrder = waitOf(scan(regions));
        for (const [unit, wait] of waitOf(shuffled)) expect(wait).toBe(inOrder.get(unit));
      }),
      { numRuns: 30 },
    );
  });
});

it('a unit that does not exist is a bug', () => {
  const model = createTierModel(makeResolvedTier(), [[4096]]);
  expect(() => model.touch({ region: 0, unit: 1 }, 0)).toThrow('no unit 1 in region 0');
});
