import type { CasePoint } from '../model/curve/case-point.ts';
import type { Curve, SweepCurves } from '../model/curve/curves.ts';
import type { MainEffects } from '../model/curve/main-effects.ts';
import { describeQuantity } from '../model/units.ts';
import { describeCounted } from './counted-text.ts';
import { describeInterval, describeRate, describeRatio } from './estimate-text.ts';
import type { Findings } from './findings.ts';
import { pickMainTests } from './main-tests.ts';
import { numbers, words } from './markdown-table.ts';
import { plainText } from './plain-text.ts';
import { describeAnswer } from './requirement-statement.ts';
import { describeTest } from './requirement-subject.ts';
import type { TextPage } from './text-page.ts';
import { renderTextPlot, type PlotSeries } from './text-plot.ts';
import { renderTextTable, type TextColumn } from './text-table.ts';
import { wrapText } from './text-width.ts';
import { describeVerdict } from './verdict-text.ts';

/** Beyond this a line of running text is hard to read. */
const mostColumnsOfText = 100;

interface Named {
  readonly name: string;
  readonly point: CasePoint;
}

/** A column of which the cells come from a point; undefined where it has nothing to say. */
interface PointColumn {
  readonly column: TextColumn;
  readonly cell: (named: Named) => string | undefined;
}

const absent = '-';

const pointColumns: readonly PointColumn[] = [
  { column: words('level'), cell: ({ name }) => name },
  {
    column: { ...numbers('tokens/s'), yields: 1 },
    cell: ({ point: { tokensPerSecond } }) =>
      tokensPerSecond === undefined ? undefined : describeRate(tokensPerSecond.value),
  },
  {
    column: numbers('ratio'),
    cell: ({ point: { ratio } }) => (ratio === undefined ? undefined : describeRatio(ratio.value)),
  },
  {
    column: { ...numbers('95 % interval'), yields: 2 },
    cell: ({ point: { ratio } }) =>
      ratio?.low === undefined ? undefined : describeInterval(ratio, describeRatio),
  },
  {
    column: { ...numbers('measured'), yields: 3 },
    cell: ({ point: { askedDimension, measured } }) =>
      askedDimension === undefined || measured === undefined
        ? undefined
        : describeCounted(askedDimension, measured),
  },
  {
    column: { ...numbers('rounds'), yields: 4 },
    cell: ({ point }) => String(point.rounds),
  },
  { column: words('verdict'), cell: ({ point }) => describeVerdict(point) },
];

/** A table of points below its title, without columns in which none has anything to say. */
const renderPoints = (
  title: string,
  points: readonly Named[],
  { columns: width }: TextPage,
): string => {
  const told = pointColumns.filter(({ cell }) => points.some((each) => cell(each) !== undefined));
  const table = renderTextTable(
    told.map(({ column }) => column),
    points.map((each) => told.map(({ cell }) => cell(each) ?? absent)),
    width,
  );
  return [...wrapText(title, width), table].join('\n');
};

const renderCurve = (curve: Curve, reference: string, page: TextPage): string =>
  renderPoints(
    `${describeTest(curve)} over ${curve.parameter}, ratio to ${reference}`,
    curve.points.map((point) => ({ name: point.level.text, point })),
    page,
  );

const seriesOf = ({ test, points }: Curve): PlotSeries => ({
  label: test,
  points: points.flatMap(({ ratio, verdict }, level) =>
    ratio === undefined ? [] : [{ level, value: ratio.value, bound: verdict.verdict === 'bound' }],
  ),
});

/** Decode and prompt processing of a sweep in one plot; with a line at the share to be kept, where there is one for all. */
const plotSweep = (
  { parameter, curves }: SweepCurves,
  { manifest, curves: { reference } }: Findings,
  page: TextPage,
): string => {
  const keeps = new Set(manifest.plan.profile.requirements.map(({ keep }) => keep));
  const [keep] = keeps;
  const plot = renderTextPlot(
    {
      levels: (curves[0]?.points ?? []).map(({ level }) => level.text),
      series: pickMainTests(curves).map(seriesOf),
      ...(keep === undefined || keeps.size > 1
        ? {}
        : { mark: { label: `keep ${describeQuantity('share', keep)}`, value: keep } }),
    },
    page,
  );
  const title = wrapText(`ratio to ${reference} over ${parameter}`, page.columns);
  return plot.length === 0 ? '' : [...title, ...plot].join('\n');
};

const renderSweep = (sweep: SweepCurves, findings: Findings, page: TextPage): readonly string[] => [
  ...sweep.curves.map((curve) => renderCurve(curve, findings.curves.reference, page)),
  plotSweep(sweep, findings, page),
];

/** What each level of a design does to one test. */
const renderEffects = (
  { test, metric, parameters }: MainEffects,
  { columns }: TextPage,
): string => {
  const table = renderTextTable(
    [words('parameter'), words('level'), numbers('factor'), numbers('95 % interval')],
    parameters.flatMap(({ parameter, levels }) =>
      levels.map(({ level, factor }) => [
        parameter,
        level.text,
        factor === undefined ? absent : describeRatio(factor.value),
        describeInterval(factor, describeRatio),
      ]),
    ),
    columns,
  );
  const title = `main effects on ${describeTest({ test, metric })}, factors on the geometric mean of all cases`;
  return [...wrapText(title, columns), table].join('\n');
};

const namedAfter =
  (name: string) =>
  (point: CasePoint): Named => ({ name: `${name}, ${point.test}`, point });

const hasIntervals = ({ curves }: Findings): boolean =>
  curves.sweeps.some((sweep) =>
    sweep.curves.some(({ points }) => points.some(({ ratio }) => ratio?.low !== undefined)),
  );

/** The result for a terminal, in lines that are no wider than it is. */
export const renderSummary = (findings: Findings, page: TextPage): string => {
  const { manifest, curves, requirements } = findings;
  const { profile } = manifest.plan;
  const textColumns = Math.min(page.columns, mostColumnsOfText);
  const paragraph = (text: string): string =>
    wrapText(plainText(text), textColumns, '  ').join('\n');
  const fixed = [
    ...curves.baseline.map(namedAfter('baseline')),
    ...curves.null.map(namedAfter('null')),
  ];
  const nominal = curves.nominal.map(namedAfter('nominal'));
  const failed = curves.failed.length;
  return `${[
    paragraph(`${profile.name}: ${profile.title}`),
    ...curves.sweeps.flatMap((sweep) => renderSweep(sweep, findings, page)),
    ...findings.mainEffects.map((effects) => renderEffects(effects, page)),
    nominal.length === 0
      ? ''
      : renderPoints(`nominal values, ratio to ${curves.reference}`, nominal, page),
    renderPoints('without limits, ratio to baseline', fixed, page),
    curves.sweeps.length === 0 || hasIntervals(findings)
      ? ''
      : paragraph('Indicative: too few rounds for intervals.'),
    requirements.map((each) => paragraph(describeAnswer(findings, each))).join('\n'),
    failed === 0
      ? ''
      : paragraph(`${failed} ${failed === 1 ? 'run' : 'runs'} failed: see report.md.`),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
};
