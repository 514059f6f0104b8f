import { z } from 'zod';
import { Disturbance } from './disturbance/activity.ts';
import { Evidence, StepTimes, TierTestEvidence } from './evidence.ts';

/** Quantiles of a test's step times in one run, whole nanoseconds; see `model/curve/token-times.ts`. */
export const StepTimesSummary = z.object({
  /** Number of steps. */
  count: z.number(),
  p50Ns: z.number(),
  p95Ns: z.number(),
  /** Absent below 100 steps. */
  p99Ns: z.number().optional(),
  maxNs: z.number(),
});
/** Quantiles of a test's step times in one run. */
export type StepTimesSummary = z.infer<typeof StepTimesSummary>;

/** One test's value from one run, as llama-bench gave it, with what was counted meanwhile. */
export const Sample = z.object({
  test: z.string(),
  metric: z.enum(['pp', 'tg', 'pg']),
  /** Tokens per repetition. */
  tokens: z.number(),
  /** Raw durations of the repetitions, in nanoseconds. */
  repetitionsNs: z.array(z.number().positive()),
  /** Tokens per second: the median over repetitions. */
  tokensPerSecond: z.number().positive(),
  /** Duration of each step (generated token, or whole prompt); absent when nothing recorded them. */
  stepsNs: StepTimes.optional(),
  /** Quantiles of these; absent in records of the first version. */
  stepTimes: StepTimesSummary.optional(),
  /** What the tier did during the repetitions. */
  tier: TierTestEvidence.optional(),
});
/** One test's value from one run. */
export type Sample = z.infer<typeof Sample>;

/** Verdict on a constraint, from evidence. */
export const Verdict = z.object({
  verdict: z.enum(['bound', 'not-binding', 'violated', 'disturbed', 'failed']),
  /** Why, in words; empty when bound. */
  why: z.string(),
});
/** Verdict on a constraint, from evidence. */
export type Verdict = z.infer<typeof Verdict>;

/** How a run ended. */
export const Outcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('completed') }),
  /** Some tests gave values before the process failed. */
  z.object({ status: z.literal('partial'), problem: z.string(), stderr: z.string() }),
  z.object({ status: z.literal('failed'), problem: z.string(), stderr: z.string() }),
]);
/** How a run ended. */
export type Outcome = z.infer<typeof Outcome>;

/** State of the machine at one moment, as far as it can be read. */
export const HostState = z.object({
  utc: z.string(),
  load1: z.number().optional(),
  memoryAvailableBytes: z.number().optional(),
  frequencyMHz: z.number().optional(),
  temperatureC: z.number().optional(),
});
/** State of the machine at one moment. */
export type HostState = z.infer<typeof HostState>;

/** One line of `runs.jsonl`: everything about one llama-bench process under one case. */
export const RunRecord = z.object({
  schema: z.literal('run/1'),
  index: z.number().int(),
  round: z.number().int(),
  order: z.number().int(),
  /** 0 for the run as planned, 1 and up for its repetitions after disturbances. */
  attempt: z.number().int().default(0),
  /** The part of the plan that made the run, from 1; absent where the plan was not divided. */
  shard: z.number().int().positive().optional(),
  case: z.string(),
  /** Parameter values put on the host, by dotted path, in counting units. */
  asked: z.record(z.string(), z.number()),
  /** The same, as read back from what enforces them. */
  applied: z.record(z.string(), z.number()),
  startedUtc: z.string(),
  durationMs: z.number(),
  command: z.array(z.string()),
  outcome: Outcome,
  evidence: z.array(Evidence),
  /** What else the machine did meanwhile; absent in records of the first versions. */
  disturbance: Disturbance.optional(),
  /** The worst of `verdicts`, that the run was disturbed, or that the process failed. */
  verdict: Verdict,
  /** On each constraint by its name; empty when the process failed, and in records of the first versions. */
  verdicts: z.record(z.string(), Verdict).default({}),
  samples: z.array(Sample),
  /** What the workload says of itself: build, load mode, threads. */
  workload: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  before: HostState,
  after: HostState,
  warnings: z.array(z.string()),
});
/** One line of `runs.jsonl`. */
export type RunRecord = z.infer<typeof RunRecord>;
