import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeMemory } from '../../../src/model/memory-room.ts';

const MiB = 2 ** 20;
const GiB = 2 ** 30;

describe('judgeMemory', () => {
  it('says how much is missing on the machine, and what to do', () => {
    expect(judgeMemory(4 * GiB, { availableBytes: 1 * GiB })).toEqual({
      kind: 'short',
      miss: {
        what: 'memory for the weights: expected 4352 MiB (4 GiB of weights, which the tier holds in memory, and 256 MiB for the program), got 1 GiB on this machine; 3328 MiB are missing',
        remedy: 'end other programs, or use a smaller model or another machine',
      },
    });
  });

  it('names the control group whose limit leaves too little', () => {
    const group = { path: '/docker/abc', limitBytes: 2 * GiB };
    expect(judgeMemory(2 * GiB, { availableBytes: 1 * GiB, group })).toEqual({
      kind: 'short',
      miss: {
        what: "memory for the weights: expected 2304 MiB (2 GiB of weights, which the tier holds in memory, and 256 MiB for the program), got 1 GiB in the control group '/docker/abc', which is limited to 2 GiB; 1280 MiB are missing",
        remedy:
          "raise the limit of the control group '/docker/abc' (in a container: its memory limit), or use a smaller model",
      },
    });
  });

  it('warns where llama.cpp could not copy all weights', () => {
    expect(judgeMemory(1 * GiB, { availableBytes: 2 * GiB })).toEqual({
      kind: 'tight',
      message: 'memory may run short: llama.cpp may copy all weights while loading',
      detail: 'with copies up to 2304 MiB are needed, 2 GiB are available on this machine',
    });
  });

  it('is content from twice the weights and a margin on', () => {
    const available = (availableBytes: number) => judgeMemory(GiB, { availableBytes }).kind;
    expect(available(GiB + 256 * MiB - 1)).toBe('short');
    expect(available(GiB + 256 * MiB)).toBe('tight');
    expect(available(2 * GiB + 256 * MiB - 1)).toBe('tight');
    expect(available(2 * GiB + 256 * MiB)).toBe('enough');
  });

  it('never asks for less room for more weights', () => {
    const kinds = ['short', 'tight', 'enough'];
    const size = fc.integer({ min: 0, max: 2 ** 42 });
    fc.assert(
      fc.property(size, size, size, (one, other, availableBytes) => {
        const rank = (bytes: number) => kinds.indexOf(judgeMemory(bytes, { availableBytes }).kind);
        expect(rank(Math.max(one, other))).toBeLessThanOrEqual(rank(Math.min(one, other)));
      }),
    );
  });
});
