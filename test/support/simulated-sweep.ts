import type { Dataset } from '../../src/model/dataset.ts';
import type { Dimension } from '../../src/model/dimension.ts';
import type { Case } from '../../src/model/plan.ts';
import { writeParameter } from '../../src/model/profile/parameter-value.ts';
import type { Level, TierConstraint } from '../../src/model/profile/profile.ts';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import {
  baselineCase,
  makeManifest,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeRuns,
  makeSample,
  makeTier,
  makeWorkloadSpec,
  nullCase,
} from './factory.ts';

/** A sweep whose truth is known: one parameter, one decode test, noise of every run. */
export interface SimulatedSweep {
  readonly parameter: string;
  readonly dimension: Dimension;
  readonly levels: readonly Level[];
  readonly tier: TierConstraint;
  /** Seconds of a token at a level, without noise. */
  readonly secondsAt: (level: number) => number;
  /** Seconds of a token without limits. */
  readonly reference: number;
  readonly rounds: number;
  /** Standard deviation of the logarithm of a run's time. */
  readonly noise: number;
}

/** Draws from 0 (included) to 1 (excluded), the same for the same seed. */
export const drawsOf = (seed: number): (() => number) => {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
};

/** A draw from the standard normal distribution (Box and Muller). */
export const normalDraw = (draw: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

const levelCase = ({ parameter, dimension, tier }: SimulatedSweep, level: Level): Case => ({
  id: `${parameter}=${level.text.replaceAll(' ', '')}`,
  kind: 'level',
  constraints: writeParameter({ tier }, parameter, level),
  points: [{ parameter, dimension, level }],
});

/** The records of a simulated sweep: a pace of the machine for each round, and noise of each run. */
export const simulateSweep = (sweep: SimulatedSweep, draw: () => number): Dataset => {
  const { parameter, levels, tier, rounds, noise, reference, secondsAt } = sweep;
  const cases = [baselineCase, nullCase, ...levels.map((level) => levelCase(sweep, level))];
  const profile = makeProfile({
    constraints: { tier },
    sweeps: [{ parameter, levels }],
    requirements: [],
    workload: makeWorkloadSpec({ prompt: [], gen: [64], rounds }),
  });
  const tests = [{ prompt: 0, gen: 64, depth: 0 }];
  const plan = makePlan({ profile, cases, tests, runs: makeRuns(cases, rounds) });
  const secondsOf = new Map(
    cases.map(({ id, points }) => [
      id,
      points[0] === undefined ? reference : secondsAt(points[0].level.value),
    ]),
  );
  const paces = Array.from({ length: rounds }, () => Math.exp(0.1 * normalDraw(draw)));
  const runs = plan.runs.map(({ index, round, order, caseId }) => {
    const pace = paces[round] ?? 1;
    const seconds = (secondsOf.get(caseId) ?? reference) * pace;
    const tokensPerSecond = 1 / (seconds * Math.exp(noise * normalDraw(draw)));
    const samples = [makeSample({ tokensPerSecond, tokens: 64, repetitionsNs: [] })];
    const verdict = { verdict: 'bound', why: '' } as const;
    return makeRunRecord({ index, round, order, case: caseId, evidence: [], verdict, samples });
  });
  return { manifest: makeManifest({ plan }), runs };
};

const level = (text: string, value: number): Level => ({ text, value });

/** The levels of the shipped profile `hbf-50gbps`. */
const bandwidthLevels: readonly Level[] = [
  level('100 GB/s', 100e9),
  level('50 GB/s', 50e9),
  level('25 GB/s', 25e9),
  level('12.5 GB/s', 12.5e9),
  level('6.25 GB/s', 6.25e9),
  level('3.125 GB/s', 3.125e9),
];
/** The latencies of the shipped profile `hbf-50gbps`. */
const latencyLevels: readonly Level[] = [
  level('1 us', 1e3),
  level('5 us', 5e3),
  level('20 us', 20e3),
  level('100 us', 100e3),
];

/** A law of time with a level at which a share is just kept. */
export interface Truth {
  readonly sweep: Pick<
    SimulatedSweep,
    'parameter' | 'dimension' | 'levels' | 'tier' | 'secondsAt' | 'reference'
  >;
  readonly crossing: number;
}

const seconds = 0.02;

/** A draw from the logarithmically uniform distribution. */
const between = (low: number, high: number, draw: () => number): number =>
  low * Math.exp(draw() * Math.log(high / low));

/** `hidden` is the transfer time that prefetch hides, in seconds. */
const bandwidthTruth = (keep: number, crossing: number, hidden: number): Truth => {
  const bytes = crossing * (seconds * (1 / keep - 1) + hidden);
  return {
    crossing,
    sweep: {
      parameter: 'tier.readBandwidth',
      dimension: 'bytes-per-second',
      levels: bandwidthLevels,
      tier: makeTier(hidden === 0 ? { prefetch: 0 } : {}),
      reference: seconds,
      secondsAt: (bandwidth) => seconds + Math.max(0, bytes / bandwidth - hidden),
    },
  };
};

/** The truths of which the intervals are proven, each with a crossing drawn within the tested range. */
export const truths: Readonly<Record<string, (keep: number, draw: () => number) => Truth>> = {
  'straight line, t = a + c / B': (keep, draw) => bandwidthTruth(keep, between(4e9, 80e9, draw), 0),
  'hinge, t = a + max(0, c / B - h)': (keep, draw) =>
    bandwidthTruth(
      keep,
      between(4e9, 80e9, draw),
      seconds * (1 / keep - 1) * between(0.3, 10, draw),
    ),
  'latency, t = a + n L': (keep, draw) => {
    const crossing = between(2e3, 80e3, draw);
    const waits = (seconds * (1 / keep - 1)) / crossing;
    return {
      crossing,
      sweep: {
        parameter: 'tier.readLatency',
        dimension: 'time',
        levels: latencyLevels,
        tier: makeTier({ prefetch: 0 }),
        reference: seconds,
        secondsAt: (latency) => seconds + waits * latency,
      },
    };
  },
};
