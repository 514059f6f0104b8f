import { describe, expect, it } from 'vitest';
import { resolveBackground } from '../../../../src/model/background/load.ts';

describe('resolveBackground', () => {
  it('reads at random with 8 accesses of 128 KiB in flight and without a rate, unless told otherwise', () => {
    expect(resolveBackground({})).toEqual({
      pattern: 'randread',
      blockBytes: 131_072,
      rate: undefined,
      queueDepth: 8,
      jobs: 1,
    });
  });

  it('keeps everything that the profile says', () => {
    expect(
      resolveBackground({
        pattern: 'randrw',
        blockSize: 4096,
        rate: 1e6,
        queueDepth: 2,
        jobs: 3,
      }),
    ).toEqual({ pattern: 'randrw', blockBytes: 4096, rate: 1e6, queueDepth: 2, jobs: 3 });
  });
});
