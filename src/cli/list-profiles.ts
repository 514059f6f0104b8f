import type { Failure } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { success, type Result } from '../model/result.ts';
import type { ListedProfile } from '../report/profile-table.ts';
import { createClock } from '../system/clock.ts';
import { defaultThreads } from './default-threads.ts';
import { createHostQuestion, type Enforceability } from './enforceable.ts';
import { noteTemporaries } from './host-changes.ts';
import { createHostPorts } from './host-ports.ts';
import { loadShippedPlans } from './load-profile.ts';
import { estimateHere, loadSpeeds } from './saved-speeds.ts';
import { plannedModel } from './stage.ts';

/** A shipped profile, and what this host makes of it. */
export interface ShippedProfile extends ListedProfile {
  readonly enforceability: Enforceability;
}

/** The shipped profiles with the built-in model on this host, which is looked at once. */
export const listProfiles = async (
  cwd: string,
): Promise<Result<readonly ShippedProfile[], Failure>> => {
  const plans = await loadShippedPlans(cwd);
  if (!plans.ok) return plans;
  const model = await plannedModel({}, cwd);
  if (!model.ok) return model;
  const ports = createHostPorts(createClock());
  await using _temporaries = noteTemporaries(ports.journal);
  const [askHost, facts, speeds] = await Promise.all([
    createHostQuestion(model.value, ports),
    ports.probe.facts(),
    loadSpeeds(),
  ]);
  const listOne = async (plan: Plan): Promise<ShippedProfile> => {
    const { name, title, sweeps } = plan.profile;
    const enforceability = await askHost(plan, name);
    const setting = { modelBytes: model.value.bytes, threads: defaultThreads(plan, facts) };
    return {
      ...{ name, title, enforceability },
      sweeps: sweeps.map(({ parameter, levels }) => `${parameter} (${levels.length})`),
      estimate: estimateHere(plan, setting, speeds),
      lacks: enforceability.lacks.map(({ part }) => part),
    };
  };
  return success(await Promise.all(plans.value.map(listOne)));
};
