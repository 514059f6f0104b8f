import { posix } from 'node:path';
import {
  backgroundFile,
  backgroundFileBytes,
  leastFreeBytes,
} from '../../model/background/data-file-size.ts';
import type { Failure, Miss } from '../../model/failure.ts';
import { describeEnd } from '../../model/process-end.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { describeQuantity, type Bytes } from '../../model/units.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import { dataFileName, writingArguments } from './argv.ts';
import type { BackgroundContext } from './context.ts';
import type { FioProgram } from './program.ts';

/** A file that a load acts on. */
export interface DataFile {
  readonly folder: string;
  readonly bytes: Bytes;
}

/** Files for loads, each beside a model and kept for the whole sweep; leaving the block removes them. */
export interface DataFiles extends AsyncDisposable {
  /** What keeps a file from being made beside this model; undefined when it can be. */
  check(model: HeldFile, blockBytes: Bytes): Promise<Miss | undefined>;
  /** The file beside the model, written now when it is not there yet. */
  prepare(
    fio: FioProgram,
    model: HeldFile,
    wanted: { readonly blockBytes: Bytes; readonly seed: number },
  ): Promise<Result<DataFile, Failure>>;
}

interface Made {
  readonly bytes: Bytes;
  readonly entry: JournalEntry;
}

/** A minute, and a second for each MB that has to be written to a slow disk. */
const writingLimitMs = (bytes: Bytes): number => 60_000 + bytes / 1000;

const tooLittleSpace = (parent: string, freeBytes: Bytes, blockBytes: Bytes): Miss => {
  const least = leastFreeBytes(blockBytes);
  const [free, needed, usual] = [freeBytes, least, backgroundFile.usual].map((bytes) =>
    describeQuantity('bytes', bytes),
  );
  return {
    what: `expected at least ${needed ?? ''} of free space in '${parent}' for the file that the background load acts on, got ${free ?? ''}`,
    remedy: `free some space there (${usual ?? ''} are used where they are free), or move the model to a file system with more`,
  };
};

/** No files yet. */
export const createDataFiles = (context: BackgroundContext): DataFiles => {
  const { controlFiles, files, journal, processes, warn } = context;
  const made = new Map<string, Made>();

  /** A link to a model may lead to another file system. */
  const parentOf = async ({ path }: HeldFile): Promise<string> =>
    posix.dirname((await controlFiles.resolve(path)) ?? path);

  const write = async (fio: FioProgram, folder: string, bytes: Bytes, seed: number) => {
    const outcome = await processes.run({
      command: fio.command,
      args: writingArguments(bytes, seed),
      cwd: folder,
      timeoutMs: writingLimitMs(bytes),
      outputLimitBytes: 2 ** 20,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
    const { end, stderr } = outcome;
    if (end.how === 'exited' && end.code === 0) return undefined;
    return end.how === 'cancelled'
      ? ({ reason: 'interrupted', signal: 'SIGINT' } as const)
      : ({
          reason: 'process-failed',
          command: `fio, which was to write '${posix.join(folder, dataFileName)}',`,
          problem: describeEnd(end),
          stderr,
        } as const);
  };

  const remove = async (folder: string): Promise<void> => {
    const entry = made.get(folder)?.entry;
    made.delete(folder);
    const removed = await files.remove(folder);
    if (removed.ok) await entry?.undone();
    else
      warn(
        `the background load's folder '${folder}' was not removed; 'emulate cleanup' tries again`,
      );
  };

  const make = async (
    fio: FioProgram,
    folder: string,
    bytes: Bytes,
    seed: number,
  ): Promise<Result<DataFile, Failure>> => {
    if ((await files.stat(folder)) !== undefined)
      return failed({
        reason: 'file-failed',
        path: folder,
        operation: 'create the folder',
        problem:
          "something of this name is there already, perhaps left by a run that was killed; 'emulate cleanup' undoes what such runs left",
      });
    const entry = await journal.note({ kind: 'background-folder', path: folder });
    if (!entry.ok) return entry;
    made.set(folder, { bytes, entry: entry.value });
    const created = await files.makeNewFolder(folder);
    const failure = created.ok ? await write(fio, folder, bytes, seed) : created.failure;
    if (failure === undefined) return success({ folder, bytes });
    await remove(folder);
    return failed(failure);
  };

  return {
    check: async (model, blockBytes) => {
      const parent = await parentOf(model);
      if (!(await controlFiles.isWritable(parent)))
        return {
          what: `the folder of the model, '${parent}', cannot be written to, and the background load needs a file on the same device`,
          remedy: 'run as a user who may write there, or copy the model into a folder of your own',
        };
      const free = await files.freeBytes(parent);
      return !free.ok || backgroundFileBytes(free.value, blockBytes) !== undefined
        ? undefined
        : tooLittleSpace(parent, free.value, blockBytes);
    },

    prepare: async (fio, model, { blockBytes, seed }) => {
      const parent = await parentOf(model);
      const folder = posix.join(parent, `emulate-background-${context.name}`);
      const known = made.get(folder);
      if (known !== undefined) {
        const there = await files.stat(posix.join(folder, dataFileName));
        if (there?.bytes === known.bytes && known.bytes >= blockBytes)
          return success({ folder, bytes: known.bytes });
        // A volume that was made anew has lost it.
        await remove(folder);
      }
      const free = await files.freeBytes(parent);
      if (!free.ok) return free;
      const bytes = backgroundFileBytes(free.value, blockBytes);
      return bytes === undefined
        ? failed({
            reason: 'missing-requirements',
            misses: [tooLittleSpace(parent, free.value, blockBytes)],
          })
        : make(fio, folder, bytes, seed);
    },

    [Symbol.asyncDispose]: async () => {
      for (const folder of [...made.keys()]) await remove(folder);
    },
  };
};
