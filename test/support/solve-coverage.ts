import { countRuns } from '../../src/model/curve/counted-runs.ts';
import { deriveCurves } from '../../src/model/curve/curves.ts';
import { fitPhysics, hasLaw } from '../../src/model/curve/physics-fit.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import type { SolvedRequirement } from '../../src/model/requirement/solve.ts';
import { solveSweeps } from '../../src/model/requirement/solve-sweeps.ts';
import { drawsOf, simulateSweep, type Truth } from './simulated-sweep.ts';

/** Sweeps of one kind of truth, solved. */
export interface Simulation {
  readonly truth: (keep: number, draw: () => number) => Truth;
  readonly keep: number;
  readonly rounds: number;
  /** Standard deviation of the logarithm of a run's time; of each sweep drawn from between two. */
  readonly noise: readonly [number, number];
  readonly sweeps: number;
  readonly seed: number;
}

/** An interval that was given, and the level that it should hold; an absent end is endless. */
export interface Given {
  readonly low: number;
  readonly high: number;
  readonly value: number;
  readonly truth: number;
}

/** What came of simulated sweeps. */
export interface Simulated {
  readonly derived: readonly Given[];
  readonly closedForm: readonly Given[];
  /** Sweeps of which no level was derived. */
  readonly underivable: number;
  /** Sweeps that were called not monotone. */
  readonly notMonotone: number;
}

interface Ends {
  readonly low?: number;
  readonly high?: number;
  readonly value?: number;
}

const given = ({ low = 0, high = Infinity, value = Infinity }: Ends, truth: number): Given => ({
  low,
  high,
  value,
  truth,
});

/** Solves recorded runs as the outputs do, without what solving does not need. */
const solve = ({ manifest: { plan }, runs }: Dataset, keep: number): SolvedRequirement => {
  const curves = deriveCurves(plan, runs);
  const prefetches = (plan.profile.constraints.tier?.prefetch ?? 0) > 0;
  const fits = curves.sweeps
    .flatMap((sweep) => sweep.curves)
    .filter(hasLaw)
    .map((curve) => fitPhysics(curve, prefetches));
  const sweeps = { plan, curves, counted: countRuns(runs), fits };
  const [solved] = solveSweeps(sweeps, [{ metric: 'tg', keep }]);
  if (solved === undefined) throw new Error('Internal error: no curve to solve.');
  return solved;
};

/** Simulates sweeps from records to requirements. */
export const simulateSolving = (simulation: Simulation): Simulated => {
  const { truth: drawTruth, keep, rounds, sweeps, seed } = simulation;
  const [least, most] = simulation.noise;
  const draw = drawsOf(seed);
  const derived: Given[] = [];
  const closedForm: Given[] = [];
  let notMonotone = 0;
  for (let count = 0; count < sweeps; count += 1) {
    const truth = drawTruth(keep, draw);
    const noise = least + (most - least) * draw();
    const solved = solve(simulateSweep({ ...truth.sweep, rounds, noise }, draw), keep);
    if (solved.notMonotoneAt.length > 0) notMonotone += 1;
    if (solved.outcome.kind === 'derived') derived.push(given(solved.outcome, truth.crossing));
    if (solved.closedForm !== undefined) closedForm.push(given(solved.closedForm, truth.crossing));
  }
  return { derived, closedForm, underivable: sweeps - derived.length, notMonotone };
};

/** The share of intervals that hold the true level. */
export const coverageOf = (all: readonly Given[]): number =>
  all.filter(({ low, high, truth }) => low <= truth && truth <= high).length / all.length;
