import type { CasePoint } from '../model/curve/case-point.ts';
import type { Curves } from '../model/curve/curves.ts';
import { inBaseUnit } from '../model/units.ts';
import { renderCsv } from './csv.ts';
import type { Findings } from './findings.ts';
import { levelColumns } from './level-columns.ts';
import { renderPlainNumber } from './plain-number.ts';

/** Columns of a table of curves. */
export const curveColumns = [
  'parameter',
  'level',
  'unit',
  'test',
  'metric',
  'rounds',
  'tokens_per_second',
  'tokens_per_second_low',
  'tokens_per_second_high',
  'ratio',
  'ratio_low',
  'ratio_high',
  'asked',
  'measured',
  'verdict',
] as const;

const counted = ({ askedDimension }: CasePoint, value: number | undefined): string =>
  askedDimension === undefined || value === undefined
    ? ''
    : renderPlainNumber(inBaseUnit(askedDimension, value));

const rowOf = (level: readonly string[], point: CasePoint): readonly string[] => [
  ...level,
  point.test,
  point.metric,
  String(point.rounds),
  renderPlainNumber(point.tokensPerSecond?.value),
  renderPlainNumber(point.tokensPerSecond?.low),
  renderPlainNumber(point.tokensPerSecond?.high),
  renderPlainNumber(point.ratio?.value),
  renderPlainNumber(point.ratio?.low),
  renderPlainNumber(point.ratio?.high),
  counted(point, point.asked),
  counted(point, point.measured),
  point.verdict.verdict,
];

/** The rows of a table of curves: one for each level and test, after those of baseline and null. */
export const curveRows = (curves: Curves): readonly (readonly string[])[] => [
  ...curves.baseline.map((point) => rowOf(['baseline', '', ''], point)),
  ...curves.null.map((point) => rowOf(['null', '', ''], point)),
  ...curves.nominal.map((point) => rowOf(['nominal', '', ''], point)),
  ...curves.design.map((point) => rowOf([point.caseId, '', ''], point)),
  ...curves.sweeps.flatMap((sweep) =>
    sweep.curves.flatMap(({ parameter, dimension, points }) =>
      points.map((point) =>
        rowOf(levelColumns({ parameter, dimension, level: point.level }), point),
      ),
    ),
  ),
];

/**
 * `curves.csv`: one row for each level and test, after those of baseline and null. Base units;
 * empty where there is no value. The null rows' ratio is to the baseline, all others' to the
 * reference of the plan.
 */
export const renderCurvesCsv = ({ curves }: Findings): string =>
  renderCsv(curveColumns, curveRows(curves));
