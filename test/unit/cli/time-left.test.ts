import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDuration, estimateTimeLeft } from '../../../src/cli/time-left.ts';
import { baselineCase, makePlan, makeRuns, nullCase } from '../../support/factory.ts';

const cases = [baselineCase, nullCase];
const plan = makePlan({ cases, runs: makeRuns(cases, 3) });
const run = (caseId: string, durationMs: number) => ({ case: caseId, durationMs });

describe('the time that a plan still takes', () => {
  it('is not known before the first run has ended', () => {
    expect(estimateTimeLeft(plan, [])).toBeUndefined();
  });

  it('takes each run to last as long as its case did so far', () => {
    const ended = [run('baseline', 1000), run('null', 3000), run('baseline', 2000)];
    expect(estimateTimeLeft(plan, ended)).toBe(3000 + 1500 + 3000);
  });

  it('takes a case not yet seen for a typical one', () => {
    expect(estimateTimeLeft(plan, [run('baseline', 1000)])).toBe(5 * 1000);
  });

  it('is nothing after the last run', () => {
    expect(
      estimateTimeLeft(
        plan,
        plan.runs.map(({ caseId }) => run(caseId, 500)),
      ),
    ).toBe(0);
  });

  it('lies between what the shortest and the longest run so far would give', () => {
    const durations = fc.array(fc.nat({ max: 1e7 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(durations, (each) => {
        const ended = each.map((ms, index) => run(plan.runs[index]?.caseId ?? '', ms));
        const left = estimateTimeLeft(plan, ended) ?? NaN;
        const runs = plan.runs.length - each.length;
        expect(left).toBeGreaterThanOrEqual(runs * Math.min(...each) * (1 - 1e-9));
        expect(left).toBeLessThanOrEqual(runs * Math.max(...each) * (1 + 1e-9));
      }),
    );
  });
});

describe('a duration for people', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [45_000, '45 s'],
    [89_499, '89 s'],
    [89_500, '2 min'],
    [180_000, '3 min'],
    [89 * 60_000, '89 min'],
    [90 * 60_000, '1 h 30 min'],
    [120 * 60_000, '2 h 0 min'],
    [26 * 3_600_000 + 60_000, '26 h 1 min'],
  ])('of %i ms is %s', (ms, text) => {
    expect(describeDuration(ms)).toBe(text);
  });
});
