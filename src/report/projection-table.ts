import type { CurvePoint } from '../model/curve/curves.ts';
import type { TierConstraint } from '../model/profile/profile.ts';
import { layerTime, weightStream } from '../model/projection/dimensionless.ts';
import {
  dimensionlessForm,
  type DimensionlessForm,
} from '../model/projection/dimensionless-form.ts';
import { measureStream, type MeasuredStream } from '../model/projection/measured-stream.ts';
import { appliedLevel, describeScale } from '../model/tier/scale.ts';
import { describeQuantity } from '../model/units.ts';
import { describeRate, describeRatio } from './estimate-text.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { renderPlainNumber } from './plain-number.ts';
import { caption } from './report-captions.ts';

/** Digits of a dimensionless value: as many as its ratio has. */
const digits = 3;

interface Row {
  readonly parameter: string;
  readonly form: DimensionlessForm;
  readonly point: CurvePoint;
  /** The level as it was applied on this host. */
  readonly applied: number;
}

const tierOf = ({ manifest }: Findings): TierConstraint =>
  manifest.plan.profile.constraints.tier ?? {};

const rowsOf = (findings: Findings, test: string): readonly Row[] =>
  findings.curves.sweeps.flatMap((sweep) => {
    const form = dimensionlessForm(sweep.parameter);
    const curve = sweep.curves.find((each) => each.test === test);
    return form === undefined || curve === undefined
      ? []
      : curve.points.map((point) => ({
          parameter: sweep.parameter,
          form,
          point,
          applied: appliedLevel(tierOf(findings), sweep.parameter, point.level.value),
        }));
  });

const describeStream = ({ test, stream, cases }: MeasuredStream, reference: string): string =>
  `Here ${test} (the first test of decode at depth 0) needs W = ${describeQuantity('bytes', Math.round(stream.bytesPerToken))} of weights for a token, ` +
  `the median over ${cases} bound ${cases === 1 ? 'case' : 'cases'} of the bytes fetched over the share that is not resident; ` +
  `at the ${describeRate(stream.tokensPerSecond)} tokens/s of ${reference} that is a weight stream of ${describeQuantity('bytes-per-second', weightStream(stream))}, ` +
  `and each of ${stream.layers} layers takes ${describeQuantity('time', layerTime(stream))}.`;

const explanation =
  'Without the speed of this host a level is told as rho, its bandwidth over the weight stream of the reference (W x tokens/s); as Lambda, its latency in layer times of the reference (1 / (tokens/s x layers)); or as f, its residency. ' +
  'Levels of another host are comparable by these, as far as their models and tiers are alike.';

const limitedNote = (rows: readonly Row[]): readonly string[] =>
  rows.some(
    ({ form, applied, point: { asked = applied, sustained = asked } }) =>
      form.quantity === 'bandwidth' && sustained < applied,
  )
    ? [
        'rho is of the level; where accesses in flight or stalls leave less of it, the table of the curve says how much.',
      ]
    : [];

const scaledNote = (tier: TierConstraint): readonly string[] =>
  tier.scale === undefined
    ? []
    : [
        `Levels of the device are its own; values are of what was applied on this host, ${describeScale(tier)}.`,
      ];

/**
 * The section of a report that tells every level of the tier's bandwidth, latency and residency without
 * the speed of the host; empty without a tier, such a sweep, or a test of decode at depth 0.
 */
export const renderDimensionless = (findings: Findings): string => {
  const { manifest, curves } = findings;
  const { plan, model } = manifest;
  if (!curves.sweeps.some(({ parameter }) => dimensionlessForm(parameter) !== undefined)) return '';
  const measured = measureStream({ plan, curves, layers: model.layers });
  if (measured === undefined) return '';
  const heading = '## Dimensionless view';
  if (!measured.ok)
    return [heading, explanation, `It cannot be given: ${measured.failure}.`].join('\n\n');
  const { test, stream } = measured.value;
  const rows = rowsOf(findings, test);
  return [
    heading,
    explanation,
    describeStream(measured.value, curves.reference),
    caption(
      'Table',
      'Levels without the speed of this host (derived from measured bytes and times; no unit).',
    ),
    renderTable(
      [
        words('parameter'),
        numbers('level'),
        words('symbol'),
        numbers('value'),
        numbers(`ratio of ${test} to ${curves.reference}`),
        words('verdict'),
      ],
      rows.map(({ parameter, form, point, applied }) => [
        parameter,
        point.level.text,
        form.symbol,
        renderPlainNumber(form.of(applied, stream), digits),
        point.ratio === undefined ? '' : describeRatio(point.ratio.value),
        point.verdict.verdict,
      ]),
    ),
    ...limitedNote(rows),
    ...scaledNote(tierOf(findings)),
  ].join('\n\n');
};
