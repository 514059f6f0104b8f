import type { Failure, Miss, Problem } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import { resolveTier } from '../model/tier/resolved-tier.ts';
import type { ConstraintDriver } from '../ports/constraint.ts';

const tierProblems = (plan: Plan): readonly Problem[] =>
  plan.cases.flatMap((each) => {
    if (each.constraints.tier === undefined) return [];
    const resolved = resolveTier(each.constraints.tier);
    if (resolved.ok) return [];
    return [
      {
        path: `constraints.${resolved.failure.parameter}`,
        message: `${resolved.failure.problem} (case '${each.id}')`,
      },
    ];
  });

/** Everything that would keep the plan from being run here, before the first run. */
export const preflight = async (
  plan: Plan,
  drivers: readonly ConstraintDriver[],
): Promise<Result<void, Failure>> => {
  const problems = tierProblems(plan);
  if (problems.length > 0) return failed({ reason: 'invalid-profile', problems });
  const misses: Miss[] = [];
  for (const driver of drivers) misses.push(...(await driver.check()));
  return misses.length > 0
    ? failed({ reason: 'missing-requirements', misses })
    : success(undefined);
};
