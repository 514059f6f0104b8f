import type { Evidence } from './evidence.ts';
import type { CaseKind } from './plan.ts';
import type { Constraints } from './profile/profile.ts';
import type { Verdict } from './run-record.ts';

/** How a program ended. */
export type ProgramEnd =
  | { readonly how: 'exited'; readonly code: number }
  | { readonly how: 'killed-by-signal'; readonly signal: string };

/** All that is known of one run of a program under a profile's constraints. */
export interface ProgramRecord {
  readonly toolVersion: string;
  readonly profile: string;
  readonly case: CaseKind;
  readonly seed: number;
  /** What the case asks for. */
  readonly constraints: Constraints;
  /** Files whose mappings were to be held; absolute paths. */
  readonly files: readonly string[];
  /** The program and its arguments, as the user wrote them. */
  readonly command: readonly string[];
  /** The file that was run. */
  readonly program: string;
  readonly startedUtc: string;
  /** Wall time of the program. */
  readonly wallNs: number;
  readonly end: ProgramEnd;
  /** Parameter values asked for, by dotted path, in counting units. */
  readonly asked: Readonly<Record<string, number>>;
  /** The same, as read back from what enforces them. */
  readonly applied: Readonly<Record<string, number>>;
  readonly evidence: readonly Evidence[];
  /** The worst of `verdicts`, or why there are none. */
  readonly verdict: Verdict;
  /** On each constraint by its name. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly warnings: readonly string[];
}
