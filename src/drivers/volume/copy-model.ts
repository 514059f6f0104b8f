import { basename } from 'node:path';
import type { Failure } from '../../model/failure.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import { interruption } from './call.ts';
import { mountDevice } from './commands.ts';
import { mountOn } from './mount.ts';
import { unmountFolder } from './mounts.ts';
import type { Tools } from './tools.ts';
import type { Filesystem } from './volume.ts';

/** A model to be put on a device. */
export interface Copying {
  readonly model: HeldFile;
  /** Hex SHA-256 of the model; taken when absent. */
  readonly sha256: string | undefined;
  readonly filesystem: Filesystem;
  readonly device: string;
  /** Where the device is mounted. */
  readonly folder: string;
  /** Whether it can be written afterwards. */
  readonly isWritable: boolean;
  readonly signal: AbortSignal | undefined;
}

/** The copy, and the SHA-256 that it shares with the model. */
export interface Copied {
  readonly model: HeldFile;
  readonly sha256: string;
}

/**
 * Copies a model onto a device with a fresh file system. Between the copying and the reading back the
 * file system is unmounted: everything is then on the device, nothing of it in the page cache, and
 * what is compared is what the device holds.
 */
export const copyModel = async (
  copying: Copying,
  tools: Tools,
): Promise<Result<Copied, Failure>> => {
  const { model, filesystem, device, folder, isWritable, signal } = copying;
  const { files, call } = tools;
  const sha256 =
    copying.sha256 === undefined
      ? await files.digest(model.path, 'sha256')
      : success(copying.sha256);
  if (!sha256.ok) return sha256;
  if (isCancelled(signal)) return failed(interruption);

  const mounted = await mountOn(folder, mountDevice(filesystem, device, folder, 'rw'), tools);
  if (!mounted.ok) return mounted;
  const path = `${folder}/${basename(model.path)}`;
  const copied = await files.copy(model.path, path);
  if (!copied.ok) return copied;
  if (isCancelled(signal)) return failed(interruption);

  const isFlushed = await unmountFolder(folder, tools);
  if (isCancelled(signal)) return failed(interruption);
  if (!isFlushed)
    return failed(
      notCopied(
        `'${folder}' stayed in use, so that it could not be unmounted`,
        'end the program that looks into new file systems, such as a desktop indexer, and run again',
      ),
    );
  const again = await call(mountDevice(filesystem, device, folder, isWritable ? 'rw' : 'ro'));
  if (!again.ok) return again;
  const onDevice = await files.digest(path, 'sha256');
  if (!onDevice.ok) return failed(notCopied(renderFailure(onDevice.failure).message, lostBehind));
  if (isCancelled(signal)) return failed(interruption);
  return onDevice.value === sha256.value
    ? success({ model: { path, bytes: model.bytes }, sha256: sha256.value })
    : failed(
        notCopied(
          `expected the SHA-256 of '${model.path}', ${sha256.value}, got ${onDevice.value} on ${device}`,
          lostBehind,
        ),
      );
};

/** A device takes what is written before it has a place for it. */
const lostBehind =
  'memory or disk space ran out behind the device (see dmesg), or the model was changed meanwhile; free some and run again';

/** Asked anew after each long step. */
const isCancelled = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

const notCopied = (problem: string, hint: string): Failure => ({
  reason: 'provision-failed',
  step: 'copy the model onto the volume',
  problem,
  hint,
});
