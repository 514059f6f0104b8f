import type { Constraints } from '../profile/profile.ts';
import type { Verdict } from '../run-record.ts';
import { judgeBackground } from './background.ts';
import { judgeBaseline } from './baseline.ts';
import { judgeCpu } from './cpu.ts';
import { judgeIo } from './io.ts';
import type { Judged } from './judged.ts';
import { judgeMemory } from './memory.ts';
import { describeOutOfMemory } from './out-of-memory.ts';
import { judgePageCache } from './page-cache.ts';
import { worstVerdict } from './severity.ts';
import { judgeStart } from './start.ts';
import { judgeTier } from './tier.ts';
import { failedBecause } from './verdict-values.ts';
import { judgeVolume } from './volume.ts';

/** The name of a constraint, as a profile writes it. */
export type ConstraintName = keyof Constraints;

/** Every constraint, in the order of the profile format. */
export const constraintNames: readonly ConstraintName[] = [
  'tier',
  'memory',
  'volume',
  'io',
  'pageCache',
  'background',
  'cpu',
];

type Judge = (judged: Judged) => Verdict;

const judges: Readonly<Record<ConstraintName, Judge>> = {
  tier: judgeTier,
  memory: judgeMemory,
  volume: judgeVolume,
  io: judgeIo,
  pageCache: judgePageCache,
  background: judgeBackground,
  cpu: judgeCpu,
};

/** The verdicts on the constraints of a run. */
export interface Judgement {
  /** The worst of them, the first one in the order of the profile among equals. */
  readonly verdict: Verdict;
  /** By the constraint's name; what the run started from as `start`, where something was asked of that. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** A judgement whose verdict is the worst of the given ones. */
export const summarize = (verdicts: Judgement['verdicts']): Judgement => ({
  verdict: worstVerdict(Object.values(verdicts)),
  verdicts,
});

/**
 * Judges every constraint that the case sets by the evidence on it, the memory of whatever the kernel
 * killed, and in every case, the baseline too, what the run started from. `tier` judges the tier, where that is not to be done by the rules for a benchmark.
 */
export const judgeConstraints = (judged: Judged, tier: Judge = judgeTier): Judgement => {
  const { case: subject, evidence } = judged;
  const killed = describeOutOfMemory(evidence);
  const start = judgeStart(evidence);
  const begun = start === undefined ? {} : { start };
  if (subject.kind === 'baseline') return summarize({ ...judgeBaseline(evidence), ...begun });
  const verdicts = constraintNames.flatMap((name) => {
    if (name === 'memory' && killed !== undefined) return [[name, failedBecause(killed)] as const];
    if (subject.constraints[name] === undefined) return [];
    const judge = name === 'tier' ? tier : judges[name];
    return [[name, judge(judged)] as const];
  });
  return summarize({ ...Object.fromEntries(verdicts), ...begun });
};
