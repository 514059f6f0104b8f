import type { Evidence } from '../evidence.ts';
import type { Case } from '../plan.ts';

/** A case, and what was counted while something ran under it. */
export interface Judged {
  readonly case: Pick<Case, 'kind' | 'constraints'>;
  readonly evidence: readonly Evidence[];
  /**
   * What is to be under the limits: a benchmark's tests, which come after the model was loaded, or a
   * program from its start to its end.
   */
  readonly span: 'tests' | 'program';
}
