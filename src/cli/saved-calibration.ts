import { join } from 'node:path';
import type { Calibration } from '../model/calibration/calibration.ts';
import {
  checkByCalibration,
  describeWarning,
  type CalibrationCheck,
} from '../model/calibration/check-cases.ts';
import type { Failure } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { renderFailure } from '../model/render-failure.ts';
import type { Result } from '../model/result.ts';
import { describeQuantity } from '../model/units.ts';
import { readCalibration } from '../store/calibrations.ts';
import { compiledKey } from '../system/compiled.ts';
import { createFiles } from '../system/files.ts';
import { readHostIdentity } from '../system/host-identity.ts';
import { tierLibrary } from './compiled-files.ts';
import { cacheFolder } from './paths.ts';

/** Where calibrations are kept. */
export const calibrationFolder = (): string => join(cacheFolder(), 'calibrations');

/** The calibration of this host with this version's library; undefined when none was made. */
export const loadCalibration = async (): Promise<Result<Calibration | undefined, Failure>> => {
  const library = await compiledKey(tierLibrary, createFiles());
  if (!library.ok) return library;
  const host = await readHostIdentity();
  return readCalibration(calibrationFolder(), { host, library: library.value });
};

/** What is known from calibration about a plan on this host. */
export interface PlanCalibration extends CalibrationCheck {
  /** When the newest point was measured; absent without a calibration. */
  readonly measuredUtc?: string;
  /** Why nothing is known; absent with a calibration. */
  readonly problem?: string;
}

const nothingKnown = (problem: string): PlanCalibration => ({
  ...{ misses: [], warnings: [], unknownUnits: [] },
  problem,
});

/**
 * Holds a plan against this host's saved calibration. `profile` is its name or file, as the user gave
 * it; `load` spares whoever asks for many plans from reading the calibration for each.
 */
export const checkPlanByCalibration = async (
  plan: Plan,
  profile: string,
  load = loadCalibration,
): Promise<PlanCalibration> => {
  if (plan.cases.every(({ constraints }) => constraints.tier === undefined))
    return nothingKnown('not needed, no case has a tier');
  const loaded = await load();
  if (!loaded.ok) return nothingKnown(renderFailure(loaded.failure).message);
  const remedy = `'emulate calibrate --profile ${profile}' measures what its tier delivers`;
  if (loaded.value === undefined)
    return nothingKnown(`none of this host and this version; ${remedy}`);
  const check = checkByCalibration(plan.cases, loaded.value);
  if (check.unknownUnits.length > 0) {
    const units = check.unknownUnits.map((each) => describeQuantity('bytes', each)).join(', ');
    return { ...check, problem: `none of this host for units of ${units}; ${remedy}` };
  }
  const newest = loaded.value.points
    .map(({ measuredUtc }) => measuredUtc)
    .toSorted()
    .at(-1);
  return { ...check, ...(newest === undefined ? {} : { measuredUtc: newest }) };
};

/** The same as lines of text under a plan. */
export const renderPlanCalibration = (calibration: PlanCalibration): string => {
  const { problem, measuredUtc, warnings } = calibration;
  const when = measuredUtc === undefined ? '' : ` of ${measuredUtc.slice(0, 10)}`;
  const delivers =
    problem ?? (warnings.length === 0 ? "this host's tier delivers what the cases ask for" : '');
  return [
    ...(delivers === '' ? [] : [`Calibration${when}: ${delivers}`]),
    ...(warnings.length === 0 ? [] : [`Calibration${when}: these cases are doubtful`]),
    ...warnings.map((warning) => `  warning: ${describeWarning(warning)}`),
    '',
  ].join('\n');
};

/** Warnings by case, for the runs that are about to be made. */
export const cautionsOf = ({
  warnings,
}: PlanCalibration): ReadonlyMap<string, readonly string[]> => {
  const cautions = new Map<string, string[]>();
  for (const { caseIds, text } of warnings)
    for (const id of caseIds)
      cautions.set(id, [...(cautions.get(id) ?? []), `calibration: ${text}`]);
  return cautions;
};
