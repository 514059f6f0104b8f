import { describe, expect, test } from 'vitest';
import { compareGrids, compareSweeps } from '../../../../src/model/compare/compare.ts';
import type { Dataset } from '../../../../src/model/dataset.ts';
import { makeManifest, makePlan } from '../../../support/factory.ts';
import { makeGrid, makeOnePoint } from '../../../support/grid.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

/** A machine that was slower by a share in a whole sweep. */
const slowed = ({ manifest, runs }: Dataset, share: number): Dataset => ({
  manifest,
  runs: runs.map((run) => ({
    ...run,
    samples: run.samples.map((sample) => ({
      ...sample,
      tokensPerSecond: sample.tokensPerSecond * (1 - share),
    })),
  })),
});

describe('compareGrids', () => {
  test('compares what both have, and keeps what only one has', () => {
    const { kind, points, onlyInA, onlyInB } = compareGrids(
      makeGrid('p,n,pp,tg', '64,64,20,5', '64,128,21,6'),
      makeGrid('p,n,pp', '64,64,10', '256,64,30'),
    );
    expect(kind).toBe('grid');
    expect(points.map(({ point, metric, delta }) => ({ point, metric, delta }))).toEqual([
      { point: { kind: 'grid', p: 64, n: 64 }, metric: 'pp', delta: -0.5 },
    ]);
    const names = (all: typeof onlyInA) =>
      all.map(({ point, metric }) =>
        point.kind === 'grid' ? `${metric} ${point.p} ${point.n}` : '',
      );
    expect(names(onlyInA)).toEqual(['pp 64 128', 'tg 64 64', 'tg 64 128']);
    expect(names(onlyInB)).toEqual(['pp 256 64']);
  });

  test('makes pairs of rows by their round', () => {
    const labels = ['0', '1', '2', '3', '4', '5'];
    const base = makeOnePoint([10, 20, 30, 40, 50, 60], labels);
    const other = makeOnePoint([20, 40, 60, 80, 100, 120], labels);
    const { points, pairing } = compareGrids(base, other);
    expect(pairing).toEqual({ kind: 'column', column: 'round' });
    expect(points[0]?.paired?.value).toBeCloseTo(2, 12);
    expect(points[0]?.paired?.count).toBe(6);
  });

  test('says that columns have different names', () => {
    const { differences } = compareGrids(
      makeGrid('p,n,pp_mean,TG', '64,64,20,5'),
      makeGrid('p,n,pp_tps,tg', '64,64,20,5'),
    );
    expect(differences).toEqual([{ what: 'column of pp', a: 'pp_mean', b: 'pp_tps' }]);
  });
});

describe('compareSweeps', () => {
  const sweep = makeSyntheticSweep();

  test('finds what slowed a whole sweep in tokens per second, and not in ratios', () => {
    const { points } = compareSweeps(sweep, slowed(sweep, 0.2));
    const compared = points.filter(({ delta }) => delta !== undefined);
    expect(compared.length).toBeGreaterThan(20);
    for (const { measure, delta, unpaired, miss } of compared) {
      const expected = measure.kind === 'ratio' ? 0 : -0.2;
      expect(delta).toBeCloseTo(expected, 9);
      expect(unpaired?.value).toBeCloseTo(1 + expected, 9);
      expect(miss).toBeUndefined();
    }
  });

  test('never makes pairs of rounds', () => {
    const { pairing, points } = compareSweeps(sweep, sweep);
    expect(pairing).toEqual({
      kind: 'none',
      why: 'rounds of two sweeps are not measured side by side',
    });
    expect(points.every(({ paired }) => paired === undefined)).toBe(true);
  });

  test('keeps verdicts of both sides', () => {
    const { points } = compareSweeps(sweep, sweep);
    const loose = points.filter(({ a }) => a.verdict?.verdict === 'not-binding');
    expect(loose.length).toBeGreaterThan(0);
    expect(loose.every(({ b }) => b.verdict?.verdict === 'not-binding')).toBe(true);
  });

  test('does not compare ratios to different cases', () => {
    const other = {
      ...sweep,
      manifest: makeManifest({ plan: { ...sweep.manifest.plan, reference: 'baseline' } }),
    };
    const { points, onlyInA, onlyInB } = compareSweeps(sweep, other);
    const ratios = points.filter(({ measure }) => measure.kind === 'ratio');
    expect(ratios.map(({ point }) => (point.kind === 'case' ? point.caseId : ''))).toEqual([
      'null',
      'null',
    ]);
    expect([...onlyInA, ...onlyInB]).toEqual([]);
  });

  test('keeps cases and tests that only one has', () => {
    const { plan } = sweep.manifest;
    const smaller = makeManifest({
      plan: makePlan({ ...plan, cases: plan.cases.slice(0, 2), tests: plan.tests.slice(0, 1) }),
    });
    const { points, onlyInA, onlyInB } = compareSweeps(sweep, { ...sweep, manifest: smaller });
    expect(points.map(({ metric }) => metric)).toEqual(['pp', 'pp', 'pp']);
    expect(onlyInA).toHaveLength(2 * plan.cases.length - 2);
    expect(onlyInB).toEqual([]);
  });
});
