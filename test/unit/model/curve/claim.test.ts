import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CasePoint } from '../../../../src/model/curve/case-point.ts';
import { claimOf, listNullBands } from '../../../../src/model/curve/claim.ts';
import { deriveCurves, type Curves } from '../../../../src/model/curve/curves.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const point = (low?: number, high?: number): Pick<CasePoint, 'verdict' | 'ratio'> => ({
  verdict: { verdict: 'bound', why: '' },
  ratio: {
    value: ((low ?? 1) + (high ?? 1)) / 2,
    count: 6,
    ...(low === undefined || high === undefined ? {} : { low, high }),
  },
});
const band = { low: 0.98, high: 1.01 };

describe('the claim that a point allows', () => {
  it.each([
    [0.9, 0.95, 'degraded'],
    [0.9, 0.979, 'degraded'],
    [0.9, 0.98, 'undecided'],
    [0.97, 0.99, 'undecided'],
    [0.97, 1.02, 'undecided'],
    [0.98, 1.01, 'unchanged'],
    [0.99, 0.995, 'unchanged'],
    [1, 1.02, 'undecided'],
    [1.02, 1.03, 'faster'],
  ])(
    'of an interval from %f to %f beside a null band from 0.98 to 1.01 is %s',
    (low, high, claim) => {
      expect(claimOf(point(low, high), band)).toBe(claim);
    },
  );

  it('is indicative without an interval, of its own or of null', () => {
    expect(claimOf(point(), band)).toBe('indicative');
    expect(claimOf(point(0.5, 0.6), undefined)).toBe('indicative');
  });

  it.each(['not-binding', 'violated', 'disturbed', 'failed'] as const)(
    'is none where the verdict is %s',
    (verdict) => {
      expect(claimOf({ ...point(0.5, 0.6), verdict: { verdict, why: '' } }, band)).toBe('none');
    },
  );

  it('is none where nothing was measured', () => {
    expect(claimOf({ verdict: { verdict: 'bound', why: '' } }, band)).toBe('none');
  });

  it('is never a degradation of an interval that holds 1', () => {
    const ends = fc.tuple(fc.double({ min: 0.1, max: 1 }), fc.double({ min: 1, max: 2 }));
    fc.assert(
      fc.property(ends, ends, ([low, high], [bandLow, bandHigh]) => {
        const claim = claimOf(point(low, high), { low: bandLow, high: bandHigh });
        expect(['unchanged', 'undecided']).toContain(claim);
      }),
    );
  });
});

const nullPoint = (overrides: Partial<CasePoint>): CasePoint => ({
  caseId: 'null',
  test: 'tg64',
  metric: 'tg',
  rounds: 6,
  verdict: { verdict: 'bound', why: '' },
  failedRuns: 0,
  missingRuns: 0,
  ...overrides,
});
const curves = (reference: Curves['reference'], points: readonly CasePoint[]): Curves => {
  const { manifest, runs } = makeSyntheticSweep();
  return { ...deriveCurves(manifest.plan, runs), reference, null: points };
};

describe('the null band', () => {
  const tokensPerSecond = { value: 50, low: 49, high: 52, count: 6 };
  const ratio = { value: 0.95, low: 0.94, high: 0.96, count: 6 };

  it('is the interval of its ratio to the baseline, widened to 1, where others are to that too', () => {
    const below = nullPoint({ tokensPerSecond, ratio });
    expect(listNullBands(curves('baseline', [below]))).toEqual([
      { test: 'tg64', low: 0.94, high: 1 },
    ]);
    const around = nullPoint({ ratio: { ...ratio, high: 1.02 } });
    expect(listNullBands(curves('baseline', [around]))).toEqual([
      { test: 'tg64', low: 0.94, high: 1.02 },
    ]);
  });

  it('is the interval of its tokens/s over their median where ratios are to null', () => {
    expect(listNullBands(curves('null', [nullPoint({ tokensPerSecond, ratio })]))).toEqual([
      { test: 'tg64', low: 0.98, high: 1.04 },
    ]);
  });

  it('is absent without an interval', () => {
    const few = nullPoint({ tokensPerSecond: { value: 50, count: 5 } });
    expect(listNullBands(curves('null', [few]))).toEqual([]);
    expect(listNullBands(curves('baseline', [few]))).toEqual([]);
  });
});
