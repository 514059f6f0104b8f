import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HostIdentity } from '../model/calibration/calibration.ts';
import type { Failure } from '../model/failure.ts';
import { addObservation, SpeedObservation } from '../model/plan/estimate-speed.ts';
import type { Result } from '../model/result.ts';
import { tryFile } from './file-failure.ts';
import { writeWhole } from './whole-file.ts';

const SavedSpeeds = z.object({
  schema: z.literal('speeds/1'),
  observations: z.array(SpeedObservation),
});

/** The file of a host; of any other host the name differs. */
const pathOf = (folder: string, host: HostIdentity): string => {
  const names = Object.entries(host).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const digest = createHash('sha256').update(JSON.stringify(names)).digest('hex');
  return join(folder, `${digest.slice(0, 16)}.json`);
};

/** What earlier sweeps have shown of a host's speed; none where the file cannot be read, for estimates only rest on it. */
export const readSpeeds = async (
  folder: string,
  host: HostIdentity,
): Promise<readonly SpeedObservation[]> => {
  try {
    const text = await readFile(pathOf(folder, host), 'utf8');
    return SavedSpeeds.safeParse(JSON.parse(text)).data?.observations ?? [];
  } catch {
    return [];
  }
};

/** Adds what a sweep has shown. */
export const saveSpeed = async (
  folder: string,
  host: HostIdentity,
  observation: SpeedObservation,
): Promise<Result<void, Failure>> => {
  const made = await tryFile(folder, 'create folder', () => mkdir(folder, { recursive: true }));
  if (!made.ok) return made;
  const observations = addObservation(await readSpeeds(folder, host), observation);
  const saved = { schema: 'speeds/1', observations };
  return writeWhole(pathOf(folder, host), `${JSON.stringify(saved, undefined, 2)}\n`);
};
