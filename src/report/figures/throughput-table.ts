import type { CasePoint } from '../../model/curve/case-point.ts';
import { listNullBands } from '../../model/curve/claim.ts';
import type { Curve } from '../../model/curve/curves.ts';
import { describeInterval, describeRate, describeRatio } from '../estimate-text.ts';
import type { Findings } from '../findings.ts';
import { claimText, pointText } from './drawn-points.ts';
import { tableOf, type Cells, type FigureTable } from './figure-table.ts';
import { rooflineOf } from './roofline.ts';

const throughputCells = ({ tokensPerSecond }: CasePoint) => ({
  rate: tokensPerSecond === undefined ? '' : describeRate(tokensPerSecond.value),
  rateInterval: describeInterval(tokensPerSecond, describeRate),
});

const ratioCells = ({ ratio }: CasePoint) => ({
  ratio: ratio === undefined ? '' : describeRatio(ratio.value),
  ratioInterval: describeInterval(ratio, describeRatio),
});

const none = {
  ...{ rate: '', rateInterval: '', ratio: '', ratioInterval: '', roofline: '', rounds: '' },
  ...{ asked: '', measured: '', verdict: '', claim: '' },
};

type Row = Readonly<Record<'test' | 'case' | keyof typeof none, string>>;

const rowsOf = ({ curves }: Findings, curve: Curve): readonly Row[] => {
  const { test, points } = curve;
  const bands = listNullBands(curves);
  const roofline = rooflineOf(curve)?.points ?? [];
  const rowOf = (name: string, point: CasePoint): Row => ({
    ...{ ...none, test, case: name },
    ...throughputCells(point),
    rounds: String(point.rounds),
    ...pointText(point),
  });
  return [
    ...(['baseline', 'null'] as const).flatMap((kind) =>
      curves[kind].filter((point) => point.test === test).map((point) => rowOf(kind, point)),
    ),
    ...bands
      .filter((band) => band.test === test)
      .map(({ low, high }) => ({
        ...{ ...none, test, case: 'null band' },
        ratioInterval: `${describeRatio(low)} to ${describeRatio(high)}`,
      })),
    ...points.map((point) => {
      const most = roofline.find(({ level }) => level === point.level.value);
      return {
        ...rowOf(point.level.text, point),
        ...ratioCells(point),
        roofline: most === undefined ? '' : describeRate(most.value),
        claim: claimText(point, bands),
      };
    }),
  ];
};

/** The throughput of some tests of a sweep: of baseline, null and each level. */
export const throughputTable = (
  findings: Findings,
  parameter: string,
  shown: readonly Curve[],
  caption: string,
): FigureTable => {
  const ratio = `ratio to ${findings.curves.reference}`;
  const rows = shown.flatMap((curve) => rowsOf(findings, curve));
  return tableOf(
    caption,
    rows.map((row): Cells => ({
      test: row.test,
      [parameter]: row.case,
      'tokens/s': row.rate,
      '95 % interval of tokens/s': row.rateInterval,
      [ratio]: row.ratio,
      '95 % interval of the ratio': row.ratioInterval,
      'roofline, tokens/s': row.roofline,
      rounds: row.rounds,
      asked: row.asked,
      measured: row.measured,
      verdict: row.verdict,
      claim: row.claim,
    })),
  );
};
