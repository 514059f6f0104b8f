import type { CheckReason } from '../model/requirement/check.ts';
import type { CheckedRequirement } from '../model/requirement/check-nominal.ts';
import type { SolvedRequirement } from '../model/requirement/solve.ts';
import { describeQuantity } from '../model/units.ts';
import { describeEstimate, describeRatio } from './estimate-text.ts';
import { describeLevel } from './level-text.ts';
import { boundOf, describeTest } from './requirement-subject.ts';

/** What decided, as a clause. */
export const describeReason = (why: CheckReason, solved: SolvedRequirement): string => {
  switch (why.kind) {
    case 'interval':
      return `the whole interval asks for ${boundOf(solved)} ${describeLevel(why.limit, solved.unit)}`;
    case 'open-interval':
      return 'the interval of what is required has no such end in the tested range';
    case 'tested':
      return `every tested level down to ${why.at.level.text} keeps the share with its whole interval`;
    case 'beyond-tested':
      return `the share is kept at every tested level, but ${why.at.level.text} is the most severe of them`;
    case 'not-sure':
      return `the tested level ${why.at.level.text} does not keep the share with its whole interval`;
    case 'nominal-case':
      return why.at.ratio === undefined
        ? 'the nominal case has no ratio'
        : `the measured nominal case has a ratio of ${describeEstimate(why.at.ratio, describeRatio)}${why.at.verdict.verdict === 'bound' ? '' : `, and is ${why.at.verdict.verdict}`}`;
    case 'lost-at-mildest':
      return 'not derivable: the share is lost already at the mildest bound level';
    case 'no-bound-level':
      return 'not derivable: at no tested level does the evidence prove that the limit acted';
    case 'interval-too-wide':
      return 'not derivable: the interval is too wide';
    case 'no-interval':
      return 'there are too few rounds for an interval';
    case 'no-value':
      return `its nominal value is not one level and was not measured; give one with --at ${solved.parameter}=VALUE`;
  }
};

/** Whether a requirement is met, in a sentence. */
export const describeCheck = ({ solved, level, met, why }: CheckedRequirement): string =>
  `${met ? 'met' : 'not met'}: ${describeTest(solved)} at ${describeQuantity('share', solved.keep)} with ${solved.parameter} = ${level}: ${describeReason(why, solved)}.`;
