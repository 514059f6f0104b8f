import { preflight } from '../engine/preflight.ts';
import type { Failure } from '../model/failure.ts';
import { expandPlan } from '../model/plan/expand.ts';
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
  const plan = expandPlan(profile, {
    ...{ seed, quick, gate },
    ...(rounds === undefined ? {} : { rounds }),
    ...(maxRounds === undefined ? {} : { maxRounds }),
    ...(halfWidth === undefined ? {} : { halfWidth }),
  });
  if (!plan.ok) return plan;
  const calibration = await checkPlanByCalibration(plan.value, options.profile);
  const ready = await preflight(plan.value, [], undefined, calibration.misses);
  return ready.ok ? success({ plan: plan.value, profileText: text, calibration }) : ready;
};
