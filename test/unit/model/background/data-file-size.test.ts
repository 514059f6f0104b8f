import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backgroundFile,
  backgroundFileBytes,
  leastFreeBytes,
} from '../../../../src/model/background/data-file-size.ts';

const MiB = 2 ** 20;

describe('backgroundFileBytes', () => {
  it.each([
    [1e12, 256],
    [264 * MiB, 256],
    [264 * MiB - 1, 255],
    [100.5 * MiB, 92],
    [40 * MiB, 32],
  ])('makes of %d free bytes a file of %d MiB', (free, size) => {
    expect(backgroundFileBytes(free, 4096)).toBe(size * MiB);
  });

  it('makes no file that would be too small, be it for the load or for one access', () => {
    expect(backgroundFileBytes(40 * MiB - 1, 4096)).toBeUndefined();
    expect(backgroundFileBytes(60 * MiB, 64 * MiB)).toBeUndefined();
    expect(backgroundFileBytes(72 * MiB, 64 * MiB)).toBe(64 * MiB);
  });

  it('holds an access and leaves space, wherever it makes a file', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 512, max: 64 * MiB }),
        (free, block) => {
          const bytes = backgroundFileBytes(free, block);
          expect(bytes === undefined).toBe(free < leastFreeBytes(block));
          if (bytes === undefined) return;
          expect(bytes % MiB).toBe(0);
          expect(bytes).toBeGreaterThanOrEqual(
            Math.floor(Math.max(backgroundFile.least, block) / MiB) * MiB,
          );
          expect(bytes).toBeLessThanOrEqual(
            Math.min(backgroundFile.usual, free - backgroundFile.spare),
          );
        },
      ),
    );
  });
});
