import type { ControlFiles } from '../../../ports/control-files.ts';
import type { CgroupFolders } from './folders.ts';

/**
 * Takes the caps on reads from a device away. Reads that they hold back are then done at once, and a
 * killed process that waits for them ends. What cannot be written is let be: the process ends later.
 */
export const liftReadCaps = async (
  files: Pick<ControlFiles, 'write'>,
  { version, io }: CgroupFolders,
  device: string,
): Promise<void> => {
  if (io === undefined) return;
  if (version === 2) {
    await files.write(`${io}/io.max`, `${device} rbps=max riops=max`);
    return;
  }
  for (const cap of ['read_bps_device', 'read_iops_device'])
    await files.write(`${io}/blkio.throttle.${cap}`, `${device} 0`);
};
