import type { Dimension } from '../../src/model/dimension.ts';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Dataset } from '../../src/model/dataset.ts';
import type { Case, Plan, PlannedRun, SweepPoint } from '../../src/model/plan.ts';
import type { Level } from '../../src/model/profile/profile.ts';
import type { RunRecord, Sample } from '../../src/model/run-record.ts';
import { metricOf, testName, type TestSpec } from '../../src/model/test-name.ts';
import { effectiveBandwidth } from '../../src/model/tier/effective-bandwidth.ts';
import { judgeRun } from '../../src/model/verdict.ts';
import {
  baselineCase,
  makeManifest,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeRuns,
  makeSample,
  makeTier,
  makeTierEvidence,
  makeTierTestEvidence,
  makeWorkloadSpec,
  nullCase,
} from './factory.ts';
import { startedUtc } from './started-utc.ts';

/** Bytes of weights that a token needs, and the time it takes when they are all there. */
export const truth = { bytesPerToken: 100_000_000, secondsPerToken: 0.02, secondsPerPrompt: 0.16 };

const level = (text: string, value: number): Level => ({ text, value });

const bandwidths = [
  level('100 GB/s', 100e9),
  level('50 GB/s', 50e9),
  level('25 GB/s', 25e9),
  level('12.5 GB/s', 12.5e9),
  level('6.25 GB/s', 6.25e9),
  level('3.125 GB/s', 3.125e9),
];
const latencies = [
  level('1 us', 1e3),
  level('5 us', 5e3),
  level('20 us', 20e3),
  level('100 us', 100e3),
];

const caseOf = (
  parameter: string,
  dimension: Dimension,
  each: Level,
  tier: Case['constraints']['tier'],
): Case => {
  const points: SweepPoint[] = [{ parameter, dimension, level: each }];
  const id = `${parameter}=${each.text.replace(' ', '')}`;
  return { id, kind: 'level', constraints: { tier: tier ?? {} }, points };
};

const nominalTier = makeTier({ prefetch: 0 });

const cases: readonly Case[] = [
  baselineCase,
  nullCase,
  ...bandwidths.map((each) => {
    const made = caseOf('tier.readBandwidth', 'bytes-per-second', each, {
      ...nominalTier,
      readBandwidth: each.value,
    });
    // 50 GB/s and 5 us are the nominal values: one case stands for both levels.
    const nominalLatency = latencies[1];
    return each.value !== 50e9 || nominalLatency === undefined
      ? made
      : {
          ...made,
          id: 'nominal',
          kind: 'nominal' as const,
          points: [
            ...made.points,
            {
              parameter: 'tier.readLatency',
              dimension: 'time' as const,
              level: nominalLatency,
            },
          ],
        };
  }),
  ...latencies
    .filter(({ value }) => value !== 5e3)
    .map((each) =>
      caseOf('tier.readLatency', 'time', each, {
        ...nominalTier,
        readLatency: { kind: 'fixed', value: each.value },
      }),
    ),
];

const tests: readonly TestSpec[] = [
  { prompt: 64, gen: 0, depth: 0 },
  { prompt: 0, gen: 64, depth: 0 },
];

/** The case that fails in round 2, and the case whose weights stay in the buffer. */
const failing = { caseId: 'tier.readBandwidth=6.25GB/s', round: 2 };
const notBinding = 'tier.readLatency=1us';

const record = (plan: Plan, run: PlannedRun, chance: () => number): RunRecord => {
  const subject = plan.cases.find(({ id }) => id === run.caseId) ?? baselineCase;
  const tier = subject.constraints.tier;
  const base = {
    index: run.index,
    round: run.round,
    order: run.order,
    case: run.caseId,
    startedUtc: startedUtc(run.index),
    asked: Object.fromEntries(subject.points.map((each) => [each.parameter, each.level.value])),
    command: ['/opt/llama.cpp/llama-bench', '-m', '/models/demo.gguf', '-r', '1'],
  };
  if (run.caseId === failing.caseId && run.round === failing.round) {
    const problem = 'llama-bench was killed by SIGKILL after 3.2 s.';
    return makeRunRecord({
      ...base,
      outcome: { status: 'failed', problem, stderr: '' },
      verdict: { verdict: 'failed', why: problem },
      samples: [],
    });
  }
  const fetches = tier !== undefined && subject.kind !== 'null' && run.caseId !== notBinding;
  const bandwidth = tier === undefined ? undefined : effectiveBandwidth(tier);
  const transfer = !fetches || bandwidth === undefined ? 0 : truth.bytesPerToken / bandwidth;
  const pace = (subject.kind === 'baseline' ? 1.04 : 1) * (1 + 0.02 * (run.round / 6));
  const noise = (): number => 1 + 0.01 * (chance() - 0.5);
  const counted = (steps: number) =>
    makeTierTestEvidence({
      bytesFetched: fetches ? truth.bytesPerToken * steps : 0,
      linkBusyNs: transfer * steps * 1e9,
      latenessNs: transfer * steps * 1e7,
      waits: fetches ? 25 * steps : 0,
      waitNs: transfer * steps * 1e9,
      steps,
    });
  const samples = tests.map((spec): Sample => {
    const steps = spec.gen === 0 ? 1 : spec.gen;
    const fast = spec.gen === 0 ? truth.secondsPerPrompt : truth.secondsPerToken;
    const stepsNs = Array.from({ length: steps }, () =>
      Math.round((fast + transfer) * pace * noise() * 1e9),
    );
    const total = stepsNs.reduce((sum, ns) => sum + ns, 0);
    const tokens = spec.gen === 0 ? spec.prompt : spec.gen;
    return makeSample({
      test: testName(spec),
      metric: metricOf(spec),
      tokens,
      repetitionsNs: [total],
      tokensPerSecond: (tokens * 1e9) / total,
      stepsNs,
      ...(tier === undefined ? {} : { tier: counted(steps) }),
    });
  });
  const evidence =
    tier === undefined
      ? []
      : [
          makeTierEvidence({
            bytesFetched: fetches ? 65 * truth.bytesPerToken : 0,
            linkBusyNs: 65 * transfer * 1e9,
            latenessNs: 65 * transfer * 1e7,
            waits: fetches ? 65 * 25 : 0,
            waitNs: 65 * transfer * 1e9,
            ...(run.caseId === notBinding
              ? { heldBytes: 48 * 2 ** 20, usedBytes: 48 * 2 ** 20 }
              : {}),
          }),
        ];
  const outcome = { status: 'completed' as const };
  const judgement = judgeRun({ case: subject, outcome, evidence });
  return makeRunRecord({ ...base, outcome, evidence, samples, ...judgement });
};

/**
 * A whole recorded sweep with a known truth: six bandwidths and four latencies over six rounds and
 * a warm-up, one failed run, one level that does not bind.
 */
export const makeSyntheticSweep = (overrides: { rounds?: number } = {}): Dataset => {
  const rounds = overrides.rounds ?? 6;
  const profile = makeProfile({
    constraints: { tier: nominalTier },
    sweeps: [
      { parameter: 'tier.readBandwidth', levels: bandwidths },
      { parameter: 'tier.readLatency', levels: latencies },
    ],
    workload: makeWorkloadSpec({ rounds }),
  });
  const plan = makePlan({ profile, cases, tests, runs: makeRuns(cases, rounds, 1) });
  const generator = xoroshiro128plus(2026);
  const runs = plan.runs.map((run) => record(plan, run, () => uniformFloat64(generator)));
  return { manifest: makeManifest({ plan }), runs };
};
