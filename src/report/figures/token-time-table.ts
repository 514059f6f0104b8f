import type { CasePoint } from '../../model/curve/case-point.ts';
import type { Curve } from '../../model/curve/curves.ts';
import type { Findings } from '../findings.ts';
import { pointText } from './drawn-points.ts';
import { tableOf, type Cells, type FigureTable } from './figure-table.ts';
import { quantileTimes, type Quantile } from './token-times.ts';

const rowsOf = (parameter: string, name: string, point: CasePoint): readonly Cells[] => {
  const times = quantileTimes(point);
  const textOf = (quantile: Quantile): string =>
    times.find((time) => time.quantile === quantile)?.valueText ?? '';
  const { asked, measured, verdict } = pointText(point);
  return times.length === 0
    ? []
    : [
        {
          test: point.test,
          [parameter]: name,
          tokens: String(point.tokenTimes?.count ?? ''),
          p50: textOf('p50'),
          p95: textOf('p95'),
          p99: textOf('p99'),
          'p99 at most': times.find(({ atMost }) => atMost !== '')?.atMost ?? '',
          ...{ asked, measured, verdict },
        },
      ];
};

/** The times of tokens in some tests of a sweep: of the reference and each level. */
export const tokenTimeTable = (
  { curves }: Findings,
  parameter: string,
  shown: readonly Curve[],
  caption: string,
): FigureTable =>
  tableOf(
    caption,
    shown.flatMap(({ test, points }) => [
      ...curves[curves.reference]
        .filter((point) => point.test === test)
        .flatMap((point) => rowsOf(parameter, curves.reference, point)),
      ...points.flatMap((point) => rowsOf(parameter, point.level.text, point)),
    ]),
  );
