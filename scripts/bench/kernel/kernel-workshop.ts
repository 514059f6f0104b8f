import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { findEvidence } from '../../../src/model/evidence.ts';
import type { Repetition } from '../repeat.ts';
import { CannotRunHere, plainly, type ExecRecord, type Workshop } from '../workshop.ts';
import type { Device } from './device.ts';

/** What parts on the kernel's constraints work with. */
export interface KernelWorkshop extends Workshop {
  /** The device that holds the benchmark's folder. */
  readonly device: Device;
}

/** Ends a part where fio is missing. */
export const needFio = async (): Promise<void> => {
  await plainly(['fio', '--version']).catch(() => {
    throw new CannotRunHere(
      "fio cannot be run; install it with the system's packages, such as 'apt install fio'",
    );
  });
};

const MiB = 2 ** 20;

/** Puts a file's content on its disk: what is still to be written can be neither evicted nor left out of account. */
export const settleFile = async (path: string): Promise<void> => {
  await using file = await open(path, 'r+');
  await file.sync();
};

/** A file that is really on the disk: blocks that were never written are read without the device. */
export const makeFileOnDisk = async (
  { folder }: Workshop,
  name: string,
  bytes: number,
): Promise<string> => {
  const path = join(folder, name);
  await using file = await open(path, 'w');
  const block = Buffer.alloc(MiB);
  for (let at = 0; at < bytes; at += MiB) {
    // Other content in each block, for a device that keeps equal ones once.
    block.fill(`${at} of the benchmark's file\n`);
    await file.write(block);
  }
  await file.sync();
  return path;
};

/** The kind of scope that programs were in, which is the same for all. */
export const scopeIn = (
  repetitions: readonly Repetition<{ readonly record?: ExecRecord }>[],
): string => findEvidence(repetitions[0]?.value.record?.evidence ?? [], 'scope')?.scope ?? 'none';
