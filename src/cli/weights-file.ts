import { join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { judgeMemory } from '../model/memory-room.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { HeldFile } from '../ports/constraint.ts';
import type { Files } from '../ports/files.ts';
import type { HostProbe } from '../ports/host-probe.ts';

const chunkBytes = 2 ** 20;

const checkMemory = async (
  bytes: number,
  probe: Pick<HostProbe, 'memory'>,
): Promise<Failure | undefined> => {
  const room = await probe.memory();
  const judged = room === undefined ? undefined : judgeMemory(bytes, room);
  return judged?.kind === 'short'
    ? { reason: 'missing-requirements', misses: [judged.miss] }
    : undefined;
};

const zeros = function* (bytes: number): Generator<Uint8Array> {
  const chunk = new Uint8Array(chunkBytes);
  for (let left = bytes; left > 0; left -= chunkBytes)
    yield left >= chunkBytes ? chunk : chunk.subarray(0, left);
};

/** A file that stands for weights; leaving the block removes it. */
export interface WeightsFile extends AsyncDisposable {
  readonly held: HeldFile;
}

/** Writes a file of zeros into a new folder below `parent`. What a touch reads makes no difference. */
export const makeWeightsFile = async (
  bytes: number,
  parent: string,
  { files, probe }: { readonly files: Files; readonly probe: Pick<HostProbe, 'memory'> },
): Promise<Result<WeightsFile, Failure>> => {
  const lacking = await checkMemory(bytes, probe);
  if (lacking !== undefined) return failed(lacking);
  const made = await files.makeFolder(parent);
  if (!made.ok) return made;
  const folder = await files.makeTemporaryFolder('calibrate', parent);
  if (!folder.ok) return folder;
  const path = join(folder.value, 'weights');
  const written = await files.writeStream(path, zeros(bytes));
  if (!written.ok) {
    await files.remove(folder.value);
    return written;
  }
  return success({
    held: { path, bytes },
    [Symbol.asyncDispose]: async () => {
      await files.remove(folder.value);
    },
  });
};
