import { describe, expect, test } from 'vitest';
import { offsetOf, shapesOf } from '../../../../src/report/figures/test-styles.ts';

describe('the looks of tests', () => {
  test('are shapes that differ within a metric and between prefill and decode', () => {
    const metrics = ['pp', 'pp', 'pp', 'tg', 'tg', 'tg'] as const;
    const shapes = shapesOf(metrics.map((metric) => ({ metric })));
    expect(new Set(shapes).size).toBe(6);
  });

  test('begin again after the last shape', () => {
    const shapes = shapesOf(Array.from({ length: 5 }, () => ({ metric: 'tg' as const })));
    expect(shapes[4]).toBe(shapes[0]);
  });

  test('are places beside one another around the level', () => {
    const tests = ['pp64', 'tg64', 'tg128'].map((name) => ({ test: name }));
    expect(tests.map((each) => offsetOf(each.test, tests))).toEqual([-4, 0, 4]);
    expect(offsetOf('tg64', [{ test: 'tg64' }])).toBe(0);
  });
});
