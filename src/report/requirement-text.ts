import type { CurvePoint, Curves } from '../model/curve/curves.ts';
import type { TestedRequirement } from '../model/curve/tested-requirement.ts';
import { describeQuantity } from '../model/units.ts';
import { describeEstimate, describeRatio } from './estimate-text.ts';

const at = ({ level, ratio }: CurvePoint): string =>
  ratio === undefined
    ? level.text
    : `${level.text} (ratio ${describeEstimate(ratio, describeRatio)})`;

/** Levels whose verdict forbids to use them may be more severe than all that are used. */
const keptAtAll = (
  last: CurvePoint,
  { parameter, leftOut }: Pick<TestedRequirement, 'parameter' | 'leftOut'>,
): string => {
  if (leftOut.length === 0)
    return `at every tested level of ${parameter}, the most severe being ${at(last)}. The requirement lies beyond the tested range.`;
  const others = leftOut.map(({ level, verdict }) => `${level.text} (${verdict.verdict})`);
  return `at every bound level of ${parameter}, the most severe being ${at(last)}. The requirement lies beyond it. Left out: ${others.join(', ')}.`;
};

const outcomeText = ({ outcome, parameter, leftOut }: TestedRequirement): string => {
  switch (outcome.kind) {
    case 'kept':
      return outcome.lostAt === undefined
        ? keptAtAll(outcome.at, { parameter, leftOut })
        : `at ${parameter} = ${at(outcome.at)}, but not at the next tested level, ${at(outcome.lostAt)}.`;
    case 'not-kept':
      return `at no tested level of ${parameter}. Test milder levels.`;
    case 'not-monotone':
      return `is undecided over ${parameter}: not at ${at(outcome.lostAt)}, but at the more severe ${at(outcome.keptAt)}. Measure more rounds.`;
    case 'no-bound-level':
      return `is undecided over ${parameter}: at no tested level does the evidence prove that the limit acted.`;
  }
};

/** A requirement in a sentence; it speaks of tested levels only, nothing is interpolated. */
export const describeRequirement = (
  requirement: TestedRequirement,
  reference: Curves['reference'],
): string => {
  const { test, keep, indicative, outcome } = requirement;
  const decided = outcome.kind === 'kept' || outcome.kind === 'not-kept';
  const verb = decided ? `${test} keeps` : `Whether ${test} keeps`;
  const note = indicative ? ' Indicative: too few rounds for an interval.' : '';
  return `${verb} ${describeQuantity('share', keep)} of ${reference} ${outcomeText(requirement)}${note}`;
};
