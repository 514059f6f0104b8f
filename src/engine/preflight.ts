import type { Failure, Miss, Problem } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import { resolveTier } from '../model/tier/resolved-tier.ts';
import type { ConstraintDriver } from '../ports/constraint.ts';

/** What is wrong with the tiers of a plan: cases that share a problem share a line. */
const tierProblems = (plan: Plan): readonly Problem[] => {
  const found = new Map<string, { readonly path: string; readonly text: string; ids: string[] }>();
  for (const { id, constraints } of plan.cases) {
    const resolved = resolveTier(constraints.tier ?? {});
    if (resolved.ok) continue;
    const { parameter, problem } = resolved.failure;
    const known = found.get(`${parameter} ${problem}`);
    if (known === undefined)
      found.set(`${parameter} ${problem}`, {
        path: `constraints.${parameter}`,
        text: problem,
        ids: [id],
      });
    else known.ids.push(id);
  }
  return [...found.values()].map(({ path, text, ids }) => ({
    path,
    message: `${text} (${ids.length === 1 ? 'case' : 'cases'} ${ids.map((id) => `'${id}'`).join(', ')})`,
  }));
};

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
