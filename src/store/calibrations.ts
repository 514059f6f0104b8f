import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Calibration,
  joinCalibrations,
  type HostIdentity,
} from '../model/calibration/calibration.ts';
import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import { codeOf, tryFile } from './file-failure.ts';
import { writeWhole } from './whole-file.ts';

/** Whose calibration is meant. */
export interface CalibrationKey {
  readonly host: HostIdentity;
  /** Key of the compiled tier library. */
  readonly library: string;
}

/** The file of a host and a library; of any other host or library the name differs. */
const pathOf = (folder: string, { host, library }: CalibrationKey): string => {
  const names = Object.entries(host).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const digest = createHash('sha256')
    .update(JSON.stringify([names, library]))
    .digest('hex');
  return join(folder, `${digest.slice(0, 16)}.json`);
};

const parse = (text: string): Calibration | undefined => {
  try {
    return Calibration.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** The saved calibration of a host and a library; undefined when none was made. */
export const readCalibration = async (
  folder: string,
  key: CalibrationKey,
): Promise<Result<Calibration | undefined, Failure>> => {
  const path = pathOf(folder, key);
  const text = await tryFile(path, 'read the calibration', async () => {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  });
  if (!text.ok) return text;
  if (text.value === undefined) return success(undefined);
  const calibration = parse(text.value);
  return calibration === undefined
    ? failed({
        reason: 'output-unreadable',
        source: `the calibration in '${path}'`,
        problem: "it is not one of this version; 'emulate calibrate' replaces it",
        excerpt: text.value.slice(0, 200),
      })
    : success(calibration);
};

/**
 * Saves a calibration for its host and library. What an older one knows of other levels is kept; one
 * that cannot be read is replaced. Returns the path.
 */
export const saveCalibration = async (
  folder: string,
  calibration: Calibration,
): Promise<Result<string, Failure>> => {
  const made = await tryFile(folder, 'create folder', () => mkdir(folder, { recursive: true }));
  if (!made.ok) return made;
  const older = await readCalibration(folder, calibration);
  const joined =
    older.ok && older.value !== undefined
      ? joinCalibrations(calibration, older.value)
      : calibration;
  const path = pathOf(folder, calibration);
  const written = await writeWhole(path, `${JSON.stringify(joined, undefined, 2)}\n`);
  return written.ok ? success(path) : written;
};
