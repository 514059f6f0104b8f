import { join } from 'node:path';
import type { Dataset } from '../model/dataset.ts';
import type { Failure } from '../model/failure.ts';
import { needsFileBackedWeights } from '../model/page-cache/needs-file-backed-weights.ts';
import { observeSpeed } from '../model/plan/estimate-observed.ts';
import { knownSpeed, type SpeedObservation } from '../model/plan/estimate-speed.ts';
import { estimatePlan, type TimeEstimate } from '../model/plan/estimate.ts';
import { planForModel } from '../model/plan/for-model.ts';
import type { Plan } from '../model/plan.ts';
import { success, type Result } from '../model/result.ts';
import { readSpeeds, saveSpeed } from '../store/host-speeds.ts';
import { readHostIdentity } from '../system/host-identity.ts';
import { cacheFolder } from './paths.ts';

/** Where it is kept how fast this host ran earlier sweeps. */
const speedFolder = (): string => join(cacheFolder(), 'speeds');

/** How fast this host ran earlier sweeps. */
export const loadSpeeds = async (): Promise<readonly SpeedObservation[]> =>
  readSpeeds(speedFolder(), await readHostIdentity());

/** What a sweep is to be made with. */
export interface SweepSetting {
  readonly modelBytes: number;
  readonly threads: number;
  /** Path of the llama-bench, where one was asked for or found. */
  readonly llamaBench?: string;
}

/** How long a plan takes, by what is known of this host. */
export const estimateHere = (
  plan: Plan,
  { modelBytes, threads, llamaBench }: SweepSetting,
  speeds: readonly SpeedObservation[],
): TimeEstimate => {
  const fileBacked = plan.cases.some(({ constraints }) => needsFileBackedWeights(constraints));
  const resolved = planForModel(plan, modelBytes);
  const known = knownSpeed(speeds, { modelBytes, threads, fileBacked }, llamaBench);
  return estimatePlan(resolved.ok ? resolved.value : plan, modelBytes, known);
};

/** Remembers how fast this host ran a sweep, and how long that had been thought to take. */
export const keepSpeed = async (dataset: Dataset): Promise<Result<void, Failure>> => {
  const observed = observeSpeed(dataset);
  return observed === undefined
    ? success(undefined)
    : await saveSpeed(speedFolder(), await readHostIdentity(), observed);
};
