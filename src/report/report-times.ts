import type { CasePoint } from '../model/curve/case-point.ts';
import type { FittedLaw, PhysicsFit } from '../model/curve/physics-fit.ts';
import { fewestTokens } from '../model/curve/token-times.ts';
import { describeQuantity } from '../model/units.ts';
import type { Findings } from './findings.ts';
import { describeRatio } from './estimate-text.ts';
import { numbers, renderTable, words } from './markdown-table.ts';

const time = (value: number): string => describeQuantity('time', value);

const timeOfMany = (value: number | undefined): string =>
  value === undefined ? 'too few tokens' : time(value);

/** The times of single tokens in every case that generates any; empty when none were recorded. */
export const renderTokenTimes = ({ curves }: Findings): string => {
  const rowOf = (name: string, { test, tokenTimes, metric }: CasePoint): readonly string[][] =>
    tokenTimes === undefined || metric !== 'tg'
      ? []
      : [
          [
            name,
            test,
            String(tokenTimes.count),
            time(tokenTimes.p50),
            time(tokenTimes.p95),
            timeOfMany(tokenTimes.p99),
            timeOfMany(tokenTimes.p99AtMost),
            time(tokenTimes.max),
          ],
        ];
  const rows = [
    ...curves.baseline.flatMap((point) => rowOf('baseline', point)),
    ...curves.null.flatMap((point) => rowOf('null', point)),
    ...curves.nominal.flatMap((point) => rowOf('nominal', point)),
    ...curves.sweeps.flatMap(({ parameter, curves: tests }) =>
      tests.flatMap(({ points }) =>
        points.flatMap((point) => rowOf(`${parameter} = ${point.level.text}`, point)),
      ),
    ),
  ];
  if (rows.length === 0) return '';
  return [
    '## Token times',
    `Times of single generated tokens, pooled over rounds. The 99th percentile is given from ${fewestTokens.p99} tokens on; the value it does not exceed with 95 % confidence from ${fewestTokens.p99AtMost} on, which takes tokens as independent.`,
    renderTable(
      [
        words('case'),
        words('test'),
        numbers('tokens'),
        numbers('p50'),
        numbers('p95'),
        numbers('p99'),
        numbers('p99 at most'),
        numbers('max'),
      ],
      rows,
    ),
  ].join('\n\n');
};

const signed = (share: number): string =>
  `${share < 0 ? '-' : '+'}${describeQuantity('share', Number(Math.abs(share).toPrecision(2)))}`;

const lawRow = (fit: FittedLaw): readonly string[] => [
  fit.test,
  fit.law === 'line' ? 't = a + c / B' : 't = a + max(0, c / B - h)',
  time(fit.a),
  describeQuantity('bytes', Math.round(fit.c)),
  fit.bytesPerToken === undefined ? '' : describeQuantity('bytes', Math.round(fit.bytesPerToken)),
  fit.bytesPerToken === undefined ? '' : describeRatio(fit.c / fit.bytesPerToken),
  fit.law === 'line' ? '' : time(fit.h),
  fit.r2.toFixed(4),
  `${signed(fit.largestResidual.share)} at ${fit.largestResidual.level}`,
  String(fit.points),
];

const isFitted = (fit: PhysicsFit): fit is FittedLaw => fit.kind === 'fitted';

/** Whether the time of a token follows the bytes that it fetches; empty without a sweep of bandwidth. */
export const renderPhysics = ({ fits }: Findings): string => {
  if (fits.length === 0) return '';
  const laws = fits.filter(isFitted);
  const missing = fits.flatMap((fit) => (fit.kind === 'not-fitted' ? [fit] : []));
  return [
    '## Physics check',
    'The time t of a token must be linear in 1 / B, where B is the effective bandwidth of the tier (the sustained one where it stalls), and its slope c must be the bytes that a token really fetches. With prefetch a time h of the transfer hides behind the computation. Only bound levels are fitted.',
    ...(laws.length === 0
      ? []
      : [
          renderTable(
            [
              words('test'),
              words('law'),
              numbers('a'),
              numbers('c'),
              numbers('fetched per token'),
              numbers('c / fetched'),
              numbers('h'),
              numbers('R2'),
              numbers('largest residual'),
              numbers('levels'),
            ],
            laws.map(lawRow),
          ),
        ]),
    ...missing.map(({ test, why }) => `${test}: not fitted: ${why}.`),
  ].join('\n\n');
};
