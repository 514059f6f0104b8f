import { preflight } from '../engine/preflight.ts';
import type { Failure } from '../model/failure.ts';
import { parseDesign } from '../model/plan/design.ts';
import { expandPlan } from '../model/plan/expand.ts';
import { parseShard } from '../model/plan/parse-shard.ts';
import type { Plan } from '../model/plan.ts';
import { success, type Result } from '../model/result.ts';
import { loadProfile } from './load-profile.ts';
import type { MeasureOptions } from './options.ts';
import { checkPlanByCalibration, type PlanCalibration } from './saved-calibration.ts';

/** What the options ask to be measured. */
export interface Measurement {
  readonly plan: Plan;
  readonly profileText: string;
  /** What this host's calibration says of the plan. */
  readonly calibration: PlanCalibration;
}

/** Holds a plan against this host's calibration; `profile` is its name or file, as the user gave it. */
export const checkPlan = async (
  planned: Pick<Measurement, 'plan' | 'profileText'>,
  profile: string,
): Promise<Result<Measurement, Failure>> => {
  const calibration = await checkPlanByCalibration(planned.plan, profile);
  const ready = await preflight(planned.plan, [], undefined, calibration.misses);
  return ready.ok ? success({ ...planned, calibration }) : ready;
};

/** From options to a plan. Reads the profile and the saved calibration, changes nothing. */
export const planMeasurement = async (
  options: MeasureOptions,
  cwd: string,
): Promise<Result<Measurement, Failure>> => {
  const { set, sweep, quick, seed, gate, rounds } = options;
  const { 'max-rounds': maxRounds, 'half-width': halfWidth } = options;
  const loaded = await loadProfile(options.profile, cwd, { set, sweep });
  if (!loaded.ok) return loaded;
  const { profile, text } = loaded.value;
  const design = options.design === undefined ? undefined : parseDesign(options.design);
  if (design?.ok === false) return design;
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  if (shard?.ok === false) return shard;
  const plan = expandPlan(profile, {
    ...{ seed, quick, gate },
    ...(design === undefined ? {} : { design: design.value }),
    ...(shard === undefined ? {} : { shard: shard.value }),
    ...(rounds === undefined ? {} : { rounds }),
    ...(maxRounds === undefined ? {} : { maxRounds }),
    ...(halfWidth === undefined ? {} : { halfWidth }),
  });
  if (!plan.ok) return plan;
  return await checkPlan({ plan: plan.value, profileText: text }, options.profile);
};
