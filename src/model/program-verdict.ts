import { tierEvidenceIn, type Evidence } from './evidence.ts';
import type { Case } from './plan.ts';
import type { Verdict } from './run-record.ts';
import { judgeConstraints, type Judgement } from './verdict/constraints.ts';
import type { Judged } from './verdict/judged.ts';
import { judgeTier } from './verdict/tier.ts';
import { failedBecause, notBinding } from './verdict/verdict-values.ts';

/** What the run of a program is judged by. */
export interface JudgedProgram {
  readonly case: Pick<Case, 'kind' | 'constraints'>;
  /** The files that were to be held. */
  readonly files: readonly string[];
  readonly evidence: readonly Evidence[];
  /** Why there is no evidence although the constraint acted; undefined where there is some. */
  readonly problem?: string;
  /** Why the tier, which was in the program, never came to act. */
  readonly idle?: string;
}

const quoted = (files: readonly string[]): string => files.map((file) => `'${file}'`).join(' or ');

/** The tier's rules for a program: it may never have used the files at all. */
const judgeTierOf =
  ({ files, idle }: Pick<JudgedProgram, 'files' | 'idle'>) =>
  (judged: Judged): Verdict => {
    const { case: subject, evidence } = judged;
    if (idle !== undefined) return notBinding(idle);
    const found = tierEvidenceIn(evidence);
    if (found === undefined || found.heldBytes === 0)
      return notBinding(
        `Expected the program to map ${quoted(files)} into its memory, got no such mapping, so nothing ` +
          'was limited. Name the file that it reads, and have it read with mmap (fio: --ioengine=mmap). ' +
          'The tier does not see programs that call the kernel without the C library, as those written ' +
          'in Go, or that remove LD_PRELOAD from their environment.',
      );
    if (found.bytesFetched > 0 || subject.kind === 'null') return judgeTier(judged);
    const { residency = 0 } = subject.constraints.tier ?? {};
    return residency >= 1
      ? notBinding(
          'Expected data to come through the tier, got none: everything is resident. Set tier.residency below 100 %.',
        )
      : notBinding(
          `Expected data to come through the tier, got none: the program mapped ${quoted(files)} and read ` +
            'nothing of it there. Have it read the mapping, not the file.',
        );
  };

/**
 * Judges what was counted over the whole run of a program that is no llama-bench. It differs from a
 * run of a sweep in that nothing is known of the program, and in that all of it is to be limited, not
 * only what comes after the loading of a model.
 */
export const judgeProgram = (run: JudgedProgram): Judgement =>
  run.problem === undefined
    ? judgeConstraints(
        { case: run.case, evidence: run.evidence, span: 'program' },
        judgeTierOf(run),
      )
    : { verdict: failedBecause(run.problem), verdicts: {} };
