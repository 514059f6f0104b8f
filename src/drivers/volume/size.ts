import type { Bytes } from '../../model/units.ts';
import type { Filesystem } from './volume.ts';

const MiB = 2 ** 20;

/**
 * What a file system takes for itself: a fixed part, and a share of what it holds. For xfs these are
 * its log of 64 MiB, the 32 MiB that the kernel holds back, and the reserves of its groups (mkfs.xfs
 * 6.1); for ext4 without a journal tables of some bytes a block. Both are rounded up: blocks that are
 * never written cost nothing in memory.
 */
const overheads = {
  ext4: { fixedBytes: 16 * MiB, shareOfContent: 1 / 64, leastBytes: 0 },
  // mkfs.xfs refuses file systems below 300 MB.
  xfs: { fixedBytes: 128 * MiB, shareOfContent: 1 / 32, leastBytes: 320 * MiB },
} as const;

/** Size of a device whose file system is to hold so many bytes of files; whole MiB. */
export const volumeBytes = (filesystem: Filesystem, contentBytes: Bytes): Bytes => {
  const { fixedBytes, shareOfContent, leastBytes } = overheads[filesystem];
  const bytes = Math.max(leastBytes, contentBytes * (1 + shareOfContent) + fixedBytes);
  return Math.ceil(bytes / MiB) * MiB;
};
