import { describe, expect, test } from 'vitest';
import type { CasePoint } from '../../../../src/model/curve/case-point.ts';
import type { Curves } from '../../../../src/model/curve/curves.ts';
import { unlimitedCases, unlimitedRule } from '../../../../src/report/figures/unlimited-cases.ts';
import { makeCurvePoint } from '../../../support/curve.ts';

const pointOf = (tokensPerSecond: CasePoint['tokensPerSecond']): CasePoint =>
  makeCurvePoint(tokensPerSecond === undefined ? {} : { tokensPerSecond });

const curvesOf = (baseline: readonly CasePoint[], nothing: readonly CasePoint[]): Curves => ({
  reference: 'null',
  sweeps: [],
  baseline,
  null: nothing,
  nominal: [],
  design: [],
  failed: [],
});

const shown = [{ test: 'tg64' }];

describe('the cases without limits', () => {
  test('have a ceiling: the faster one', () => {
    const curves = curvesOf(
      [pointOf({ value: 100, low: 90, high: 110, count: 6 })],
      [pointOf({ value: 120, count: 3 })],
    );
    const cases = unlimitedCases(curves, shown);
    expect(cases).toEqual([
      {
        kind: 'baseline',
        test: 'tg64',
        value: 100,
        interval: [{ test: 'tg64', low: 90, high: 110 }],
        ceiling: false,
      },
      { kind: 'null', test: 'tg64', value: 120, interval: [], ceiling: true },
    ]);
    expect(cases.map((each) => unlimitedRule(each, false).name)).toEqual([
      'baseline',
      'null = ceiling',
    ]);
    expect(cases.map((each) => unlimitedRule(each, true).name)).toEqual([
      'baseline tg64',
      'null tg64 = ceiling',
    ]);
  });

  test('are left out where they were not measured', () => {
    expect(unlimitedCases(curvesOf([pointOf(undefined)], []), shown)).toEqual([]);
  });
});
