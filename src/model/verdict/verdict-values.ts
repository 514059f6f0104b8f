import type { Verdict } from '../run-record.ts';

/** The verdict on a limit that acted as asked, and on a case without limits in which nothing acted. */
export const bound: Verdict = { verdict: 'bound', why: '' };

/** The verdict on a limit that could not act. */
export const notBinding = (why: string): Verdict => ({ verdict: 'not-binding', why });

/** The verdict on a run that something else on the machine disturbed. */
export const disturbedBy = (why: readonly string[]): Verdict => ({
  verdict: 'disturbed',
  why: `${why.join('; ')}.`,
});

/** The verdict on a limit that acted, but not as asked. */
export const violated = (why: string): Verdict => ({ verdict: 'violated', why });

/** The verdict on a limit of which nothing is known, or under which the workload came to its end. */
export const failedBecause = (why: string): Verdict => ({ verdict: 'failed', why });
