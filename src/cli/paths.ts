import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';

/** The package's folder: two above this file, in `src` as in `dist`. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const code = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Files that come with the package. */
export const packagePaths = {
  manifest: join(root, 'package.json'),
  profiles: join(root, 'profiles'),
  /** Made by the build; where the program runs from its sources it may not be there. */
  chartRuntime: join(root, 'dist/report/chart-runtime.js'),
  tierPagerSource: join(code, 'drivers/tier-pager/library/tier-pager.c'),
  touchReaderSource: join(code, 'workloads/touch-reader/touch-reader.c'),
} as const;

const ownerOf = (path: string): number | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.uid;
  } catch {
    // A part of the path is a file, or may not be looked into: whoever comes to use it will say so.
    return undefined;
  }
};

/** Who owns what is nearest to a path that may not be there yet. */
const nearestOwner = (path: string): number => ownerOf(path) ?? nearestOwner(dirname(path));

/**
 * Root loads and runs what lies in its cache and undoes what its journal says, so both are in folders of its
 * own: where HOME or XDG_... lead into those of another user, as they may under sudo, root's own home is
 * taken instead, and the other user finds no files of root's in his.
 */
const ownFolder = (asked: string, inHome: string): string =>
  process.geteuid?.() !== 0 || nearestOwner(asked) === 0
    ? asked
    : join(userInfo().homedir, inHome, 'emulate');

/** Where built programs and made models are kept: `$XDG_CACHE_HOME/emulate`. */
export const cacheFolder = (): string =>
  ownFolder(envPaths('emulate', { suffix: '' }).cache, '.cache');

/** Where what was changed on the host is noted down: `$XDG_STATE_HOME/emulate`. */
export const stateFolder = (): string =>
  ownFolder(envPaths('emulate', { suffix: '' }).log, '.local/state');

/** The journal of changes to the host. */
export const journalFolder = (): string => join(stateFolder(), 'journal');
