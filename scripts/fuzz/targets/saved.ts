import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkByCalibration, describeWarning } from '../../../src/model/calibration/check-cases.ts';
import { describeEstimate } from '../../../src/model/plan/estimate-text.ts';
import { estimatePlan } from '../../../src/model/plan/estimate.ts';
import { knownSpeed } from '../../../src/model/plan/estimate-speed.ts';
import { expandPlan } from '../../../src/model/plan/expand.ts';
import { parseProfile } from '../../../src/model/profile/parse-profile.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { readCalibration, saveCalibration } from '../../../src/store/calibrations.ts';
import { readSpeeds, saveSpeed } from '../../../src/store/host-speeds.ts';
import { makeCalibration } from '../../../test/support/calibration.ts';
import { makeSpeedObservation } from '../../../test/support/speed-observation.ts';
import type { Chance } from '../chance.ts';
import { mutateText } from '../mutate-text.ts';
import { mutateValue } from '../mutate-value.ts';
import { insistFailure, insistNumbers, insistShowable } from '../properties.ts';
import { readSample } from '../samples.ts';
import type { LoadTarget } from '../target.ts';

const calibration = makeCalibration();
const { host } = calibration;
const subject = { modelBytes: 100e6, threads: 2, fileBacked: false };

const change = (chance: Chance, value: unknown): string => {
  const text = JSON.stringify(chance.oneIn(4) ? value : mutateValue(chance, value));
  return chance.oneIn(4) ? mutateText(chance, text) : text;
};

const readPlan = async (): Promise<Plan> => {
  const profile = parseProfile(await readSample('profiles/hbf-50gbps.yaml'), 'hbf-50gbps.yaml');
  if (!profile.ok) throw new Error('Internal error: a shipped profile is refused');
  const plan = expandPlan(profile.value, { seed: 1, quick: true });
  if (!plan.ok) throw new Error('Internal error: a shipped profile has no plan');
  return plan.value;
};

/** The one file in a folder, which is named by the host. */
const onlyFile = async (folder: string): Promise<string> =>
  join(folder, (await readdir(folder))[0] ?? '');

export const loadSaved: LoadTarget = async (folder) => {
  const plan = await readPlan();
  const folders = { calibrations: join(folder, 'calibrations'), speeds: join(folder, 'speeds') };
  await saveCalibration(folders.calibrations, calibration);
  await saveSpeed(folders.speeds, host, makeSpeedObservation());
  const paths = {
    calibration: await onlyFile(folders.calibrations),
    speeds: await onlyFile(folders.speeds),
  };
  const speeds = {
    schema: 'speeds/1',
    observations: [makeSpeedObservation(), makeSpeedObservation({ threads: 4 })],
  };
  return {
    name: 'saved',
    make: (chance) => ({
      'calibration.json': change(chance, calibration),
      'speeds.json': change(chance, speeds),
    }),
    check: async (input) => {
      await writeFile(paths.calibration, input['calibration.json'] ?? '');
      await writeFile(paths.speeds, input['speeds.json'] ?? '');
      const observations = await readSpeeds(folders.speeds, host);
      insistNumbers(observations);
      const estimate = estimatePlan(plan, 100e6, knownSpeed(observations, subject));
      insistNumbers(estimate);
      insistShowable(describeEstimate(estimate));
      const read = await readCalibration(folders.calibrations, calibration);
      if (!read.ok) insistFailure(read.failure);
      if (!read.ok || read.value === undefined) return 'refused';
      insistNumbers(read.value);
      const { misses, warnings } = checkByCalibration(plan.cases, read.value);
      for (const { what } of misses) insistShowable(what);
      for (const warning of warnings) insistShowable(describeWarning(warning));
      return 'taken';
    },
  };
};
