import type { Evidence } from '../evidence.ts';
import type { Verdict } from '../run-record.ts';
import { violated } from './verdict-values.ts';

/** What every run starts from is no constraint, and judged apart. */
type ConstraintEvidence = Exclude<Evidence, { readonly kind: 'start' }>;

/** What left evidence of each kind. */
const causes: Readonly<Record<ConstraintEvidence['kind'], string>> = {
  tier: 'tier',
  scope: 'scope',
  memory: 'memory',
  io: 'io',
  'page-cache': 'pageCache',
  background: 'background',
  cpu: 'cpu',
  volume: 'volume',
};

const whyOf = (evidence: ConstraintEvidence): string | undefined => {
  if (evidence.kind !== 'tier')
    return `${causes[evidence.kind]} left evidence in the baseline, where nothing may be applied.`;
  return evidence.heldBytes === 0 && evidence.bytesFetched === 0
    ? undefined
    : 'The tier held weights in the baseline, where nothing may be applied.';
};

/** Judges a run in which nothing may be applied, by what was: a verdict for each, none where all is well. */
export const judgeBaseline = (evidence: readonly Evidence[]): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(
    evidence.flatMap((each) => {
      if (each.kind === 'start') return [];
      const why = whyOf(each);
      return why === undefined ? [] : [[causes[each.kind], violated(why)]];
    }),
  );
