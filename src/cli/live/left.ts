import { estimateTimeLeft, type Pace } from '../pace.ts';
import type { CurrentRun } from './state.ts';

/** Milliseconds that are left; undefined before the first run has ended. */
export const leftMs = (
  pace: Pace,
  { planned, beganMs, isOver }: CurrentRun,
  nowMs: number,
): number | undefined =>
  // A run that is made again, and one that is over, was counted when it ended first.
  planned.attempt !== undefined || isOver === true
    ? estimateTimeLeft(pace)
    : estimateTimeLeft(pace, { caseId: planned.caseId, elapsedMs: nowMs - beganMs });
