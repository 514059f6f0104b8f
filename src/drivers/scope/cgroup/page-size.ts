import type { Bytes } from '../../../model/units.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';

const usual = 4096;

/**
 * Bytes of the pages in which the kernel counts: 4 KiB on x86, up to 64 KiB on arm64. The first
 * mapping of a process is its program, which is never in huge pages: proc_pid_smaps(5).
 */
export const readPageSize = async (files: Pick<ControlFiles, 'read'>): Promise<Bytes> => {
  const read = await files.read('/proc/self/smaps');
  const content = read.ok ? (read.value ?? '') : '';
  const kib = /^KernelPageSize:\s+(\d+) kB$/m.exec(content)?.[1];
  return kib === undefined ? usual : Number(kib) * 1024;
};
