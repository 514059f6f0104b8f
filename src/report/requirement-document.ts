import type { CurvePoint } from '../model/curve/curves.ts';
import type { ClosedForm } from '../model/requirement/closed-form.ts';
import type { LevelUnit } from '../model/requirement/level-unit.ts';
import type { NextLevel } from '../model/requirement/next-level.ts';
import type { SolvedOutcome, SolvedRequirement } from '../model/requirement/solve.ts';
import { closedFormAgrees } from './closed-form-text.ts';
import { appliedLevel, isScaled } from '../model/tier/scale.ts';
import type { Findings } from './findings.ts';
import { levelOutput, testedOutput } from './level-text.ts';
import { renderStatement } from './requirement-statement.ts';
import { boundOf } from './requirement-subject.ts';

/** How requirements are found, in words. */
export const requirementMethod =
  'isotonic fit of log ratios, linear in time between tested levels; interval from the 95 % intervals of the levels; bound levels only';

const levelDocument = (value: number | undefined, unit: LevelUnit) =>
  value === undefined ? null : levelOutput(value, unit);

const pointDocument = (point: CurvePoint | undefined, unit: LevelUnit) =>
  point === undefined
    ? null
    : {
        ...testedOutput(point, unit),
        ratio: point.ratio?.value ?? null,
        ratioLow: point.ratio?.low ?? null,
        ratioHigh: point.ratio?.high ?? null,
        rounds: point.rounds,
      };

const nextDocument = (next: NextLevel | undefined, unit: LevelUnit) =>
  next === undefined
    ? null
    : { kind: next.kind, level: next.kind === 'try' ? levelOutput(next.value, unit) : null };

const bracketOf = (outcome: SolvedOutcome) => ('between' in outcome ? outcome.between : undefined);

const outcomeDocument = ({ outcome, unit }: SolvedRequirement) => ({
  outcome: outcome.kind,
  why: outcome.kind === 'not-derivable' ? outcome.why : null,
  level: levelDocument('value' in outcome ? outcome.value : undefined, unit),
  low: levelDocument(outcome.kind === 'derived' ? outcome.low : undefined, unit),
  high: levelDocument(outcome.kind === 'derived' ? outcome.high : undefined, unit),
  between: {
    milder: pointDocument(bracketOf(outcome)?.milder, unit),
    severer: pointDocument(bracketOf(outcome)?.severer, unit),
  },
  next: nextDocument('next' in outcome ? outcome.next : undefined, unit),
});

const closedFormDocument = (solved: SolvedRequirement, closedForm: ClosedForm | undefined) =>
  closedForm === undefined
    ? null
    : {
        formula: 'B = c / (t_ref / keep - a + h)',
        level: levelDocument(closedForm.value, solved.unit),
        low: levelDocument(closedForm.low, solved.unit),
        high: levelDocument(closedForm.high, solved.unit),
        rounds: closedForm.rounds,
        agrees: closedFormAgrees(solved) ?? null,
      };

const testedDocument = ({ tested, unit }: SolvedRequirement) => {
  const { outcome, indicative, leftOut } = tested;
  const [keptAt, lostAt] =
    outcome.kind === 'kept'
      ? [outcome.at, outcome.lostAt]
      : outcome.kind === 'not-monotone'
        ? [outcome.keptAt, outcome.lostAt]
        : [undefined, undefined];
  return {
    outcome: outcome.kind,
    indicative,
    keptAt: pointDocument(keptAt, unit),
    lostAt: pointDocument(lostAt, unit),
    leftOut: leftOut.map(({ level, verdict }) => ({ level: level.text, verdict: verdict.verdict })),
  };
};

/** What was applied on this host for the levels of a scaled tier, which are modelled; nothing without a scale. */
const scaleDocument = ({ manifest }: Findings, { parameter, outcome, unit }: SolvedRequirement) => {
  const { tier } = manifest.plan.profile.constraints;
  if (tier?.scale === undefined || !isScaled(tier, parameter)) return {};
  const { reference, referenceBandwidth, host } = tier.scale;
  const applied = (level: number | undefined) =>
    levelDocument(level === undefined ? undefined : appliedLevel(tier, parameter, level), unit);
  return {
    scale: {
      kind: 'modelled' as const,
      reference,
      referenceBandwidth,
      host,
      applied: {
        level: applied('value' in outcome ? outcome.value : undefined),
        low: applied(outcome.kind === 'derived' ? outcome.low : undefined),
        high: applied(outcome.kind === 'derived' ? outcome.high : undefined),
      },
    },
  };
};

/** A requirement as JSON documents hold it. */
export const requirementDocument = (
  findings: Findings,
  solved: SolvedRequirement,
  folder?: string,
) => ({
  parameter: solved.parameter,
  test: solved.test,
  metric: solved.metric,
  keep: solved.keep,
  bound: boundOf(solved),
  ...outcomeDocument(solved),
  ...scaleDocument(findings, solved),
  notMonotoneAt: solved.notMonotoneAt.map(({ level }) => level.text),
  closedForm: closedFormDocument(solved, solved.closedForm),
  tested: testedDocument(solved),
  statement: renderStatement(findings, solved, folder),
});
