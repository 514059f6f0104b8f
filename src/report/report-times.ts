import type { CasePoint } from '../model/curve/case-point.ts';
import { allPoints } from '../model/curve/curves.ts';
import { fewestTokens } from '../model/curve/token-times.ts';
import { describeQuantity } from '../model/units.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { caption } from './report-captions.ts';

const time = (value: number): string => describeQuantity('time', value);

const timeOfMany = (value: number | undefined): string =>
  value === undefined ? 'too few tokens' : time(value);

const describePooling = (points: readonly CasePoint[]): string =>
  points.some(({ tokenTimes }) => tokenTimes?.ofRuns !== undefined)
    ? 'Times of single generated tokens: of each quantile the median over runs, because this record has too many tokens to pool; the maximum is that of all runs.'
    : 'Times of single generated tokens, pooled over rounds.';

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
  const points = allPoints(curves);
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
    `${describePooling(points)} The 99th percentile is given from ${fewestTokens.p99} tokens on; the value it does not exceed with 95 % confidence from ${fewestTokens.p99AtMost} on, which takes tokens as independent.`,
    caption('Table', 'Measured times of generated tokens: quantiles and maximum.'),
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
