import { dirname, join } from 'node:path';
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

/** Where built programs and made models are kept: `$XDG_CACHE_HOME/emulate`. */
export const cacheFolder = (): string => envPaths('emulate', { suffix: '' }).cache;

/** Where what was changed on the host is noted down: `$XDG_STATE_HOME/emulate`. */
export const stateFolder = (): string => envPaths('emulate', { suffix: '' }).log;
