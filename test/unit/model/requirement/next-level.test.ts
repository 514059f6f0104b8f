import { describe, expect, test } from 'vitest';
import { findParameter } from '../../../../src/model/profile/parameters.ts';
import { nextLevel, type NextLevel } from '../../../../src/model/requirement/next-level.ts';
import { severityAxis } from '../../../../src/model/requirement/severity-axis.ts';

interface Tested {
  /** Level and relative time of the tested level beyond which to go. */
  readonly last: readonly [number, number];
  readonly neighbour?: readonly [number, number];
  readonly tried?: readonly number[];
}

const next = (
  path: string,
  towards: 'milder' | 'more-severe',
  { last, neighbour, tried = [] }: Tested,
  target: number,
): NextLevel => {
  const axis = severityAxis(path);
  const parameter = findParameter(path);
  if (parameter === undefined) throw new Error(`Internal error: no parameter '${path}'.`);
  const knot = ([level, y]: readonly [number, number]) => ({ x: axis.xOf(level) ?? NaN, y });
  const ends = {
    last: knot(last),
    neighbour: neighbour === undefined ? undefined : knot(neighbour),
    tried,
  };
  return nextLevel(towards, ends, target, axis, parameter);
};

describe('the next level to try', () => {
  test('is a quarter beyond where the trend crosses, rounded away to two digits', () => {
    expect(
      next(
        'tier.readLatency',
        'more-severe',
        { last: [100e3, 1.05], neighbour: [20e3, 1.01] },
        1.1,
      ),
    ).toEqual({ kind: 'try', value: 230e3 });
  });

  test('is at most four times as severe where the trend is flat or not known', () => {
    const flat = { last: [100e3, 1.01], neighbour: [20e3, 1.01] } as const;
    expect(next('tier.readLatency', 'more-severe', flat, 1.1)).toEqual({
      kind: 'try',
      value: 400e3,
    });
    expect(next('tier.readBandwidth', 'more-severe', { last: [1e9, 1] }, 1.1)).toEqual({
      kind: 'try',
      value: 250e6,
    });
  });

  test('takes a smaller step where a cliff may lie', () => {
    expect(next('tier.buffer', 'more-severe', { last: [64e6, 1] }, 1.1)).toEqual({
      kind: 'try',
      value: 32e6,
    });
  });

  test('is a power of two where the parameter must be one, and whole where it counts', () => {
    expect(next('tier.unitSize', 'more-severe', { last: [2 ** 20, 1] }, 1.1)).toEqual({
      kind: 'try',
      value: 2 ** 19,
    });
    expect(next('tier.queueDepth', 'more-severe', { last: [7, 1] }, 1.1)).toEqual({
      kind: 'try',
      value: 1,
    });
  });

  test('does not leave the range of the parameter', () => {
    expect(next('tier.residency', 'more-severe', { last: [0, 1.01] }, 1.1)).toEqual({
      kind: 'end-of-range',
    });
    expect(next('tier.queueDepth', 'more-severe', { last: [1, 1.01] }, 1.1)).toEqual({
      kind: 'end-of-range',
    });
    expect(next('tier.readLatency', 'milder', { last: [0, 1.2] }, 1.1)).toEqual({
      kind: 'end-of-range',
    });
    const nearlyAll = { last: [0.9, 1.2], neighbour: [0.5, 1.6] } as const;
    expect(next('tier.residency', 'milder', nearlyAll, 1.11)).toEqual({ kind: 'try', value: 1 });
  });

  test('is out of reach where not even no limit would do', () => {
    const near = { last: [100e9, 1.3], neighbour: [50e9, 1.32] } as const;
    expect(next('tier.readBandwidth', 'milder', near, 1.1)).toEqual({ kind: 'unreachable' });
  });

  test('lies before a level that was tried in vain', () => {
    expect(
      next('tier.readBandwidth', 'more-severe', { last: [4e9, 1], tried: [1e9, 8e9] }, 1.1),
    ).toEqual({ kind: 'try', value: 2e9 });
    expect(next('tier.residency', 'more-severe', { last: [0.4, 1], tried: [0] }, 1.1)).toEqual({
      kind: 'try',
      value: 0.1,
    });
  });
});
