import type { CasePoint } from '../model/curve/case-point.ts';
import { claimOf, listNullBands, type NullBand } from '../model/curve/claim.ts';
import type { Curves, SweepCurves } from '../model/curve/curves.ts';
import { describeScale } from '../model/tier/scale.ts';
import { describeRatio } from './estimate-text.ts';
import { figurePath, hasFigure } from './figures/figure-path.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { caption } from './report-captions.ts';
import { renderNotes, renderPoints, type NamedPoint } from './report-points.ts';
import { describeTest } from './requirement-subject.ts';

const named = (name: string, points: readonly CasePoint[]): readonly NamedPoint[] =>
  points.map((point) => ({ name: `${name}, ${point.test}`, point }));

/** What the columns of a table of points hold. */
const pointColumns = (points: readonly CasePoint[]): string =>
  points.some(({ asked }) => asked !== undefined)
    ? 'as medians over rounds; _asked_ is what the limit comes to (of a tier its effective bandwidth), _measured_ what was counted of it.'
    : 'as medians over rounds.';

const paragraphs = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('\n\n');

const withClaim = ({ name, point }: NamedPoint, bands: readonly NullBand[]): NamedPoint => {
  const band = bands.find(({ test }) => test === point.test);
  return { name, point, claim: claimOf(point, band) };
};

/** From the mildest level to the most severe one, for those who do not see the figure. */
const describeEnds = ({ test, points }: SweepCurves['curves'][number]): string => {
  const shown = points.flatMap(({ level, ratio }) =>
    ratio === undefined ? [] : [`${describeRatio(ratio.value)} at ${level.text}`],
  );
  const [first, ...rest] = shown;
  if (first === undefined) return `${test} has no ratio`;
  const last = rest.at(-1);
  return last === undefined ? `${test} ${first}` : `${test} from ${first} to ${last}`;
};

const renderFigure = (sweep: SweepCurves, reference: Curves['reference']): readonly string[] =>
  hasFigure(sweep)
    ? [
        `![Throughput as a ratio to ${reference} over ${sweep.parameter}: ${sweep.curves.map(describeEnds).join('; ')}](${figurePath(sweep)})`,
        caption(
          'Figure',
          `Throughput of each test as a ratio to ${reference} over \`${sweep.parameter}\`, with 95 % intervals. Hollow points are not bound.`,
        ),
      ]
    : [];

const renderSweep = (
  sweep: SweepCurves,
  reference: Curves['reference'],
  bands: readonly NullBand[],
): string =>
  paragraphs([
    `### ${sweep.parameter}`,
    ...renderFigure(sweep, reference),
    ...sweep.curves.flatMap(({ test, metric, points }) => {
      const rows = points.map((point) => withClaim({ name: point.level.text, point }, bands));
      return [
        `#### ${test}`,
        caption(
          'Table',
          `Measured throughput of ${describeTest({ test, metric })} over \`${sweep.parameter}\`, ${pointColumns(points)}`,
        ),
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

const timesNote = {
  written:
    'Times are applied as written: beside the reference a layer of the same model takes less time, so that a latency is a larger share of it there.',
  scaled:
    'Latencies and stalls are made longer by as much, so that they stay the same share of a layer.',
};

/** What the levels of a scaled tier are, and what a scale does not preserve; empty without one. */
const scaleNote = ({ manifest }: Findings): string => {
  const { tier } = manifest.plan.profile.constraints;
  return tier?.scale === undefined
    ? ''
    : `Levels of tier.readBandwidth are the device's own. What was applied on this host is each of them ${describeScale(tier)}, and stands in the column *asked*; a requirement on the device is modelled. ` +
        `The bandwidth of this host is stated in the profile, not measured. ${timesNote[tier.scale.times ?? 'written']}`;
};

/** Every curve as a figure and as tables. */
export const renderCurves = (findings: Findings): string => {
  const { curves } = findings;
  const { sweeps, nominal, reference } = curves;
  const bands = listNullBands(curves);
  const rows = named('nominal', nominal).map((row) => withClaim(row, bands));
  // A design has no curves; 'Main effects' stands in their place.
  if (findings.manifest.plan.design !== undefined) return '';
  return paragraphs([
    '## Curves',
    `Ratios are to the ${reference} case of the same round. Values are medians over rounds; no outlier is left out.`,
    absoluteCaution(findings),
    scaleNote(findings),
    'Claims: a point is *degraded* where its whole interval lies below 1 and below the null band of its test, *unchanged* where it lies within the band, *undecided* where it lies partly within, *faster* where it lies above both; *indicative* means that there is no interval. A point that is not bound allows none.',
    ...sweeps.map((sweep) => renderSweep(sweep, reference, bands)),
    ...(rows.length === 0
      ? []
      : [
          '### Nominal values',
          caption(
            'Table',
            `Measured throughput under all nominal limits, ${pointColumns(nominal)}`,
          ),
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
    caption('Table', 'Null band of each test, as ratios.'),
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
    caption(
      'Table',
      'Measured throughput of the two cases without limits, as medians over rounds.',
    ),
    renderPoints('case', 'ratio to baseline', rows),
    renderNotes(rows),
    ...renderBands(curves),
  ]);
};
