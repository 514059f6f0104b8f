import { describe, expect, test } from 'vitest';
import { compareGrids } from '../../../src/model/compare/compare.ts';
import {
  describeChange,
  describeChanges,
  describePoint,
  explainComparison,
} from '../../../src/report/compare-words.ts';
import { makeOnePoint } from '../../support/grid.ts';

const names = { a: { label: 'warm', path: 'w.csv' }, b: { label: 'cold', path: 'c.csv' } };
const compare = (a: readonly number[], b: readonly number[]) =>
  compareGrids(makeOnePoint(a), makeOnePoint(b));

describe('a change in words', () => {
  test.each([
    [1.5298, '+52.98'],
    [0.9035, '-9.65'],
    [1, '0.00'],
    [0.99999, '0.00'],
    [1.00001, '0.00'],
    [12, '+1100.00'],
  ])('of the ratio %f is %s', (ratio, text) => {
    expect(describeChange(ratio)).toBe(text);
  });

  test('has its interval, or says that there is none', () => {
    expect(describeChanges({ value: 0.9, low: 0.85, high: 1.02, count: 12 })).toBe(
      '-10.00 (-15.00 to +2.00)',
    );
    expect(describeChanges({ value: 0.9, count: 3 })).toBe('-10.00, no interval');
  });
});

describe('a point in words', () => {
  test.each([
    [[1], [1, 2, 3], 'indicative: one value in warm'],
    [[1, 2], [1], 'indicative: one value in cold'],
    [[1], [1], 'indicative: one value in warm and in cold'],
    [[1, 2, 3], [1, 2, 3], 'indicative: too few values for an interval'],
    [[1, 2, 3, 4], [1, 2, 3, 4], ''],
  ])('with values %j and %j says %j', (a, b, text) => {
    const [point] = compare(a, b).points;
    expect(point === undefined ? 'none' : describePoint(point, names)).toBe(text);
  });

  test('names verdicts other than bound', () => {
    const [point] = compare([1, 2, 3, 4], [1, 2, 3, 4]).points;
    if (point === undefined) throw new Error('no point');
    const judged = {
      ...point,
      a: { ...point.a, verdict: { verdict: 'bound', why: '' } as const },
      b: { ...point.b, verdict: { verdict: 'violated', why: 'too slow' } as const },
    };
    expect(describePoint(judged, names)).toBe('cold violated');
  });
});

describe('how a comparison is to be read', () => {
  const explain = (a: readonly number[], b: readonly number[]): string =>
    explainComparison(compare(a, b), names).join('\n');

  test('says what one value cannot show', () => {
    expect(explain([1], [1, 2, 3])).toContain('a delta is indicative');
  });

  test('says how many values an interval takes', () => {
    expect(explain([1, 2, 3], [1, 2, 3])).toContain(
      '6 pairs, or without pairs 4 values against 4, 3 against 5 or 2 against 8',
    );
  });

  test('says what an unpaired interval rests on, where there is one', () => {
    expect(explain([1, 2, 3, 4], [1, 2, 3, 4])).toContain('not why');
    expect(explain([1], [1])).not.toContain('Hodges');
  });

  test('says on what pairs rest', () => {
    const labels = ['0', '1'];
    const pairs = compareGrids(makeOnePoint([1, 2], labels), makeOnePoint([1, 2], labels));
    expect(explainComparison(pairs, names).join('\n')).toContain(
      "Pairs are rows with the same p, n and 'round'; that they were measured side by side rests on that column alone.",
    );
  });
});
