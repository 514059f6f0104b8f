import type { Plan } from '../plan.ts';
import type { RunRecord } from '../run-record.ts';
import { describeSeries, type DriftSign, type SeriesDrift } from './signs.ts';
import { listSpeeds } from './speeds.ts';

/** Whether the machine stayed the same over a session. */
export interface SessionDrift {
  /** `drifting` forbids to claim anything absolute, such as tokens/s; ratios within rounds stand. */
  readonly verdict: 'steady' | 'drifting' | 'too-few-runs';
  /** Signs that the verdict rests on; empty unless `drifting`. */
  readonly signs: readonly DriftSign[];
  /** The mean of all tests, on which alone the verdict rests. */
  readonly session: SeriesDrift;
  /** Each test on its own, to show where a drift comes from. */
  readonly tests: readonly SeriesDrift[];
}

/** Fewest runs of baseline and null together for which the signs have a chance to show a drift. */
export const fewestRuns = 10;

/** Signs that must agree: of sessions without a drift about 5 % show one at a time, and 7 to 9 % some. */
export const signsNeeded = 2;

/**
 * Whether a session drifted, from the speeds of its baseline and null. Four signs are looked for, of
 * which two must agree, in one series only: of sessions of independent values, at most about 5 % are then
 * called drifting, for 6, 10 and 20 rounds alike (simulated in the unit test). Signs of the same drift
 * agree with each other; signs by chance mostly do not.
 */
export const findDrift = (plan: Plan, records: readonly RunRecord[]): SessionDrift => {
  const [session, ...tests] = listSpeeds(plan, records).map(describeSeries);
  if (session === undefined) throw new Error('Internal error: no series of all tests');
  if (session.runs < fewestRuns) return { verdict: 'too-few-runs', signs: [], session, tests };
  return session.signs.length >= signsNeeded
    ? { verdict: 'drifting', signs: session.signs, session, tests }
    : { verdict: 'steady', signs: [], session, tests };
};
