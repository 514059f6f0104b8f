import type { CasePoint } from '../model/curve/case-point.ts';
import { claimOf, listNullBands, type NullBand } from '../model/curve/claim.ts';
import type { Curves, SweepCurves } from '../model/curve/curves.ts';
import { describeRatio } from './estimate-text.ts';
import { figurePath, hasFigure } from './figure-path.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { renderNotes, renderPoints, type NamedPoint } from './report-points.ts';

const named = (name: string, points: readonly CasePoint[]): readonly NamedPoint[] =>
  points.map((point) => ({ name: `${name}, ${point.test}`, point }));

const paragraphs = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('\n\n');

const withClaim = ({ name, point }: NamedPoint, bands: readonly NullBand[]): NamedPoint => {
  const band = bands.find(({ test }) => test === point.test);
  return { name, point, claim: claimOf(point, band) };
};

const renderSweep = (
  sweep: SweepCurves,
  reference: Curves['reference'],
  bands: readonly NullBand[],
): string =>
  paragraphs([
    `### ${sweep.parameter}`,
    hasFigure(sweep)
      ? `![Throughput as a ratio to ${reference} over ${sweep.parameter}](${figurePath(sweep)})`
      : '',
    ...sweep.curves.flatMap(({ test, points }) => {
      const rows = points.map((point) => withClaim({ name: point.level.text, point }, bands));
      return [
        `#### ${test}`,
        renderPoints('level', `ratio to ${reference}`, rows),
        renderNotes(rows),
      ];
    }),
  ]);

/** What must be known before anything absolute is quoted; empty for a session that did not drift. */
const absoluteCaution = ({ drift }: Findings): string =>
  drift.verdict === 'drifting'
    ? 'The session drifted: tokens/s and their intervals tell how it went, not what this machine delivers. Quote ratios.'
    : '';

/** Every curve as a figure and as tables. */
export const renderCurves = (findings: Findings): string => {
  const { curves } = findings;
  const { sweeps, nominal, reference } = curves;
  const bands = listNullBands(curves);
  const rows = named('nominal', nominal).map((row) => withClaim(row, bands));
  return paragraphs([
    '## Curves',
    `A ratio is taken within a round, to the ${reference} case of the same round. A value is the median over rounds; its interval is the exact one of order statistics. No outlier is left out. ` +
      'On a processor without an accelerator, prompts are bound by computation early: what pp loses here is a lower bound of what an accelerator loses.',
    absoluteCaution(findings),
    'Claims: a point is *degraded* where its whole interval lies below 1 and below the null band of its test, *unchanged* where it lies within the band, *undecided* where it lies partly within, *faster* where it lies above both; *indicative* means that there is no interval. A point that is not bound allows none.',
    ...sweeps.map((sweep) => renderSweep(sweep, reference, bands)),
    ...(rows.length === 0
      ? []
      : [
          '### Nominal values',
          renderPoints('case', `ratio to ${reference}`, rows),
          renderNotes(rows),
        ]),
  ]);
};

const whyNull: Readonly<Record<Curves['reference'], string>> = {
  null:
    'Null is the tier with nothing absent and no limit. It can be faster than the baseline, because it holds the weights in huge pages, which need fewer address translations than the pages of a file. ' +
    'That is why ratios are to null: they show what the limits cost, free of what the machinery gains or costs.',
  baseline: 'Null is the machinery without limits: its ratio to the baseline is its own cost.',
};

const whatBand: Readonly<Record<Curves['reference'], string>> = {
  null: "The null band of a test is the interval of null's tokens/s over their median: the spread of null with itself, for its ratio to the baseline is made by huge pages.",
  baseline:
    "The null band of a test is the interval of null's ratio to the baseline, widened to 1.",
};

const renderBands = (curves: Curves): readonly string[] => {
  const bands = listNullBands(curves);
  if (curves.null.length === 0) return [];
  if (bands.length === 0)
    return ['There is no null band: null has too few rounds for an interval.'];
  return [
    `${whatBand[curves.reference]} A ratio within it is no degradation.`,
    renderTable(
      [words('test'), numbers('null band')],
      bands.map(({ test, low, high }) => [test, `${describeRatio(low)} to ${describeRatio(high)}`]),
    ),
  ];
};

/** The two cases without limits, and why they may differ. */
export const renderFixedCases = (findings: Findings): string => {
  const { curves } = findings;
  const rows = [...named('baseline', curves.baseline), ...named('null', curves.null)];
  return paragraphs([
    '## Baseline and null',
    `In the baseline nothing is applied. ${whyNull[curves.reference]}`,
    absoluteCaution(findings),
    renderPoints('case', 'ratio to baseline', rows),
    renderNotes(rows),
    ...renderBands(curves),
  ]);
};
