import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import { codeOf, tryFile } from './file-failure.ts';
import { syncFolder } from './whole-file.ts';

/** Everybody may read results; only their owner may change them. */
const folderMode = 0o755;

/** Sweeps of one profile that may begin within one second. */
const mostNames = 100;

/** The name of a sweep's folder: when it began, in UTC to the second, and its profile. */
export const resultFolderName = (utc: string, profile: string): string => {
  const second = utc.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
  return `${second}-${profile.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}`;
};

const makeNew = async (path: string): Promise<Result<boolean, Failure>> =>
  tryFile(path, 'create folder', async () => {
    try {
      await mkdir(path, { mode: folderMode });
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
    await syncFolder(dirname(path));
    return true;
  });

/**
 * Creates the folder of a sweep below `parent`, which is created if need be. A folder that exists
 * is never used again: a second sweep within the same second gets a number.
 */
export const createResultFolder = async (
  parent: string,
  utc: string,
  profile: string,
): Promise<Result<string, Failure>> => {
  const made = await tryFile(parent, 'create folder', () =>
    mkdir(parent, { recursive: true, mode: folderMode }),
  );
  if (!made.ok) return made;
  const name = resultFolderName(utc, profile);
  for (let attempt = 1; attempt <= mostNames; attempt += 1) {
    const path = join(parent, attempt === 1 ? name : `${name}-${attempt}`);
    const created = await makeNew(path);
    if (!created.ok) return created;
    if (created.value) return success(path);
  }
  return failed({
    reason: 'file-failed',
    path: join(parent, name),
    operation: 'create folder',
    problem: `It exists, and so do ${mostNames - 1} more with a number. Choose another folder with --out.`,
  });
};
