import { deriveCurves, type Curves } from '../model/curve/curves.ts';
import { fitPhysics, type PhysicsFit } from '../model/curve/physics-fit.ts';
import {
  findTestedRequirement,
  type TestedRequirement,
} from '../model/curve/tested-requirement.ts';
import type { Dataset } from '../model/dataset.ts';

/** A recorded sweep with everything that is derived from it; what every output is rendered from. */
export interface Findings extends Dataset {
  readonly curves: Curves;
  readonly requirements: readonly TestedRequirement[];
  readonly fits: readonly PhysicsFit[];
}

/** Derives everything that outputs show from a recorded sweep. */
export const deriveFindings = ({ manifest, runs }: Dataset): Findings => {
  const { plan } = manifest;
  const curves = deriveCurves(plan, runs);
  const all = curves.sweeps.flatMap((sweep) => sweep.curves);
  const prefetches = (plan.profile.constraints.tier?.prefetch ?? 0) > 0;
  return {
    manifest,
    runs,
    curves,
    requirements: plan.profile.requirements.flatMap((requirement) =>
      all
        .filter(({ metric }) => metric === requirement.metric)
        .map((curve) => findTestedRequirement(curve, requirement)),
    ),
    fits: all
      .filter(({ parameter, metric }) => parameter === 'tier.readBandwidth' && metric === 'tg')
      .map((curve) => fitPhysics(curve, prefetches)),
  };
};
