import type { Dimension } from '../model/dimension.ts';
import type { CurvePoint } from '../model/curve/curves.ts';
import type { TestedRequirement } from '../model/curve/tested-requirement.ts';
import { findParameter } from '../model/profile/parameters.ts';
import { baseUnit, inBaseUnit } from '../model/units.ts';
import type { Findings } from './findings.ts';
import { describeRequirement } from './requirement-text.ts';

const levelOf = (point: CurvePoint | undefined, dimension: Dimension) =>
  point === undefined
    ? null
    : {
        text: point.level.text,
        value:
          point.level.ofModel === true
            ? point.level.value
            : inBaseUnit(dimension, point.level.value),
        unit: point.level.ofModel === true ? baseUnit.share : baseUnit[dimension],
        ratio: point.ratio?.value ?? null,
        ratioLow: point.ratio?.low ?? null,
        ratioHigh: point.ratio?.high ?? null,
        rounds: point.rounds,
      };

const levelsOf = ({ outcome, parameter }: TestedRequirement) => {
  const dimension = findParameter(parameter)?.dimension ?? 'count';
  const [keptAt, lostAt] =
    outcome.kind === 'kept'
      ? [outcome.at, outcome.lostAt]
      : outcome.kind === 'not-monotone'
        ? [outcome.keptAt, outcome.lostAt]
        : [undefined, undefined];
  return { keptAt: levelOf(keptAt, dimension), lostAt: levelOf(lostAt, dimension) };
};

/** `requirements.json`: which tested level keeps each share that the profile asks for. */
export const renderRequirementsJson = ({ manifest, curves, requirements }: Findings): string => {
  const document = {
    schemaVersion: 1,
    profile: manifest.plan.profile.name,
    reference: curves.reference,
    method: 'tested levels only, no interpolation',
    requirements: requirements.map((each) => ({
      parameter: each.parameter,
      test: each.test,
      metric: each.metric,
      keep: each.keep,
      indicative: each.indicative,
      outcome: each.outcome.kind,
      ...levelsOf(each),
      leftOut: each.leftOut.map(({ level, verdict }) => ({
        level: level.text,
        verdict: verdict.verdict,
      })),
      statement: describeRequirement(each, curves.reference),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
};
