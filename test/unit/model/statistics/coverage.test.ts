import { describe, expect, test } from 'vitest';
import { autocorrelation } from '../../../../scripts/bench/coverage/parts/autocorrelation.ts';
import { changepoints } from '../../../../scripts/bench/coverage/parts/changepoints.ts';
import { driftSlope } from '../../../../scripts/bench/coverage/parts/drift-slope.ts';
import { pairedHodgesLehmann } from '../../../../scripts/bench/coverage/parts/paired-hodges-lehmann.ts';
import { pairedMedian } from '../../../../scripts/bench/coverage/parts/paired-median.ts';
import { stopping } from '../../../../scripts/bench/coverage/parts/stopping.ts';
import { tailBound } from '../../../../scripts/bench/coverage/parts/tail-bound.ts';
import { twoSamples } from '../../../../scripts/bench/coverage/parts/two-samples.ts';
import {
  isAsWanted,
  type Simulated,
  type SimulatedPart,
} from '../../../../scripts/bench/coverage/simulation.ts';

/** Everything that is asked of a part's figures. */
const expectAsWanted = (part: SimulatedPart): readonly Simulated[] => {
  const figures = part.simulate();
  for (const figure of figures)
    expect(isAsWanted(figure) ?? true, `${figure.what}: ${figure.share}`).toBe(true);
  return figures;
};

const shareOf = (figures: readonly Simulated[], start: string): number =>
  figures.find(({ what }) => what.startsWith(start))?.share ?? Number.NaN;

// The seeds are fixed: each figure is the same every time, and the same as in docs/accuracy.md. The
// time limit is for a machine that does much else meanwhile.
describe('in simulated sessions', { timeout: 120_000 }, () => {
  test('the interval of the median ratio holds the truth as often as its ranks say, also with drift and slow runs', () => {
    const figures = expectAsWanted(pairedMedian);
    for (const rounds of [6, 9, 12, 15, 20]) {
      const share = shareOf(figures, `${rounds} rounds, independent`);
      expect(share, `${rounds} rounds`).toBeGreaterThanOrEqual(0.93);
      expect(share, `${rounds} rounds`).toBeLessThanOrEqual(0.97);
    }
  });

  test('so does that of the Hodges-Lehmann ratio', () => {
    expectAsWanted(pairedHodgesLehmann);
  });

  test('so does that of the shift between two samples whose runs are mixed, but not of sessions one after the other', () => {
    const figures = expectAsWanted(twoSamples);
    expect(shareOf(figures, '10 after 10')).toBeLessThan(0.5);
  });

  test('so does that of the Theil-Sen slope', () => {
    expectAsWanted(driftSlope);
  });

  test('so does the bound of the 99th percentile', () => {
    expectAsWanted(tailBound);
  });

  test('to stop at a narrow interval costs coverage, and less than 3 points', () => {
    const figures = stopping.simulate();
    expect(Math.min(...figures.map(({ share }) => share))).toBeLessThan(0.95);
    expect(Math.min(...figures.map(({ share }) => share))).toBeGreaterThan(0.92);
  });

  test('neighbours of independent values are said to hang together in at most 5 % of series', () => {
    expectAsWanted(autocorrelation);
  });

  test('at most 5 % of series of independent values are cut, and most of those that step', () => {
    const figures = expectAsWanted(changepoints);
    expect(shareOf(figures, '20 values, the second half lower by 2 times')).toBeGreaterThan(0.9);
  });
});
