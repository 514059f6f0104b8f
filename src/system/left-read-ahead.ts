import { join } from 'node:path';
import { renderFailure } from '../model/render-failure.ts';
import type { ControlFiles } from '../ports/control-files.ts';
import type { Look } from '../ports/left-changes.ts';

/** Only volumes' own devices ever had another read-ahead. */
const ownPath = /^\/sys\/dev\/block\/(\d+:\d+)\/(queue|bdi)\/read_ahead_kb$/;
const ownDevice = /^\/sys\/devices\/virtual\/block\/(loop|zram)\d+$/;

/**
 * Looks for a read-ahead that was left: it is what this program set, on a device that may be its own.
 * Another value is somebody else's, of a device of the same number.
 */
export const lookForReadAhead =
  (controlFiles: Pick<ControlFiles, 'read' | 'write' | 'resolve'>): Look<'read-ahead'> =>
  async ({ path, former, set }) => {
    const id = ownPath.exec(path)?.[1];
    if (id === undefined || !/^\d+$/.test(former))
      return { state: 'untouched', problem: `'${path}' is no read-ahead of a volume` };
    const device = await controlFiles.resolve(join('/sys/dev/block', id));
    if (device === undefined) return { state: 'gone' };
    if (!ownDevice.test(device))
      return { state: 'untouched', problem: `'${device}' is no device of a volume` };
    const now = await controlFiles.read(path);
    if (!now.ok) return { state: 'untouched', problem: renderFailure(now.failure).message };
    if (now.value !== set || set === former) return { state: 'gone' };
    return {
      state: 'there',
      detail: `${set} KiB, was ${former} KiB`,
      undo: async () => {
        const written = await controlFiles.write(path, former);
        return written.ok ? undefined : renderFailure(written.failure).message;
      },
    };
  };
