import type { CountedRuns } from '../curve/counted-runs.ts';
import type { Curve, Curves } from '../curve/curves.ts';
import type { PhysicsFit } from '../curve/physics-fit.ts';
import { roundTimes } from '../curve/round-times.ts';
import type { Plan } from '../plan.ts';
import type { Requirement } from '../profile/profile.ts';
import { solveClosedForm, type ClosedForm } from './closed-form.ts';
import { solveRequirement, type SolvedRequirement } from './solve.ts';

/** Reduced runs, with what the closed form of a requirement needs beside the curves. */
export interface ReducedSweeps {
  readonly plan: Plan;
  readonly curves: Curves;
  readonly counted: CountedRuns;
  readonly fits: readonly PhysicsFit[];
}

const closedFormOf = (
  { plan, counted, fits }: ReducedSweeps,
  curve: Curve,
  keep: number,
): ClosedForm | undefined => {
  const { parameter, test } = curve;
  const { tier } = plan.profile.constraints;
  if (parameter !== 'tier.readBandwidth' || tier === undefined) return undefined;
  const fit = fits.find((each) => each.parameter === parameter && each.test === test);
  return fit?.kind === 'fitted'
    ? solveClosedForm(curve, roundTimes(plan, counted, curve), keep, tier)
    : undefined;
};

/** What each curve says of each requirement on its metric, in the order of requirements, then of curves. */
export const solveSweeps = (
  sweeps: ReducedSweeps,
  requirements: readonly Requirement[],
): readonly SolvedRequirement[] => {
  const curves = sweeps.curves.sweeps.flatMap((sweep) => sweep.curves);
  return requirements.flatMap((requirement) =>
    curves
      .filter(({ metric }) => metric === requirement.metric)
      .map((curve) =>
        solveRequirement(curve, requirement, closedFormOf(sweeps, curve, requirement.keep)),
      ),
  );
};
