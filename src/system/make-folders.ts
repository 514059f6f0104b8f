import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './file-problem.ts';

const firstMissing = (path: string): string =>
  existsSync(dirname(path)) ? path : firstMissing(dirname(path));

/**
 * Makes a folder and those above it that are missing; gives the first that was. Where that cannot be,
 * Node says that there is no such folder; making the first one alone says why.
 */
export const makeFolders = async (path: string, mode: number): Promise<string | undefined> => {
  try {
    return await mkdir(path, { recursive: true, mode });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') await mkdir(firstMissing(path), { mode });
    throw error;
  }
};
