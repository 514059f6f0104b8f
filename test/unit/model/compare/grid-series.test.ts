import { describe, expect, test } from 'vitest';
import { listGridSeries } from '../../../../src/model/compare/grid-series.ts';
import { keyOf } from '../../../../src/model/compare/series.ts';
import { makeGrid } from '../../../support/grid.ts';

const grid = makeGrid('p,n,pp,tg,round', '64,64,20,5,a', '128,64,30,,b', '64,64,21,6,');

describe('listGridSeries', () => {
  test('gathers the repeats of a point, pp before tg, in the order of the file', () => {
    const measure = { kind: 'tokens-per-second' };
    expect(listGridSeries(grid)).toEqual([
      {
        point: { kind: 'grid', p: 64, n: 64 },
        metric: 'pp',
        measure,
        values: [{ value: 20 }, { value: 21 }],
      },
      { point: { kind: 'grid', p: 128, n: 64 }, metric: 'pp', measure, values: [{ value: 30 }] },
      {
        point: { kind: 'grid', p: 64, n: 64 },
        metric: 'tg',
        measure,
        values: [{ value: 5 }, { value: 6 }],
      },
    ]);
  });

  test('takes the labels of pairs from the column that makes them', () => {
    expect(listGridSeries(grid, 'round')[0]?.values).toEqual([
      { value: 20, pair: 'a' },
      { value: 21 },
    ]);
  });

  test('has a key of its own for each series', () => {
    const keys = listGridSeries(grid).map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
