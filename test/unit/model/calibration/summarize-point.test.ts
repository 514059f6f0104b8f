import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinCalibrations } from '../../../../src/model/calibration/calibration.ts';
import { summarizePoint } from '../../../../src/model/calibration/summarize-point.ts';
import { makeCalibration, makePoint } from '../../../support/calibration.ts';

describe('the summary of a point', () => {
  it('is the median with its range, held against what was asked', () => {
    expect(summarizePoint(makePoint({ asked: 50e9, values: [51e9, 49e9, 48e9] }))).toEqual({
      ...{ median: 49e9, least: 48e9, most: 51e9 },
      error: 49 / 50 - 1,
      verdict: 'met',
    });
  });

  it('misses a bandwidth that is more than 5 % off, on either side', () => {
    for (const value of [47.4e9, 52.6e9])
      expect(summarizePoint(makePoint({ asked: 50e9, values: [value] })).verdict).toBe('missed');
  });

  it('leaves a latency 3 us, since a page fault takes so long', () => {
    const latency = (value: number) =>
      summarizePoint(makePoint({ kind: 'latency', asked: 5_000, values: [value] })).verdict;
    expect(latency(8_000)).toBe('met');
    expect(latency(8_001)).toBe('missed');
  });

  it('judges nothing where nothing was asked', () => {
    const summary = summarizePoint(
      makePoint({ kind: 'floor', values: [4_000, 6_000], tails: [9_000, 7_000] }),
    );
    expect(summary).toEqual({ median: 5_000, least: 4_000, most: 6_000, tail: 8_000 });
  });

  it('lies within its range', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1 }),
        (values) => {
          const { least, median, most } = summarizePoint(makePoint({ values }));
          expect(least).toBeLessThanOrEqual(median);
          expect(median).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});

describe('two calibrations of one host', () => {
  it('become one, in which the newer point of each subject counts', () => {
    const older = makeCalibration({
      points: [
        makePoint({ asked: 1e9, values: [0.5e9] }),
        makePoint({ asked: 2e9, values: [2e9] }),
      ],
    });
    const newer = makeCalibration({
      points: [
        makePoint({ asked: 1e9, values: [1e9] }),
        makePoint({ asked: 2e9, unitBytes: 2 ** 21, values: [2.1e9] }),
      ],
    });
    expect(joinCalibrations(newer, older).points.map(({ values }) => values)).toEqual([
      [1e9],
      [2.1e9],
      [2e9],
    ]);
  });
});
