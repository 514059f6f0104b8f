import { join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { renderFailure } from '../model/render-failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { BlockDevice } from '../model/scope.ts';
import type { BlockDevices } from '../ports/block-devices.ts';
import type { ControlFiles } from '../ports/control-files.ts';
import type { Journal } from '../ports/journal.ts';
import { deviceFolder } from './sys-block.ts';

/** What the read-ahead is reached through. */
export interface ReadAheadOptions {
  readonly controlFiles: ControlFiles;
  readonly journal: Journal;
  readonly root: string;
}

/** A read-ahead that is there: the file, and the KiB in it, as text. */
interface Setting {
  readonly path: string;
  readonly text: string;
}

/** Of a disk's queue, or else of its "backing device information": the same number. */
const places = ['queue/read_ahead_kb', 'bdi/read_ahead_kb'];

/** The read-ahead of block devices, as the kernel's files hold it. */
export const createReadAhead = ({
  controlFiles,
  journal,
  root,
}: ReadAheadOptions): Pick<BlockDevices, 'readAhead' | 'setReadAhead'> => {
  const find = async (device: BlockDevice): Promise<Result<Setting, Failure>> => {
    const folder = deviceFolder(root, device.id);
    for (const place of places) {
      const path = join(folder, place);
      const text = await controlFiles.read(path);
      if (!text.ok) return text;
      if (text.value !== undefined) return success({ path, text: text.value });
    }
    const problem = `expected ${places.join(' or ')} of ${device.path}, got neither; the device has vanished, or has no read-ahead`;
    return failed({
      reason: 'file-failed',
      path: folder,
      operation: 'read the read-ahead in',
      problem,
    });
  };

  /** Undefined when the kernel keeps just what it was given. */
  const write = async (path: string, text: string): Promise<Failure | undefined> => {
    const written = await controlFiles.write(path, text);
    if (!written.ok) return written.failure;
    const applied = await controlFiles.read(path);
    if (!applied.ok) return applied.failure;
    return applied.value === text
      ? undefined
      : {
          reason: 'not-applied',
          place: path,
          asked: text,
          applied: applied.value ?? '',
          hint: 'choose a read-ahead that is a multiple of the page size',
        };
  };

  /** Also of a device that has vanished, and of a setting that could not be changed. */
  const isAsFormerly = async (path: string, former: string): Promise<boolean> => {
    const now = await controlFiles.read(path);
    return now.ok && (now.value === undefined || now.value === former);
  };

  return {
    readAhead: async (device) => {
      const found = await find(device);
      return found.ok ? success(Number(found.value.text) * 1024) : found;
    },

    setReadAhead: async (device, bytes) => {
      const found = await find(device);
      if (!found.ok) return found;
      const { path, text: former } = found.value;
      const set = String(bytes / 1024);
      const entry = await journal.note({ kind: 'read-ahead', path, former, set });
      if (!entry.ok) return entry;

      const restore = async (): Promise<void> => {
        const problem = await write(path, former);
        if (problem !== undefined && !(await isAsFormerly(path, former)))
          throw new Error(renderFailure(problem).message);
        await entry.value.undone();
      };
      const problem = await write(path, set);
      if (problem === undefined) return success({ [Symbol.asyncDispose]: restore });
      // What went wrong first is what the caller must hear about.
      await restore().catch(() => undefined);
      return failed(problem);
    },
  };
};
