import { join } from 'node:path';
import { checkEviction } from '../drivers/start/check.ts';
import type { Miss } from '../model/failure.ts';
import type { HostPorts } from './host-ports.ts';

/**
 * What the eviction of files in a folder lacks, and with `isCold` the proof of it, tried on a small file
 * there: the model itself may be in use. Undefined where none can be written.
 */
export const tryEviction = async (
  folder: string,
  isCold: boolean,
  { files, pageCache }: Pick<HostPorts, 'files' | 'pageCache'>,
): Promise<readonly Miss[] | undefined> => {
  const own = await files.makeTemporaryFolder('emulate-check', folder);
  if (!own.ok) return undefined;
  try {
    const file = { path: join(own.value, 'file'), bytes: 2 ** 16 };
    const written = await files.writeStream(file.path, [new Uint8Array(file.bytes)]);
    return written.ok ? await checkEviction(pageCache, file, isCold) : undefined;
  } finally {
    await files.remove(own.value);
  }
};
