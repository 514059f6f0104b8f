import { parseMountInfo } from '../../model/mount-info.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import { tryAgain } from './attempts.ts';
import type { Call } from './call.ts';
import { unmount } from './commands.ts';

/** Where file systems are mounted, as this process sees it; undefined when that cannot be told. */
export const listMountPoints = async (
  controlFiles: ControlFiles,
): Promise<readonly string[] | undefined> => {
  const text = await controlFiles.read('/proc/self/mountinfo');
  return text.ok && text.value !== undefined
    ? parseMountInfo(text.value).map(({ path }) => path)
    : undefined;
};

/** What it takes to unmount. */
export interface Unmounting {
  readonly call: Call;
  readonly controlFiles: ControlFiles;
  readonly clock: Clock;
}

/** Unmounts a folder if something is mounted there; false when it stays in use for some seconds. */
export const unmountFolder = (
  folder: string,
  { call, controlFiles, clock }: Unmounting,
): Promise<boolean> => {
  const isFree = async (): Promise<boolean | undefined> => {
    const points = await listMountPoints(controlFiles);
    return points === undefined ? undefined : !points.includes(folder);
  };
  return tryAgain(clock, async () => {
    if ((await isFree()) === true) return true;
    const ended = await call(unmount(folder));
    return ended.ok && (await isFree()) !== false;
  });
};
