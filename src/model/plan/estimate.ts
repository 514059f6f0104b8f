import { repetitionBudget } from '../disturbance/repetitions.ts';
import type { Case, Plan, PlannedRun } from '../plan.ts';
import type { Bytes } from '../units.ts';
import { estimateRun } from './estimate-case.ts';
import type { HostSpeed, KnownSpeed, SpeedBasis } from './estimate-speed.ts';
import { leastRuns } from './least-runs.ts';

/** How long a sweep will take, from its first run to its last, in seconds. */
export interface TimeEstimate {
  /** With the fewest rounds, and as many repetitions of disturbed runs as this host needed before. */
  readonly seconds: number;
  /** The fewest rounds, no repetition, and luck. */
  readonly low: number;
  /** The most rounds, every repetition that is allowed, and no luck. */
  readonly high: number;
  readonly basis: SpeedBasis;
  /** When what it rests on was measured; absent where nothing was. */
  readonly measuredUtc?: string;
}

/** By what factor an estimate may miss, by what it rests on. */
const doubt: Readonly<Record<SpeedBasis, number>> = {
  sweep: 1.25,
  scaled: 1.6,
  rough: 2.5,
};

/** Copying the model to a volume and reading it back: at this rate, in bytes a second. */
const copyRate = 0.5e9;

const volumeSeconds = ({ cases }: Plan, modelBytes: Bytes): number =>
  cases.some(({ constraints }) => constraints.volume !== undefined)
    ? (2 * modelBytes) / copyRate
    : 0;

const sumSeconds = (runs: readonly PlannedRun[], secondsOf: ReadonlyMap<string, number>): number =>
  runs.reduce((sum, { caseId }) => sum + (secondsOf.get(caseId) ?? 0), 0);

const secondsByCase = (
  plan: Plan,
  modelBytes: Bytes,
  speed: HostSpeed,
): ReadonlyMap<string, number> => {
  const ofCase = (each: Case): number => {
    const limit = plan.profile.workload.runTimeLimit;
    return Math.min(limit, estimateRun(each, plan, modelBytes, speed)) / 1e9;
  };
  return new Map(plan.cases.map((each) => [each.id, ofCase(each)]));
};

/** Repetitions that a plan allows, as a share of its runs. */
const allowedRepetitions = (plan: Plan): number => {
  const { disturbance } = plan.profile.workload;
  if (disturbance === undefined || disturbance.repeats === 0) return 0;
  const last = plan.runs.at(-1)?.round ?? 0;
  return plan.runs.length === 0 ? 0 : repetitionBudget(plan, last) / plan.runs.length;
};

/**
 * Estimates how long a plan takes before anything is measured, from how fast the host was known to run
 * a model of so many bytes when nothing limited it. Finding or building llama-bench, making the model
 * and writing the reports are not in it.
 */
export const estimatePlan = (plan: Plan, modelBytes: Bytes, known: KnownSpeed): TimeEstimate => {
  const { basis, measuredUtc, speed } = known;
  const secondsOf = secondsByCase(plan, modelBytes, speed);
  const before = volumeSeconds(plan, modelBytes);
  const least = sumSeconds(plan.runs.slice(0, leastRuns(plan)), secondsOf);
  const most = sumSeconds(plan.runs, secondsOf);
  const allowed = allowedRepetitions(plan);
  return {
    seconds: before + least * (1 + Math.min(allowed, speed.repeatedShare)),
    low: (before + least) / doubt[basis],
    high: (before + most * (1 + allowed)) * doubt[basis],
    basis,
    ...(measuredUtc === undefined ? {} : { measuredUtc }),
  };
};
