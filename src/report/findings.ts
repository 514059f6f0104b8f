import { countRuns } from '../model/curve/counted-runs.ts';
import { deriveCurves, type Curves } from '../model/curve/curves.ts';
import { deriveMainEffects, type MainEffects } from '../model/curve/main-effects.ts';
import { fitPhysics, hasLaw, type PhysicsFit } from '../model/curve/physics-fit.ts';
import { countWaitsPerToken } from '../model/curve/waits-per-token.ts';
import type { Dataset } from '../model/dataset.ts';
import { findDrift, type SessionDrift } from '../model/drift/session-drift.ts';
import { deriveHostCurves, type HostCurves } from '../model/merge/host-curves.ts';
import { summarizeRounds, type RoundsMade } from '../model/plan/rounds-made.ts';
import type { Requirement } from '../model/profile/profile.ts';
import type { SolvedRequirement } from '../model/requirement/solve.ts';
import { solveSweeps } from '../model/requirement/solve-sweeps.ts';
import { appliedLevel } from '../model/tier/scale.ts';

/** A recorded sweep with everything that is derived from it; what every output is rendered from. */
export interface Findings extends Dataset {
  readonly curves: Curves;
  /** What each curve says of each share that is asked for. */
  readonly requirements: readonly SolvedRequirement[];
  /** Of each curve for which a law of time is known. */
  readonly fits: readonly PhysicsFit[];
  /** What a design tells of each parameter, for each test; empty for one-factor sweeps. */
  readonly mainEffects: readonly MainEffects[];
  /** Whether anything absolute may be claimed. */
  readonly drift: SessionDrift;
  readonly rounds: RoundsMade;
  /** What each machine of a merged sweep says by itself; empty unless there are several. */
  readonly hosts: readonly HostCurves[];
}

/**
 * Derives everything that outputs show from a recorded sweep. Shares to be kept are the profile's unless
 * others are asked for.
 */
export const deriveFindings = (
  { manifest, runs }: Dataset,
  asked: readonly Requirement[] = manifest.plan.profile.requirements,
): Findings => {
  const { plan } = manifest;
  const curves = deriveCurves(plan, runs);
  const counted = countRuns(runs);
  const { tier = {} } = plan.profile.constraints;
  const prefetches = (tier.prefetch ?? 0) > 0;
  const fits = curves.sweeps
    .flatMap((sweep) => sweep.curves)
    .filter(hasLaw)
    .map((curve) =>
      fitPhysics(curve, prefetches, countWaitsPerToken(curve, counted), (level) =>
        appliedLevel(tier, curve.parameter, level),
      ),
    );
  return {
    manifest,
    runs,
    curves,
    requirements: solveSweeps({ plan, curves, counted, fits }, asked),
    fits,
    mainEffects: deriveMainEffects(plan, counted),
    drift: findDrift(plan, runs),
    rounds: summarizeRounds(plan, runs, curves),
    hosts: deriveHostCurves({ manifest, runs }),
  };
};
