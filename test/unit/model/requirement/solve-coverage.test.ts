import { describe, expect, test } from 'vitest';
import { truths } from '../../../support/simulated-sweep.ts';
import { coverageOf, simulateSolving } from '../../../support/solve-coverage.ts';

const target = 0.93;
const cases = Object.entries(truths).flatMap(([name, truth]) =>
  [6, 10].map((rounds) => ({ name, truth, rounds })),
);

describe('of 350 simulated sweeps each, with noise of 1 to 5 %', () => {
  test.for(cases)(
    'the intervals hold the true crossing of a $name in $rounds rounds',
    ({ truth, rounds }) => {
      const noise = [0.01, 0.05] as const;
      const found = simulateSolving({ truth, keep: 0.9, rounds, noise, sweeps: 350, seed: 2026 });
      expect(coverageOf(found.derived)).toBeGreaterThanOrEqual(target);
      // Not by refusing to answer, by endless intervals, or by doubting good curves.
      expect(found.underivable).toBeLessThan(35);
      const closed = found.derived.filter(({ low, high }) => low > 0 && high < Infinity);
      expect(closed.length).toBeGreaterThan(350 / 2);
      expect(found.notMonotone).toBeLessThan(18);
      if (found.closedForm.length > 0)
        expect(coverageOf(found.closedForm)).toBeGreaterThanOrEqual(0.9);
    },
  );
});
