import { createRandom, type Random } from '../../src/model/random.ts';
import { quantilePpm, type LatencyPoint } from '../../src/model/tier/latency-points.ts';
import type { ResolvedTier } from '../../src/model/tier/resolved-tier.ts';
import type { Stall } from '../../src/model/tier/stall.ts';

/** A tier with its weights, and the chance that its touches are drawn by. */
export interface TierScenario {
  readonly tier: ResolvedTier;
  /** Used bytes of each unit of each region. */
  readonly regions: readonly (readonly number[])[];
  /** Real time of the first touch. */
  readonly start: number;
  readonly random: Random;
}

const pick = <Item>(random: Random, items: readonly [Item, ...Item[]]): Item =>
  items[random.integerBelow(items.length)] ?? items[0];

/** From 10^low to 10^high, every order of magnitude equally likely. */
const magnitude = (random: Random, low: number, high: number): number =>
  Math.floor(10 ** (low + ((high - low) * random.integerBelow(10_001)) / 10_000));

const drawLatency = (random: Random): readonly LatencyPoint[] => {
  const shares = Object.values(quantilePpm).filter(
    (ppm) => ppm === quantilePpm.p50 || random.integerBelow(2) === 0,
  );
  const count = pick(random, [0, 1, shares.length, shares.length]);
  let ns = pick(random, [0, 1, magnitude(random, 0, 7)]);
  return shares.slice(0, count).map((ppm) => {
    const point = { ppm, ns };
    ns = pick(random, [ns, ns + random.integerBelow(3), ns + magnitude(random, 0, 8)]);
    return point;
  });
};

const drawStall = (random: Random): Stall | undefined => {
  const everyNs = Math.max(2, magnitude(random, 0, 10));
  const forNs = pick(random, [
    1,
    everyNs - 1,
    1 + random.integerBelow(Math.min(everyNs - 1, 2 ** 32)),
  ]);
  return pick<Stall | undefined>(random, [
    undefined,
    { everyNs, forNs, random: false },
    { everyNs, forNs, random: true },
  ]);
};

/** Small regions stay in the buffer, large ones do not. */
const drawRegion = (random: Random, unitBytes: number, bufferUnits: number): readonly number[] => {
  const pattern = random.integerBelow(4);
  const most = pick(random, [1, 20, 4 * bufferUnits, 8 * bufferUnits]);
  return Array.from({ length: 1 + random.integerBelow(most) }, () => {
    if (pattern === 0) return unitBytes;
    if (pattern === 1) return random.integerBelow(unitBytes + 1);
    if (pattern === 2) return pick(random, [0, 0, 1, unitBytes, 4096]);
    return pick(random, [unitBytes, unitBytes, 1 + random.integerBelow(unitBytes), 0]);
  });
};

/** A tier of any kind, by its seed: every feature alone and with the others, and their extremes. */
export const drawScenario = (seed: number): TierScenario => {
  const random = createRandom(seed);
  const unitBytes = 2 ** (12 + random.integerBelow(pick(random, [3, 12])));
  const prefetchUnits = random.integerBelow(pick(random, [1, 4, 20]));
  const bufferUnits = prefetchUnits + 8 + random.integerBelow(pick(random, [1, 20, 120]));
  return {
    tier: {
      unitBytes,
      bandwidth: pick(random, [undefined, magnitude(random, 0, 13), magnitude(random, 8, 12)]),
      latency: drawLatency(random),
      accessBytes: pick(random, [
        0,
        unitBytes / 64,
        4096,
        5000,
        1 + random.integerBelow(2 * unitBytes),
      ]),
      prefetchUnits,
      bufferUnits,
      residencyPpm: pick(random, [
        0,
        0,
        0,
        random.integerBelow(1_000_001),
        random.integerBelow(500_001),
        1_000_000,
      ]),
      placement: pick(random, ['even', 'layers']),
      stall: drawStall(random),
      seed: random.integerBelow(2 ** 32),
    },
    regions: Array.from({ length: 1 + random.integerBelow(3) }, () =>
      drawRegion(random, unitBytes, bufferUnits),
    ),
    start: pick(random, [0, magnitude(random, 0, 15)]),
    random,
  };
};
