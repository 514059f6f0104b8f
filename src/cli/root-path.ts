import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { caller } from './caller.ts';

/** PATH as root may use it, and what was left out of it. */
export interface RootPath {
  readonly path: string;
  readonly leftOut: readonly string[];
}

const sticky = 0o1000;
const allMayWrite = 0o002;

/** Whether nobody but these users can put something else in the place of a file or folder. */
const isFirm = (path: string, users: readonly number[]): boolean => {
  if (path === '/') return true;
  const { uid, mode } = statSync(dirname(path));
  const isOpen = (mode & allMayWrite) !== 0 && (mode & sticky) === 0;
  return users.includes(uid) && !isOpen && isFirm(dirname(path), users);
};

/** Whether nobody but these users decides what a file or folder without links in its path holds. */
const isOnlyOf = (path: string, users: readonly number[]): boolean => {
  const { uid, mode } = statSync(path);
  return users.includes(uid) && (mode & allMayWrite) === 0 && isFirm(path, users);
};

const mayUse = (folder: string): boolean => {
  if (!folder.startsWith('/')) return false;
  try {
    return isOnlyOf(realpathSync(folder), [0]);
  } catch {
    return false;
  }
};

const isThere = (folder: string): boolean =>
  statSync(folder === '' ? '.' : folder, { throwIfNoEntry: false }) !== undefined;

/**
 * Leaves out of PATH every folder in which another user than root could put a program of his, and every one
 * that is named from the current folder.
 */
export const rootPath = (path: string): RootPath => {
  const folders = path.split(':');
  const used = folders.filter(mayUse);
  return {
    // With none at all the current folder would be searched.
    path: used.length === 0 ? '/usr/bin:/bin' : used.join(':'),
    leftOut: folders.filter((folder) => !used.includes(folder) && isThere(folder)),
  };
};

/** Whether root is about to run a program that others than root and the one who called sudo could replace. */
export const isReplaceable = (program: string): boolean => {
  if (process.geteuid?.() !== 0) return false;
  const { uid = 0 } = caller() ?? {};
  return !isOnlyOf(realpathSync(program), [0, uid]);
};

/** For the rest of this process, when it is root's: what was left out of PATH. */
export const useRootPath = (): readonly string[] => {
  const { PATH: given } = process.env;
  if (process.geteuid?.() !== 0 || given === undefined) return [];
  const { path, leftOut } = rootPath(given);
  process.env['PATH'] = path;
  return leftOut;
};
