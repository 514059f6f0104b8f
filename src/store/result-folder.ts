import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import { codeOf, tryFile } from './file-failure.ts';
import { holdFolder, makeFolderIn, makeFolders } from './held-folder.ts';

/** Sweeps of one profile that may begin within one second. */
const mostNames = 100;

/** The name of a sweep's folder: when it began, in UTC to the second, and its profile. */
export const resultFolderName = (utc: string, profile: string): string => {
  const second = utc.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
  return `${second}-${profile.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}`;
};

const makeNew = async (path: string): Promise<Result<boolean, Failure>> =>
  tryFile(path, 'create folder', async () => {
    await using parent = await holdFolder(dirname(path));
    return await makeFolderIn(parent, basename(path), 'caller');
  });

/**
 * Creates the folder of a sweep below `parent`, which is created if need be; both belong to the one
 * who called sudo. A folder that exists is never used again: a second sweep within the same second
 * gets a number.
 */
export const createResultFolder = async (
  parent: string,
  utc: string,
  profile: string,
): Promise<Result<string, Failure>> => {
  const made = await tryFile(parent, 'create folder', () => makeFolders(parent));
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

/** Creates the folder of a sweep at a path of the user's choice; one that is there is taken as it is. */
export const takeResultFolder = async (path: string): Promise<Result<string, Failure>> => {
  const made = await tryFile(path, 'create folder', () => makeFolders(path));
  return made.ok ? success(path) : made;
};

/** What a sweep that was killed before its first run leaves beside no manifest. */
const beforeManifest: ReadonlySet<string> = new Set(['run.log', 'runs.index', 'runs.jsonl']);

/** What a folder holds: a recorded sweep, nothing that counts, or something else. */
export const describeResultFolder = (
  path: string,
): Promise<Result<'sweep' | 'nothing' | 'other-files', Failure>> =>
  tryFile(path, 'look into', async () => {
    try {
      const names = await readdir(path);
      if (names.includes('manifest.json')) return 'sweep';
      if (!names.every((name) => beforeManifest.has(name))) return 'other-files';
      const runs = names.includes('runs.jsonl') ? await stat(join(path, 'runs.jsonl')) : undefined;
      return (runs?.size ?? 0) === 0 ? 'nothing' : 'other-files';
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'nothing';
      throw error;
    }
  });
