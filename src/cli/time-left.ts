import type { Plan } from '../model/plan.ts';
import type { RunRecord } from '../model/run-record.ts';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Milliseconds that the rest of a plan takes: each run as long as its case took so far, cases not yet
 * seen as long as the mean of those seen. Undefined before the first run has ended.
 */
export const estimateTimeLeft = (
  plan: Plan,
  ended: readonly Pick<RunRecord, 'case' | 'durationMs'>[],
): number | undefined => {
  if (ended.length === 0) return undefined;
  const byCase = new Map<string, number[]>();
  for (const run of ended) byCase.set(run.case, [...(byCase.get(run.case) ?? []), run.durationMs]);
  const typical = mean([...byCase.values()].map(mean));
  return plan.runs
    .slice(ended.length)
    .reduce((sum, run) => sum + mean(byCase.get(run.caseId) ?? [typical]), 0);
};

/** A duration for people: `45 s`, `3 min`, `1 h 20 min`. */
export const describeDuration = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
