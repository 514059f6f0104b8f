import type { Dataset } from '../../src/model/dataset.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Case, PlannedRun, SweepPoint } from '../../src/model/plan.ts';
import { askedValues } from '../../src/model/profile/parameter-value.ts';
import type { Outcome, RunRecord } from '../../src/model/run-record.ts';
import { judgeRun } from '../../src/model/verdict.ts';
import { describeOutOfMemory } from '../../src/model/verdict/out-of-memory.ts';
import {
  baselineCase,
  makeIoEvidence,
  makeManifest,
  makeMemoryEvidence,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeRuns,
  makeSample,
  makeScopeEvidence,
  makeStartEvidence,
  makeWorkloadSpec,
} from './factory.ts';
import { startedUtc } from './started-utc.ts';

const MiB = 2 ** 20;
const modelBytes = 100 * MiB;
const secondsPerToken = 0.02;
const tokens = 4;

const memoryPoint = (percent: number): SweepPoint => ({
  parameter: 'memory.max',
  dimension: 'bytes',
  level: { text: `${percent} % of model`, value: percent / 100, ofModel: true },
});
const ioPoint = (megabytes: number): SweepPoint => ({
  parameter: 'io.readBandwidth',
  dimension: 'bytes-per-second',
  level: { text: `${megabytes} MB/s`, value: megabytes * 1e6 },
});

const constraintsOf = (percent: number, megabytes: number): Case['constraints'] => ({
  memory: { max: { kind: 'bytes', bytes: percent * MiB }, swap: 0 },
  io: { readBandwidth: megabytes * 1e6 },
});

const level = (id: string, percent: number, megabytes: number, point: SweepPoint): Case => ({
  id,
  kind: 'level',
  constraints: constraintsOf(percent, megabytes),
  points: [point],
});

const cases: readonly Case[] = [
  baselineCase,
  { id: 'null', kind: 'null', constraints: { memory: {}, io: {} }, points: [] },
  {
    id: 'nominal',
    kind: 'nominal',
    constraints: constraintsOf(60, 200),
    points: [memoryPoint(60), ioPoint(200)],
  },
  level('memory.max=120%ofmodel', 120, 200, memoryPoint(120)),
  level('memory.max=5%ofmodel', 5, 200, memoryPoint(5)),
  level('io.readBandwidth=400MB/s', 60, 400, ioPoint(400)),
  level('io.readBandwidth=100MB/s', 60, 100, ioPoint(100)),
];

/** The workload needs 8 MiB beside the model; what does not fit is read again for each token. */
const evidenceOf = ({ kind, constraints: { memory, io } }: Case): readonly Evidence[] => {
  if (kind === 'baseline') return [makeStartEvidence({ modelBytes })];
  const limitBytes = memory?.max?.kind === 'bytes' ? memory.max.bytes : undefined;
  const peakBytes = Math.min(limitBytes ?? Infinity, modelBytes + 8 * MiB);
  const fits = limitBytes === undefined || limitBytes >= modelBytes + 8 * MiB;
  const rate = fits ? 5e6 : (io?.readBandwidth ?? 0);
  const counted = (limitBytes ?? Infinity) < 8 * MiB ? { oomKills: 1, refaultedBytes: 0 } : {};
  return [
    makeScopeEvidence(),
    makeMemoryEvidence({
      limitBytes,
      swapLimitBytes: memory?.swap,
      peakBytes,
      anonymousBytesMax: Math.min(peakBytes, 8 * MiB),
      fileBytesMax: Math.max(0, peakBytes - 8 * MiB),
      limitHits: fits ? 0 : 1234,
      refaultedBytes: fits ? 0 : 5 * modelBytes,
      modelBytes,
      ...counted,
    }),
    makeIoEvidence({
      readBandwidth: io?.readBandwidth,
      readBytes: rate * 10,
      deviceReadBytes: rate * 10.5,
      busiestBytesPerSecond: rate * 1.01,
    }),
    makeStartEvidence({ evictedFor: 'memory', residentBytes: 0, modelBytes }),
  ];
};

const rateOf = ({ constraints: { memory, io } }: Case): number => {
  const limitBytes = memory?.max?.kind === 'bytes' ? memory.max.bytes : Infinity;
  const again = limitBytes >= modelBytes + 8 * MiB ? 0 : modelBytes;
  return 1 / (secondsPerToken + again / (io?.readBandwidth ?? Infinity));
};

const record = (run: PlannedRun): RunRecord => {
  const subject = cases.find(({ id }) => id === run.caseId) ?? baselineCase;
  const evidence = [...evidenceOf(subject)];
  const killed = describeOutOfMemory(evidence);
  const outcome: Outcome =
    killed === undefined
      ? { status: 'completed' }
      : { status: 'failed', problem: killed, stderr: '' };
  const tokensPerSecond = rateOf(subject) * (1 + 0.001 * run.round);
  const asked = { ...askedValues(subject.constraints) };
  return makeRunRecord({
    index: run.index,
    round: run.round,
    order: run.order,
    case: run.caseId,
    startedUtc: startedUtc(run.index),
    asked,
    applied: { ...asked },
    outcome,
    evidence,
    ...judgeRun({ case: subject, outcome, evidence }),
    samples:
      killed === undefined
        ? [makeSample({ test: 'tg4', tokens, tokensPerSecond, repetitionsNs: [] })]
        : [],
  });
};

/**
 * A recorded sweep of the kernel's constraints: a memory limit from one that is never met to one at
 * which the workload is killed, and a cap on reads.
 */
export const makeSyntheticKernelSweep = (): Dataset => {
  const profile = makeProfile({
    name: 'memory-and-io',
    title: 'Weights that do not fit, from a capped device',
    constraints: constraintsOf(60, 200),
    requirements: [{ metric: 'tg', keep: 0.03 }],
    workload: makeWorkloadSpec({ prompt: [], gen: [tokens] }),
  });
  const plan = makePlan({
    profile,
    cases,
    reference: 'baseline',
    tests: [{ prompt: 0, gen: tokens, depth: 0 }],
    runs: makeRuns(cases, 6),
  });
  return { manifest: makeManifest({ plan }), runs: plan.runs.map(record) };
};
