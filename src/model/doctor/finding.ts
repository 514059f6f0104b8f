import type { Miss } from '../failure.ts';

/** Whether something works: fully, in part, or not. */
export type Answer = 'yes' | 'part' | 'no';

/** One mechanism on one host. */
export interface Finding {
  /** Does not change between versions. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly answer: Answer;
  /** What of a profile, or of a run, needs it. */
  readonly serves: string;
  /** What was found; empty where there is nothing to say beside what is missing. */
  readonly found: string;
  /** Why it works in part or not at all, and how to get it. */
  readonly misses: readonly Miss[];
  /** Something else here does the same, so nobody has to do anything. */
  readonly isCovered: boolean;
}

/** The answer for something of which parts may be missing. */
export const answerOf = (there: number, missing: number): Answer =>
  missing === 0 ? 'yes' : there > 0 ? 'part' : 'no';

/** Each thing once. */
export const distinctMisses = (misses: readonly Miss[]): readonly Miss[] => [
  ...new Map(misses.map((miss) => [`${miss.what}\n${miss.remedy}`, miss])).values(),
];
