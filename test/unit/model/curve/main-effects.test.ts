import { describe, expect, it } from 'vitest';
import { countRuns } from '../../../../src/model/curve/counted-runs.ts';
import { deriveMainEffects } from '../../../../src/model/curve/main-effects.ts';
import {
  designedPlan,
  designSweeps,
  simulateDesign,
  trueFactors,
} from '../../../support/designed-sweep.ts';
import { drawsOf } from '../../../support/simulated-sweep.ts';

const effectsOf = (cases: number, noise: number, seed = 3) => {
  const { manifest, runs } = simulateDesign(designedPlan(cases), noise, drawsOf(seed));
  const [effects] = deriveMainEffects(manifest.plan, countRuns(runs));
  if (effects === undefined) throw new Error('no effects');
  return effects;
};

/** Between two levels, so that it does not matter what the factors are taken to. */
const between = (
  { levels }: ReturnType<typeof effectsOf>['parameters'][number],
  one: number,
  other: number,
): number => (levels[one]?.factor?.value ?? NaN) / (levels[other]?.factor?.value ?? NaN);

describe('deriveMainEffects', () => {
  it('finds the factor of every level where there is no noise, and that they explain all', () => {
    const effects = effectsOf(12, 0);
    expect(effects.rounds).toBe(6);
    expect(effects.explained?.value).toBeCloseTo(1, 9);
    for (const [at, { levels }] of designSweeps.entries()) {
      const parameter = effects.parameters[at];
      if (parameter === undefined) throw new Error('no parameter');
      for (const [index, { text }] of levels.entries())
        expect(between(parameter, index, 0)).toBeCloseTo(
          (trueFactors[text] ?? 1) / (trueFactors[levels[0]?.text ?? ''] ?? 1),
          9,
        );
    }
  });

  it('finds them through noise, with intervals that say how well', () => {
    const [bandwidth, latency, residency] = effectsOf(24, 0.05).parameters;
    if (bandwidth === undefined) throw new Error('no parameter');
    expect(between(bandwidth, 3, 0)).toBeGreaterThan(0.36);
    expect(between(bandwidth, 3, 0)).toBeLessThan(0.44);
    const lowest = bandwidth.levels[3]?.factor;
    expect(lowest?.low).toBeLessThan(lowest?.value ?? 0);
    expect(lowest?.high).toBeGreaterThan(lowest?.value ?? Infinity);
    expect(bandwidth.share?.value).toBeGreaterThan(latency?.share?.value ?? 1);
    expect(bandwidth.share?.value).toBeGreaterThan(residency?.share?.value ?? 1);
  });

  it('counts the cases of each level', () => {
    const counts = effectsOf(12, 0).parameters.map(({ levels }) =>
      levels.map(({ cases }) => cases),
    );
    expect(counts).toEqual([
      [3, 3, 3, 3],
      [4, 4, 4],
      [6, 6],
    ]);
  });

  it('decides nothing from rounds in which too few cases gave a value', () => {
    const { manifest, runs } = simulateDesign(designedPlan(12), 0, drawsOf(1));
    const few = new Set(['baseline', 'null', 'lhs-01', 'lhs-02', 'lhs-03']);
    const [effects] = deriveMainEffects(
      manifest.plan,
      countRuns(runs.filter((run) => few.has(run.case))),
    );
    expect(effects?.rounds).toBe(0);
    expect(effects?.explained).toBeUndefined();
    expect(effects?.parameters[0]?.levels[0]?.factor).toBeUndefined();
  });
});
