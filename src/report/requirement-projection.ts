import { measureStream } from '../model/projection/measured-stream.ts';
import { mapRange, projectRequirement, type Projection } from '../model/projection/project.ts';
import type { ReferencePart } from '../model/projection/reference-parts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { SolvedRequirement } from '../model/requirement/solve.ts';
import { appliedLevel } from '../model/tier/scale.ts';
import type { Findings } from './findings.ts';

/** Carries a requirement over to a part that nobody measured; a failure says why that cannot be done. */
export const projectSolved = (
  { manifest, curves, drift }: Findings,
  { parameter, metric, test, outcome }: SolvedRequirement,
  part: ReferencePart,
): Result<Projection, string> => {
  if (outcome.kind === 'not-derivable') return failed('the requirement is not derivable');
  if (drift.verdict === 'drifting')
    return failed('the session drifted, and the scale rests on its tokens/s');
  const { plan, model } = manifest;
  const measured = measureStream({ plan, curves, layers: model.layers }, test);
  if (measured === undefined) return failed('there is no tier, or no test of decode at depth 0');
  if (!measured.ok) return measured;
  // What was applied on this host, which a scaled tier's levels are not.
  const applied = (level: number): number =>
    appliedLevel(plan.profile.constraints.tier ?? {}, parameter, level);
  const projection = projectRequirement(
    { ...mapRange(outcome, applied), parameter, metric },
    measured.value.stream,
    part,
  );
  return projection === undefined
    ? failed(`${parameter} has no dimensionless form`)
    : success(projection);
};
