import type { Curve } from '../model/curve/curves.ts';
import {
  hasLaw,
  type BandwidthLaw,
  type FittedLaw,
  type LatencyLaw,
} from '../model/curve/physics-fit.ts';
import { fitMonotone } from '../model/requirement/monotone-curve.ts';
import { describeQuantity } from '../model/units.ts';
import { describeRatio } from './estimate-text.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words, type Column } from './markdown-table.ts';
import { caption } from './report-captions.ts';

const time = (value: number): string => describeQuantity('time', value);
const bytes = (value: number): string => describeQuantity('bytes', Math.round(value));
const count = (value: number): string => String(Number(value.toPrecision(3)));

/** Times below 0 come of noise; they are shown as they are. */
const signedTime = (value: number): string => (value < 0 ? `-${time(-value)}` : time(value));

const signed = (share: number): string =>
  `${share < 0 ? '-' : '+'}${describeQuantity('share', Number(Math.abs(share).toPrecision(2)))}`;

/** The columns that each law ends with. */
const fitColumns: readonly Column[] = [
  numbers('h'),
  numbers('R2'),
  numbers('largest residual'),
  numbers('levels'),
];

const fitCells = (fit: FittedLaw): readonly string[] => [
  fit.law === 'line' ? '' : time(fit.h),
  fit.r2.toFixed(4),
  `${signed(fit.largestResidual.share)} at ${fit.largestResidual.level}`,
  String(fit.points),
];

const lawText = ({ law }: FittedLaw, term: string): string =>
  law === 'line' ? `t = a + ${term}` : `t = a + max(0, ${term} - h)`;

interface Expected {
  readonly heading: string;
  readonly value: number | undefined;
}

const bandwidthTable = (
  fits: readonly BandwidthLaw[],
  expectedOf: (fit: BandwidthLaw) => Expected,
): readonly string[] => {
  const [first] = fits;
  if (first === undefined) return [];
  const { heading } = expectedOf(first);
  return [
    caption(
      'Table',
      'Fit of the time of a token over the bandwidth: _a_ is the time at endless bandwidth, _c_ the bytes that a token waits for.',
    ),
    renderTable(
      [
        ...[words('test'), words('law'), numbers('a'), numbers('c')],
        ...[numbers(heading), numbers(`c / ${heading.split(' ')[0] ?? ''}`), ...fitColumns],
      ],
      fits.map((fit) => {
        const { value } = expectedOf(fit);
        return [
          ...[fit.test, lawText(fit, 'c / B'), signedTime(fit.a), bytes(fit.c)],
          value === undefined ? '' : bytes(value),
          value === undefined ? '' : describeRatio(fit.c / value),
          ...fitCells(fit),
        ];
      }),
    ),
  ];
};

const latencyTable = (fits: readonly LatencyLaw[]): readonly string[] => [
  caption(
    'Table',
    'Fit of the time of a token over the latency: _a_ is the time without latency, _n_ the waits that follow one another.',
  ),
  renderTable(
    [
      ...[words('test'), words('law'), numbers('a'), numbers('n')],
      ...[numbers('waits per token'), numbers('n / waits'), ...fitColumns],
    ],
    fits.map((fit) => [
      ...[fit.test, lawText(fit, 'n L'), signedTime(fit.a), count(fit.n)],
      fit.waitsPerToken === undefined ? '' : count(fit.waitsPerToken),
      fit.waitsPerToken === undefined ? '' : describeRatio(fit.n / fit.waitsPerToken),
      ...fitCells(fit),
    ]),
  ),
];

const explanations: Readonly<Record<string, string>> = {
  'tier.readBandwidth':
    'The time t of a token must be linear in 1 / B, where B is the effective bandwidth of the tier (the sustained one where it stalls), and its slope c must be the bytes that a token really fetches. With prefetch a time h of the transfer hides behind the computation. Only bound levels are fitted.',
  'tier.readLatency':
    'The time t of a token must be linear in the latency L of an access, and its slope n is the number of waits of a token that come one after the other: at most the touches that had to wait, which are counted over all threads at the most severe bound level. Where accesses in flight limit the bandwidth, the bytes over them are in n as well.',
  'io.readBandwidth':
    'The time t of a token must be linear in 1 / B, where B is the cap on reads, and its slope c is the bytes that a token reads from the device. These are not counted by token; the weights of the model are what it reads when nothing of it stays in the page cache.',
};

const byParameter = (findings: Findings, parameter: string): readonly string[] => {
  const fits = findings.fits.filter((fit) => fit.parameter === parameter);
  if (fits.length === 0) return [];
  const laws = fits.flatMap((fit) => (fit.kind === 'fitted' ? [fit] : []));
  const bandwidths = laws.flatMap((fit) => (fit.over === 'bandwidth' ? [fit] : []));
  const latencies = laws.flatMap((fit) => (fit.over === 'latency' ? [fit] : []));
  const expectedOf = ({ bytesPerToken }: BandwidthLaw): Expected =>
    parameter === 'tier.readBandwidth'
      ? { heading: 'fetched per token', value: bytesPerToken }
      : { heading: 'weights', value: findings.manifest.model.tensorBytes };
  return [
    `### ${parameter}, decode`,
    explanations[parameter] ?? '',
    ...bandwidthTable(bandwidths, expectedOf),
    ...(latencies.length === 0 ? [] : latencyTable(latencies)),
    ...fits.flatMap((fit) =>
      fit.kind === 'fitted' ? [] : [`${fit.test}: not fitted: ${fit.why}.`],
    ),
  ];
};

const monotoneRow = (curve: Curve): readonly string[] => {
  const { points, reversals } = fitMonotone(curve);
  const verdict =
    points.length < 2 ? 'too few bound levels' : reversals.length === 0 ? 'yes' : '**no**';
  return [
    curve.parameter,
    curve.test,
    verdict,
    reversals.map(({ level }) => level.text).join(', '),
    String(points.length),
  ];
};

/** Curves for which no law of time is known, or prompts, which compute while they wait. */
const renderMonotone = (curves: readonly Curve[]): readonly string[] =>
  curves.length === 0
    ? []
    : [
        '### Other curves',
        'Throughput must not rise as a level becomes more severe, beyond its intervals: the isotonic fit must lie in the interval of each bound level.',
        caption('Table', 'Curves without a law of time: whether throughput falls with severity.'),
        renderTable(
          [
            words('parameter'),
            words('test'),
            words('monotone'),
            words('not at'),
            numbers('levels'),
          ],
          curves.map(monotoneRow),
        ),
      ];

/** Whether each curve is what physics allows: the time of a token follows a law, or falls with nothing. */
export const renderPhysics = (findings: Findings): string => {
  const curves = findings.curves.sweeps.flatMap((sweep) => sweep.curves);
  if (curves.length === 0) return '';
  const fitted = [...new Set(findings.fits.map(({ parameter }) => parameter))];
  return [
    '## Physics check',
    ...fitted.flatMap((parameter) => byParameter(findings, parameter)),
    ...renderMonotone(curves.filter((curve) => !hasLaw(curve))),
  ].join('\n\n');
};
