import type { CurvePoint } from '../model/curve/curves.ts';
import type { NextLevel } from '../model/requirement/next-level.ts';
import type { SolvedOutcome, SolvedRequirement } from '../model/requirement/solve.ts';
import { describeQuantity } from '../model/units.ts';
import { describeClosedForm, describeRange } from './closed-form-text.ts';
import { describeEstimate, describeRatio } from './estimate-text.ts';
import { describeLevel } from './level-text.ts';
import { describeBound, describeTest } from './requirement-subject.ts';

type Derived = Extract<SolvedOutcome, { kind: 'derived' }>;
type NotDerivable = Extract<SolvedOutcome, { kind: 'not-derivable' }>;

const at = ({ level, ratio }: CurvePoint): string =>
  ratio === undefined
    ? level.text
    : `${level.text} (ratio ${describeEstimate(ratio, describeRatio)})`;

/** What to measure next, as a sentence. */
const nextText = (
  next: NextLevel,
  { parameter, unit }: SolvedRequirement,
  towards: 'milder' | 'more severe',
): string => {
  switch (next.kind) {
    case 'try':
      return `Next level to try: ${describeLevel(next.value, unit)}.`;
    case 'end-of-range':
      return `There is no ${towards} level of ${parameter}.`;
    case 'unreachable':
      return `By the trend no level of ${parameter} keeps it, because the other limits cost more than that.`;
  }
};

const intervalText = ({ unit }: SolvedRequirement, outcome: Derived): string => {
  const range = describeRange(outcome, (value) => describeLevel(value, unit));
  const isOpen = outcome.low === undefined || outcome.high === undefined;
  return isOpen ? `${range} in the tested range` : range;
};

/** What would bound the open end of an interval. */
const openEndText = (solved: SolvedRequirement, { high, next }: Derived): string => {
  if (next === undefined) return '';
  const mildEndIsOpen = (high === undefined) === (solved.unit.better === 'higher');
  return nextText(next, solved, mildEndIsOpen ? 'milder' : 'more severe');
};

/** Where the tested levels stand on both sides of a derived level. */
const bracketText = ({ tested }: SolvedRequirement, { between }: Derived): string => {
  const crossing = `The curve crosses it between the tested levels ${at(between.milder)} and ${at(between.severer)}.`;
  const { outcome } = tested;
  if (outcome.kind === 'kept' && outcome.at === between.milder) return crossing;
  return outcome.kind === 'kept'
    ? `${crossing} With its whole interval it is kept at ${outcome.at.level.text}.`
    : `${crossing} No tested level keeps it with its whole interval.`;
};

const monotoneText = ({ notMonotoneAt }: SolvedRequirement): string =>
  notMonotoneAt.length === 0
    ? ''
    : `Not monotone beyond noise: the interval at ${notMonotoneAt.map(({ level }) => level.text).join(', ')} does not hold the monotone fit.`;

const leftOutText = ({ tested }: SolvedRequirement): string =>
  tested.leftOut.length === 0
    ? ''
    : `Left out: ${tested.leftOut.map(({ level, verdict }) => `${level.text} (${verdict.verdict})`).join(', ')}.`;

const sureText = (solved: SolvedRequirement, which: 'kept' | 'lost'): string => {
  const { outcome, indicative } = solved.tested;
  if (indicative) return ' by its estimates (indicative: too few rounds for intervals)';
  const sure = which === 'kept' ? outcome.kind === 'kept' && outcome.lostAt === undefined : true;
  return sure ? '' : ' by its estimates, but not with its whole intervals';
};

const notDerivableText = (solved: SolvedRequirement, outcome: NotDerivable): string => {
  const whole = solved.tested.leftOut.length === 0 ? 'tested' : 'bound';
  switch (outcome.why) {
    case 'no-bound-level':
      return 'at no tested level does the evidence prove that the limit acted.';
    case 'kept-at-all':
      return `the share is kept at all ${whole} levels${sureText(solved, 'kept')}, the most severe being ${at(outcome.at)}. ${nextText(outcome.next, solved, 'more severe')}`;
    case 'lost-at-mildest':
      return `the share is lost already at the mildest ${whole} level, ${at(outcome.at)}. ${nextText(outcome.next, solved, 'milder')}`;
    case 'interval-too-wide':
      return `within its intervals the curve can cross the share anywhere in the tested range (by its estimates at ${describeLevel(outcome.value, solved.unit)}). Measure more rounds.`;
  }
};

/** `keep decode (tg128) at 90 % of null` */
const aim = (solved: SolvedRequirement, reference: string): string =>
  `keep ${describeTest(solved)} at ${describeQuantity('share', solved.keep)} of ${reference}`;

/** The required level with its interval, or why there is none, in a sentence; `clause` is appended to a derived level. */
export const describeHeadline = (
  solved: SolvedRequirement,
  reference: string,
  clause = '',
): string => {
  const { outcome, parameter, unit } = solved;
  if (outcome.kind === 'not-derivable')
    return `What it takes of ${parameter} to ${aim(solved, reference)} is not derivable from this range: ${notDerivableText(solved, outcome)}`;
  const note =
    outcome.kind === 'derived'
      ? intervalText(solved, outcome)
      : 'indicative: too few rounds for an interval';
  const bound = describeBound(solved, describeLevel(outcome.value, unit));
  return `To ${aim(solved, reference)}, ${bound} (${parameter}; ${note})${clause}.`;
};

/**
 * A requirement in a few sentences: the level with its interval, or why there is none and what to measure next;
 * the tested levels that it rests on; and what the physics fit says. `clause` follows the level.
 */
export const describeRequirement = (
  solved: SolvedRequirement,
  reference: string,
  clause = '',
): string => {
  const { outcome } = solved;
  return [
    describeHeadline(solved, reference, clause),
    outcome.kind === 'derived' ? openEndText(solved, outcome) : '',
    outcome.kind === 'derived' ? bracketText(solved, outcome) : '',
    outcome.kind === 'indicative'
      ? `The curve crosses it between the tested levels ${at(outcome.between.milder)} and ${at(outcome.between.severer)}.`
      : '',
    monotoneText(solved),
    leftOutText(solved),
    describeClosedForm(solved),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
};
