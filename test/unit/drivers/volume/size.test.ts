import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { volumeBytes } from '../../../../src/drivers/volume/size.ts';

const MiB = 2 ** 20;

describe('the size of a volume', () => {
  it('is that of its files and what the file system takes', () => {
    expect(volumeBytes('ext4', 1024 * MiB)).toBe((1024 + 16 + 16) * MiB);
    expect(volumeBytes('xfs', 1024 * MiB)).toBe((1024 + 32 + 128) * MiB);
  });

  it('is at least what mkfs.xfs takes', () => {
    expect(volumeBytes('xfs', 1)).toBe(320 * MiB);
    expect(volumeBytes('ext4', 1)).toBe(17 * MiB);
  });

  it('is whole MiB, larger than its files, and grows with them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ext4' as const, 'xfs' as const),
        fc.nat(2 ** 45),
        fc.nat(2 ** 30),
        (filesystem, content, more) => {
          const bytes = volumeBytes(filesystem, content);
          expect(bytes % MiB).toBe(0);
          expect(bytes - content).toBeGreaterThanOrEqual(16 * MiB);
          expect(volumeBytes(filesystem, content + more)).toBeGreaterThanOrEqual(bytes);
        },
      ),
    );
  });
});
