import type { Failure } from '../../model/failure.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { success, type Result } from '../../model/result.ts';
import { unmountLazily, type Command } from './commands.ts';
import { unmountFolder } from './mounts.ts';
import type { Tools } from './tools.ts';

/** As the last way out of sight, so that nobody new comes to use it. */
export const undoMount = async (
  folder: string,
  tools: Pick<Tools, 'callToUndo' | 'controlFiles' | 'clock' | 'warn'>,
): Promise<string | undefined> => {
  const { callToUndo: call, controlFiles, clock, warn } = tools;
  if (await unmountFolder(folder, { call, controlFiles, clock })) return undefined;
  const hidden = await call(unmountLazily(folder));
  if (!hidden.ok) return `'${folder}' stays mounted: ${renderFailure(hidden.failure).message}`;
  warn(
    `'${folder}' was in use and was unmounted lazily: its memory or disk space is given back when its last user has ended`,
  );
  return undefined;
};

/** Makes a folder and mounts something on it by a command; unmounted in the end. */
export const mountOn = (
  folder: string,
  mounting: Command,
  tools: Tools,
): Promise<Result<string, Failure>> =>
  tools.changes.make(
    { kind: 'mount', path: folder },
    () => undoMount(folder, tools),
    async () => {
      const made = await tools.files.makeFolder(folder);
      if (!made.ok) return made;
      const mounted = await tools.call(mounting);
      return mounted.ok ? success(folder) : mounted;
    },
  );
