import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../src/model/random.ts';
import { createLatencyDraw } from '../../../src/model/tier/latency-draw.ts';
import { placeUnits } from '../../../src/model/tier/residency.ts';
import type { ResolvedTier } from '../../../src/model/tier/resolved-tier.ts';
import { createStallClock } from '../../../src/model/tier/stall.ts';
import { createTierModel, type Touch } from '../../../src/model/tier/tier-model.ts';
import { waitBucketEdge, waitBuckets } from '../../../src/model/tier/wait-histogram.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { drawScenario, type TierScenario } from '../../support/tier-scenario.ts';

/** The pager runs tier-model.h, and everything else goes by src/model/tier: both are asked the same. */

const pathOf = (relative: string): string =>
  fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

let folder: TemporaryFolder;
let harness = '';

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  harness = join(folder.path, 'tier-model-harness');
  const flags = ['-std=c11', '-O2', '-ffp-contract=off', '-Wall', '-Wextra', '-Werror'];
  const headers = ['-I', pathOf('src/drivers/tier-pager/library')];
  const source = pathOf('test/fixtures/c/tier-model-harness.c');
  const { end, stderr } = await createProcessRunner().run({
    command: 'cc',
    args: [...flags, ...headers, '-o', harness, source, '-lm'],
    timeoutMs: 60_000,
    outputLimitBytes: 2 ** 20,
  });
  expect({ end, stderr }).toEqual({ end: { how: 'exited', code: 0 }, stderr: '' });
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** A question to both, and what TypeScript answered. */
interface Exchange {
  readonly question: string;
  readonly answer: string;
}

/** The first exchange in which C answered something else, or undefined. */
const firstDifference = (exchanges: readonly Exchange[]) => {
  const input = exchanges.map(({ question }) => `${question}\n`).join('');
  const output = execFileSync(harness, { input, maxBuffer: 2 ** 28 });
  const answers = output.toString().split('\n');
  const at = exchanges.findIndex(({ answer }, index) => answers[index]?.trimEnd() !== answer);
  return at < 0 ? undefined : { ...exchanges[at], inC: answers[at], at };
};

const describeTier = ({ tier, regions }: Pick<TierScenario, 'tier' | 'regions'>): string =>
  [
    'tier',
    tier.bandwidth ?? 0,
    tier.accessBytes,
    tier.unitBytes,
    tier.prefetchUnits,
    tier.bufferUnits,
    tier.residencyPpm,
    tier.placement === 'layers' ? 1 : 0,
    tier.stall?.everyNs ?? 0,
    tier.stall?.forNs ?? 0,
    tier.stall?.random === true ? 1 : 0,
    tier.seed,
    tier.latency.length,
    ...tier.latency.flatMap(({ ppm, ns }) => [ppm, ns]),
    regions.length,
    ...regions.flatMap((used) => [used.length, ...used]),
  ].join(' ');

const begin = ({ tier, regions }: TierScenario): Exchange => {
  const residency = { ppm: tier.residencyPpm, placement: tier.placement };
  const places = regions.flatMap((used) => placeUnits(used, tier.unitBytes, residency));
  return {
    question: describeTier({ tier, regions }),
    answer: places.map(({ resident, charge }) => (resident ? 'R' : charge)).join(' '),
  };
};

const describeTouch = (touch: Touch | undefined): string =>
  touch === undefined
    ? '-'
    : [
        touch.arrival,
        ...touch.evicted.map(
          ({ region, unit, wasOpen }) => `${region}:${unit}${wasOpen ? '+' : ''}`,
        ),
      ].join(' ');

/** A slow tier, or one that hardly works, may take beyond what a double counts exactly; no run does. */
const latest = 2 ** 52;

/**
 * Touches as a program of some threads makes them: each reads on from somewhere, waits for what it
 * touches or lets another go first, and now and then jumps, or gives a unit back.
 */
const touches = (scenario: TierScenario, count: number): readonly Exchange[] => {
  const { tier, regions, random } = scenario;
  const model = createTierModel(tier, regions);
  const exchanges: Exchange[] = [];
  const somewhere = () => {
    const region = random.integerBelow(regions.length);
    return { region, unit: random.integerBelow(regions[region]?.length ?? 1) };
  };
  const threads = Array.from({ length: 1 + random.integerBelow(4) }, somewhere);
  let now = scenario.start;
  for (let step = 0; step < count; step += 1) {
    const thread = random.integerBelow(threads.length);
    const ref = threads[thread] ?? somewhere();
    const at = `${ref.region} ${ref.unit}`;
    const request = Math.max(0, now - random.integerBelow(300));
    const touch = model.touch(ref, request);
    if (touch !== undefined && touch.arrival > latest) return exchanges;
    exchanges.push({ question: `t ${at} ${request}`, answer: describeTouch(touch) });
    const arrived = Math.max(touch?.arrival ?? 0, now);
    if (touch !== undefined && random.integerBelow(5) > 0) {
      exchanges.push({ question: `o ${at} ${arrived}`, answer: String(model.open(ref, arrived)) });
      now = arrived + random.integerBelow(20_000);
    }
    if (random.integerBelow(40) === 0) {
      const gone = somewhere();
      model.giveBack(gone);
      exchanges.push({ question: `g ${gone.region} ${gone.unit}`, answer: 'gone' });
    }
    const units = regions[ref.region]?.length ?? 1;
    const jumps = random.integerBelow(15) === 0;
    threads[thread] = jumps ? somewhere() : { ...ref, unit: (ref.unit + 1) % units };
  }
  const { bytes, fetches, linkBusyNs } = model.sums();
  const answer = [bytes, fetches, linkBusyNs, model.staged()].join(' ');
  return [...exchanges, { question: 's', answer }];
};

it('the models in C and TypeScript agree on every arrival, eviction and opening', () => {
  const exchanges = Array.from({ length: 600 }, (_, seed) => drawScenario(seed)).flatMap(
    (scenario) => [begin(scenario), ...touches(scenario, 250)],
  );
  expect(firstDifference(exchanges)).toBeUndefined();
  // The scenarios do what they are there for.
  const countOf = (question: string, answer: RegExp): number =>
    exchanges.filter((each) => each.question.startsWith(question) && answer.test(each.answer))
      .length;
  expect(countOf('t ', /^\d/)).toBeGreaterThan(30_000);
  expect(countOf('t ', /\+/)).toBeGreaterThan(1000);
  expect(countOf('o ', /^([2-9]|\d\d)/)).toBeGreaterThan(1000);
});

const noUnits = (tier: ResolvedTier): string => describeTier({ tier, regions: [] });

it('the models in C and TypeScript draw the same latencies', () => {
  const exchanges = Array.from({ length: 400 }, (_, seed) => drawScenario(seed)).flatMap(
    ({ tier, random }) => {
      const draw = createLatencyDraw(tier.latency);
      const edges = tier.latency.map(({ ppm }) =>
        Math.min(2 ** 32 - 1, Math.round(ppm * 4294.967296)),
      );
      const words = [
        0,
        2 ** 32 - 1,
        ...edges.flatMap((word) => [word - 1, word, Math.min(word + 1, 2 ** 32 - 1)]),
        ...Array.from({ length: 100 }, () => random.integerBelow(2 ** 32)),
      ];
      return [
        { question: noUnits(tier), answer: '' },
        ...words.map((word) => ({ question: `l ${word}`, answer: String(draw(word / 2 ** 32)) })),
      ];
    },
  );
  expect(firstDifference(exchanges)).toBeUndefined();
});

it('the models in C and TypeScript have the same clocks', () => {
  const exchanges = Array.from({ length: 400 }, (_, seed) => drawScenario(seed)).flatMap(
    ({ tier, random }) => {
      const clock = createStallClock(tier.stall, tier.seed);
      const times = Array.from({ length: 60 }, (_, index) =>
        index < 20 ? index : Math.floor(10 ** (random.integerBelow(1500) / 100)),
      );
      return [
        { question: noUnits(tier), answer: '' },
        ...times.map((time) => ({
          question: `c ${time}`,
          answer: `${clock.toTierTime(time)} ${clock.toRealTime(clock.toTierTime(time))}`,
        })),
      ];
    },
  );
  expect(firstDifference(exchanges)).toBeUndefined();
});

it('the pager counts a wait in the bucket whose edges lie around it', () => {
  const random = createRandom(1);
  const exchanges = Array.from({ length: waitBuckets }, (_, bucket) => {
    const [low, high] = [bucket === 0 ? 0 : waitBucketEdge(bucket), waitBucketEdge(bucket + 1)];
    const waits = [low, high - 1, low + random.integerBelow(high - low)];
    return waits.map((wait) => ({ question: `b ${wait}`, answer: String(bucket) }));
  }).flat();
  const longer = { question: `b 1000000000000`, answer: String(waitBuckets - 1) };
  expect(firstDifference([...exchanges, longer])).toBeUndefined();
});
