import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandPlan } from '../../../../src/model/plan/expand.ts';
import { renderPlan } from '../../../../src/model/plan/render-plan.ts';
import type { Sweep } from '../../../../src/model/profile/profile.ts';
import { readParameter } from '../../../../src/model/profile/parameter-value.ts';
import { renderFailure } from '../../../../src/model/render-failure.ts';
import { designedPlan, designProfile, designSweeps } from '../../../support/designed-sweep.ts';

const refusal = (cases: number, sweeps: readonly Sweep[] = designSweeps): string => {
  const profile = { ...designProfile, sweeps };
  const plan = expandPlan(profile, { seed: 1, quick: false, design: { kind: 'lhs', cases } });
  return plan.ok ? '' : renderFailure(plan.failure).message;
};

describe('a Latin hypercube over the levels of the sweeps', () => {
  it('has each level of each parameter equally often, give or take one, and no case twice', () => {
    const given = fc.record({
      cases: fc.integer({ min: 7, max: 24 }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(given, ({ cases, seed }) => {
        const plan = designedPlan(cases, seed);
        const designed = plan.cases.filter(({ kind }) => kind === 'design');
        expect(designed).toHaveLength(cases);
        for (const { parameter, levels } of designSweeps) {
          const counts = levels.map(
            ({ text }) =>
              designed.filter(({ points }) =>
                points.some((point) => point.parameter === parameter && point.level.text === text),
              ).length,
          );
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 25 },
    );
    const combinations = designedPlan(12).cases.map(({ constraints }) =>
      JSON.stringify(constraints),
    );
    expect(new Set(combinations.slice(2)).size).toBe(12);
  });

  it('sets in every case all the parameters that it names', () => {
    for (const { constraints, points } of designedPlan(12).cases)
      for (const { parameter, level } of points)
        expect(readParameter(constraints, parameter)).toBe(level.value);
  });

  it('is the same for the same seed, with baseline and null in each round', () => {
    expect(designedPlan(9, 4)).toEqual(designedPlan(9, 4));
    expect(designedPlan(9, 4).cases).not.toEqual(designedPlan(9, 5).cases);
    expect(
      designedPlan(9)
        .cases.map(({ id }) => id)
        .slice(0, 3),
    ).toEqual(['baseline', 'null', 'lhs-1']);
    const first = designedPlan(9).runs.filter(({ round }) => round === 0);
    expect(first.map(({ caseId }) => caseId)).toEqual(
      expect.arrayContaining(['baseline', 'null', 'lhs-9']),
    );
  });

  it('is said by the plan', () => {
    expect(renderPlan(designedPlan(12))).toContain(
      'Design: Latin hypercube of 12 cases over the levels of the sweeps; each changes every swept parameter.',
    );
  });

  it('refuses what cannot tell effects, or holds no more combinations', () => {
    expect(refusal(6)).toBe(
      "--design: expected from 7 cases, which tell every level's effect, to 24, which are all combinations of these levels, got '6'",
    );
    expect(refusal(25)).toContain("got '25'");
    expect(refusal(8, designSweeps.slice(0, 1))).toBe(
      "--design: expected at least two sweeps of two levels or more, for a design varies several parameters at once, got '1'",
    );
  });

  it('refuses parameters that are parts of each other', () => {
    const tail: Sweep = {
      parameter: 'tier.readLatency.p99',
      levels: [20, 40].map((value) => ({ text: `${value} us`, value: value * 1e3 })),
    };
    expect(refusal(12, [...designSweeps, tail])).toBe(
      "--design: expected parameters that can change independently; choose with --sweep, got ''tier.readLatency' and 'tier.readLatency.p99''",
    );
  });
});
