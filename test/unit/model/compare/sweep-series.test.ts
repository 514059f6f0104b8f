import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../../src/model/dataset.ts';
import { deriveCurves } from '../../../../src/model/curve/curves.ts';
import type { Series } from '../../../../src/model/compare/series.ts';
import { listSweepSeries } from '../../../../src/model/compare/sweep-series.ts';
import { estimateMedian, estimateRatio } from '../../../../src/model/statistics/estimate.ts';
import {
  makeDisturbance,
  makeManifest,
  makeRunRecord,
  makeSample,
} from '../../../support/factory.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const dataset = makeSyntheticSweep();
const all = listSweepSeries(dataset);

const find = (caseId: string, test: string, measure: Series['measure']['kind']): Series => {
  const series = all.find(
    ({ point, measure: own }) =>
      point.kind === 'case' &&
      point.caseId === caseId &&
      point.test === test &&
      own.kind === measure,
  );
  if (series === undefined) throw new Error(`no ${measure} of ${test} under ${caseId}`);
  return series;
};

const valuesOf = ({ values }: Series): readonly number[] => values.map(({ value }) => value);

describe('listSweepSeries', () => {
  test('has one value for each round that counts, without warm-up rounds', () => {
    expect(find('baseline', 'pp64', 'tokens-per-second').values).toHaveLength(6);
  });

  test('says the same as the curves', () => {
    const { sweeps, null: nullPoints } = deriveCurves(dataset.manifest.plan, dataset.runs);
    const points = [
      ...nullPoints,
      ...sweeps.flatMap(({ curves }) => curves.flatMap((curve) => curve.points)),
    ];
    for (const point of points) {
      const rates = find(point.caseId, point.test, 'tokens-per-second');
      const ratios = find(point.caseId, point.test, 'ratio');
      expect(estimateMedian(valuesOf(rates))).toEqual(point.tokensPerSecond);
      expect(estimateRatio(valuesOf(ratios))).toEqual(point.ratio);
      expect(rates.verdict).toEqual(point.verdict);
    }
  });

  test('takes ratios of null to the baseline, of other cases to the reference, of the baseline to nothing', () => {
    expect(find('null', 'tg64', 'ratio').measure).toEqual({ kind: 'ratio', reference: 'baseline' });
    expect(find('nominal', 'tg64', 'ratio').measure).toEqual({ kind: 'ratio', reference: 'null' });
    expect(() => find('baseline', 'tg64', 'ratio')).toThrow('no ratio');
  });

  test('makes no pairs', () => {
    expect(all.every(({ values }) => values.every(({ pair }) => pair === undefined))).toBe(true);
  });

  test('has an empty series with a failed verdict for a case of which nothing counts', () => {
    const manifest = makeManifest();
    const runs = [makeRunRecord({ case: 'null', samples: [makeSample({ tokensPerSecond: 0 })] })];
    const series = listSweepSeries({ manifest, runs });
    expect(series.every(({ values }) => values.length === 0)).toBe(true);
    expect(series[0]?.verdict?.verdict).toBe('failed');
  });
});

describe('the values of a disturbed sweep', () => {
  const { manifest, runs } = dataset;
  const disturb = (count: number) => ({
    manifest,
    runs: runs.map((run) =>
      run.case === 'null' && run.round >= 0 && run.round < count
        ? { ...run, disturbance: makeDisturbance() }
        : run,
    ),
  });
  const seriesOf = (sweep: Dataset, caseId: string) =>
    listSweepSeries(sweep).filter(
      ({ point }) => point.kind === 'case' && point.caseId === caseId && point.test === 'tg64',
    );

  test('are those that the curves count: without disturbed rounds of a case or its reference', () => {
    const [rates, ratios] = seriesOf(disturb(2), 'nominal');
    expect(rates?.values).toHaveLength(6);
    expect(ratios?.values).toHaveLength(4);
    expect(seriesOf(disturb(2), 'null')[0]?.values).toHaveLength(4);
    expect(ratios?.verdict?.verdict).toBe('bound');
  });

  test('are all of them, and marked, where most rounds were disturbed', () => {
    const [rates, ratios] = seriesOf(disturb(5), 'nominal');
    expect(rates?.verdict?.verdict).toBe('bound');
    expect(ratios?.values).toHaveLength(6);
    expect(ratios?.verdict?.verdict).toBe('disturbed');
  });
});
