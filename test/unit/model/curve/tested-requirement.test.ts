import { describe, expect, test } from 'vitest';
import type { Curve, CurvePoint } from '../../../../src/model/curve/curves.ts';
import { findTestedRequirement } from '../../../../src/model/curve/tested-requirement.ts';
import type { Estimate } from '../../../../src/model/statistics/estimate.ts';

const levels = ['50 GB/s', '25 GB/s', '12.5 GB/s'];

const curveOf = (
  ratios: readonly (Estimate | undefined)[],
  overrides: Readonly<Record<string, Partial<CurvePoint>>> = {},
): Curve => ({
  parameter: 'tier.readBandwidth',
  dimension: 'bytes-per-second',
  better: 'higher',
  test: 'tg64',
  metric: 'tg',
  points: ratios.map((ratio, at) => {
    const text = levels[at] ?? '';
    return {
      level: { text, value: 50e9 / 2 ** at },
      caseId: text,
      test: 'tg64',
      metric: 'tg',
      rounds: 6,
      ...(ratio === undefined ? {} : { ratio }),
      verdict: { verdict: 'bound', why: '' },
      failedRuns: 0,
      missingRuns: 0,
      ...overrides[text],
    };
  }),
});

const sure = (value: number): Estimate => ({
  value,
  low: value - 0.01,
  high: value + 0.01,
  count: 6,
});
const keep90 = { metric: 'tg', keep: 0.9 } as const;

describe('the requirement over tested levels', () => {
  test('is the most severe level that keeps the share, with the next that does not', () => {
    const { outcome, indicative } = findTestedRequirement(
      curveOf([sure(0.98), sure(0.92), sure(0.7)]),
      keep90,
    );
    expect(indicative).toBe(false);
    expect(outcome).toMatchObject({
      kind: 'kept',
      at: { level: { text: '25 GB/s' } },
      lostAt: { level: { text: '12.5 GB/s' } },
    });
  });

  test('asks for the whole interval', () => {
    const { outcome } = findTestedRequirement(
      curveOf([sure(0.98), { value: 0.905, low: 0.895, high: 0.915, count: 6 }]),
      keep90,
    );
    expect(outcome).toMatchObject({ kind: 'kept', at: { level: { text: '50 GB/s' } } });
  });

  test('asks for the estimate where there is no interval, and is indicative then', () => {
    const few = (value: number): Estimate => ({ value, count: 3 });
    const found = findTestedRequirement(curveOf([few(0.98), few(0.905)]), keep90);
    expect(found.indicative).toBe(true);
    expect(found.outcome).toMatchObject({ kind: 'kept', at: { level: { text: '25 GB/s' } } });
    expect(found.outcome).not.toHaveProperty('lostAt');
  });

  test('is not kept when no level keeps the share', () => {
    const { outcome } = findTestedRequirement(curveOf([sure(0.8), sure(0.7)]), keep90);
    expect(outcome).toEqual({ kind: 'not-kept' });
  });

  test('does not reach past a milder level that loses the share', () => {
    const { outcome } = findTestedRequirement(curveOf([sure(0.98), sure(0.8), sure(0.95)]), keep90);
    expect(outcome).toMatchObject({ kind: 'kept', at: { level: { text: '50 GB/s' } } });
  });

  test('is not monotone when only levels beyond a lost one keep the share', () => {
    const { outcome } = findTestedRequirement(curveOf([sure(0.8), sure(0.95)]), keep90);
    expect(outcome).toMatchObject({
      kind: 'not-monotone',
      lostAt: { level: { text: '50 GB/s' } },
      keptAt: { level: { text: '25 GB/s' } },
    });
  });

  test('leaves out levels that are not bound or have no ratio', () => {
    const found = findTestedRequirement(
      curveOf([sure(0.98), sure(0.92), undefined], {
        '25 GB/s': { verdict: { verdict: 'not-binding', why: 'fits' } },
      }),
      keep90,
    );
    expect(found.outcome).toMatchObject({ kind: 'kept', at: { level: { text: '50 GB/s' } } });
    expect(found.leftOut.map(({ level }) => level.text)).toEqual(['25 GB/s', '12.5 GB/s']);
  });

  test('cannot be given without a bound level', () => {
    expect(findTestedRequirement(curveOf([undefined]), keep90).outcome).toEqual({
      kind: 'no-bound-level',
    });
  });
});
