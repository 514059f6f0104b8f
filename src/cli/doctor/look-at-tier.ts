import process from 'node:process';
import type { LibraryFacts, Looked } from '../../model/doctor/inspection.ts';
import type { HostActivity } from '../../model/disturbance/activity.ts';
import { failed, success } from '../../model/result.ts';
import type { ActivityWatch, WatchedRun } from '../../ports/activity-watch.ts';
import type { Files } from '../../ports/files.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';
import { compiledKey, ensureCompiled } from '../../system/compiled.ts';
import { compileContext, tierLibrary } from '../compiled-files.ts';
import { missesOfFailure } from './look.ts';

/** What the look acts through. */
interface TierPorts {
  readonly files: Files;
  readonly processes: ProcessRunner;
  readonly activity: ActivityWatch;
}

/** Long enough for a few looks of the watch at the machine. */
const napMs = 500;

/** Says on standard error what it does not load, and starts the program all the same (ld.so(8)). */
const refusal = /cannot be preloaded[^\n]*/;

/**
 * Starts a program with the library in it, which then does nothing: this Node, asleep. While it sleeps
 * the machine is watched as in a run.
 */
const tryLibrary = async (
  library: string,
  { processes, activity }: TierPorts,
): Promise<{ readonly looked: Looked<void>; readonly activity: HostActivity | undefined }> => {
  using watched: WatchedRun = activity.begin();
  const { end, stderr } = await processes.run({
    command: process.execPath,
    args: ['-e', `setTimeout(() => {}, ${napMs})`],
    env: { LD_PRELOAD: library },
    timeoutMs: 30_000,
    outputLimitBytes: 64 * 1024,
    onStart: (pid) => {
      watched.follow(pid);
    },
  });
  const seen = watched.end();
  const problem = refusal.exec(stderr)?.[0];
  const loads = end.how === 'exited' && end.code === 0 && problem === undefined;
  const looked: Looked<void> = loads
    ? success(undefined)
    : failed([
        {
          what: `the loader does not take the tier library '${library}': ${problem ?? stderr.trim().slice(0, 200)}`,
          remedy:
            'remove the library, which is then compiled anew, and see that its folder is not mounted noexec (XDG_CACHE_HOME chooses another)',
        },
      ]);
  return { looked, activity: seen };
};

/** What was seen of the library, and of the machine meanwhile. */
export interface TierLook {
  readonly library: Looked<LibraryFacts>;
  readonly activity: HostActivity | undefined;
}

/**
 * Takes the library from the cache, or compiles it as a run would, but into a folder that is then
 * removed, and has the loader take it.
 */
export const lookAtTier = async (ports: TierPorts): Promise<TierLook> => {
  const { files, processes } = ports;
  const compiling = compileContext(processes, () => undefined);
  const none = (misses: ReturnType<typeof missesOfFailure>): TierLook => ({
    library: failed(misses),
    activity: undefined,
  });
  const key = await compiledKey(tierLibrary, files);
  if (!key.ok) return none(missesOfFailure(key.failure));
  const folder = `${key.value}-${compiling.architecture}`;
  const cached = `${compiling.cacheFolder}/${tierLibrary.name}/${folder}/${tierLibrary.file}`;
  const isCached = (await files.stat(cached)) !== undefined;
  const temporary = isCached ? undefined : await files.makeTemporaryFolder('emulate-doctor');
  if (temporary?.ok === false) return none(missesOfFailure(temporary.failure));
  try {
    const library = await ensureCompiled(tierLibrary, {
      ...compiling,
      ...(temporary === undefined ? {} : { cacheFolder: temporary.value }),
    });
    if (!library.ok) return none(missesOfFailure(library.failure));
    const { looked, activity } = await tryLibrary(library.value, ports);
    return { library: looked.ok ? success({ isCached }) : looked, activity };
  } finally {
    if (temporary !== undefined) await files.remove(temporary.value);
  }
};
