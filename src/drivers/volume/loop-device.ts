import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import { tryAgain } from './attempts.ts';
import { attachLoop, detachLoop } from './commands.ts';
import type { Tools } from './tools.ts';

const blocks = '/sys/block';

/** Names of the loop devices over a file, be it deleted; undefined when that cannot be told. */
export const findDevicesOver = async (
  file: string,
  controlFiles: Pick<ControlFiles, 'list' | 'read'>,
): Promise<readonly string[] | undefined> => {
  const names = await controlFiles.list(blocks);
  if (names === undefined) return undefined;
  const found: string[] = [];
  for (const name of names.filter((each) => /^loop\d+$/.test(each))) {
    const backing = await controlFiles.read(`${blocks}/${name}/loop/backing_file`);
    if (backing.ok && [file, `${file} (deleted)`].includes(backing.value ?? '')) found.push(name);
  }
  return found;
};

/** The file is in a folder of our own, so every device over it is ours, and no other is touched. */
export const detachFrom = async (
  file: string,
  { controlFiles, clock, callToUndo }: Pick<Tools, 'controlFiles' | 'clock' | 'callToUndo'>,
): Promise<string | undefined> => {
  const detached = await tryAgain(clock, async () => {
    for (const name of (await findDevicesOver(file, controlFiles)) ?? [])
      await callToUndo(detachLoop(`/dev/${name}`));
    return (await findDevicesOver(file, controlFiles))?.length === 0;
  });
  return detached ? undefined : `a loop device over '${file}' is still in use`;
};

/** A loop device. */
export interface LoopDevice {
  readonly path: string;
  /** Whether it reads its file past the page cache: the kernel refuses in silence where it cannot. */
  readonly directIo: boolean;
}

/** Attaches a free loop device to a file of our own; detached in the end. */
export const attachLoopDevice = (
  file: string,
  directIo: boolean,
  tools: Tools,
): Promise<Result<LoopDevice, Failure>> =>
  tools.changes.make(
    // Which device it will be is known only afterwards; until then the file tells.
    { kind: 'loop-device', path: '', file },
    () => detachFrom(file, tools),
    async (noteMore) => {
      const shown = await tools.call(attachLoop(file, directIo));
      if (!shown.ok) return shown;
      const path = shown.value;
      const name = /^\/dev\/(loop\d+)$/.exec(path)?.[1];
      if (name === undefined)
        return failed({
          reason: 'output-unreadable',
          source: "what 'losetup --find --show' printed",
          problem: "expected a device such as '/dev/loop0'",
          excerpt: path.slice(0, 200),
        });
      const noted = await noteMore({ kind: 'loop-device', path, file });
      if (!noted.ok) return noted;
      const inForce = await tools.controlFiles.read(`${blocks}/${name}/loop/dio`);
      return inForce.ok ? success({ path, directIo: inForce.value === '1' }) : inForce;
    },
  );
