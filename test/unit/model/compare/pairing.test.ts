import { describe, expect, test } from 'vitest';
import { pairGrids } from '../../../../src/model/compare/pairing.ts';
import { makeGrid, makeOnePoint } from '../../../support/grid.ts';

const rounds = (...labels: readonly string[]) =>
  makeOnePoint(
    labels.map(() => 1),
    labels,
  );

describe('pairGrids', () => {
  test('makes pairs where both files have rounds in common', () => {
    expect(pairGrids(rounds('0', '1'), rounds('1', '2'))).toEqual({
      kind: 'column',
      column: 'round',
    });
  });

  test('prefers the column that says what it is for', () => {
    const both = makeGrid('p,n,pp,round,pair', '64,64,1,0,x');
    expect(pairGrids(both, both)).toEqual({ kind: 'column', column: 'pair' });
  });

  test('lets a round come again at another point', () => {
    const grid = makeGrid('p,n,pp,round', '64,64,1,0', '64,128,1,0');
    expect(pairGrids(grid, grid).kind).toBe('column');
  });

  test.each([
    [
      makeOnePoint([1]),
      rounds('0'),
      "rows are pairs only where both files have a column 'pair' or 'round'",
    ],
    [
      rounds('0', '1'),
      rounds('1', '1'),
      "line 3 of B repeats the value that column 'round' has at the same p and n",
    ],
    [
      rounds('1', '1'),
      rounds('1', '1'),
      "line 3 of A repeats the value that column 'round' has at the same p and n",
    ],
    [
      rounds('0', ''),
      rounds('1', ''),
      "no point has the same value of column 'round' in both files",
    ],
  ])('says why there are no pairs', (a, b, why) => {
    expect(pairGrids(a, b)).toEqual({ kind: 'none', why });
  });
});
