import type { Failure, Problem } from '../failure.ts';
import type { Case, Plan } from '../plan.ts';
import { failed, success, type Result } from '../result.ts';
import { resolveSizes } from '../scope-limits.ts';
import type { Bytes } from '../units.ts';

/**
 * The plan for a model of so many bytes: shares of the model are sizes in it. Levels keep the words
 * in which they were asked for. Shares that leave too little memory are problems, each said once.
 */
export const planForModel = (plan: Plan, modelBytes: Bytes): Result<Plan, Failure> => {
  const problems = new Map<string, Problem>();
  const cases: Case[] = [];
  for (const each of plan.cases) {
    const constraints = resolveSizes(each.constraints, modelBytes);
    if (constraints.ok) cases.push({ ...each, constraints: constraints.value });
    else problems.set(constraints.failure.message, constraints.failure);
  }
  if (problems.size > 0)
    return failed({ reason: 'invalid-profile', problems: [...problems.values()] });
  const nominal = resolveSizes(plan.profile.constraints, modelBytes);
  // A nominal value that no case has is never put on the host.
  const constraints = nominal.ok ? nominal.value : plan.profile.constraints;
  return success({ ...plan, profile: { ...plan.profile, constraints }, cases });
};
