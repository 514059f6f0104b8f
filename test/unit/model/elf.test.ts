import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readElf } from '../../../src/model/elf.ts';
import { elfImage } from '../../support/elf-image.ts';

describe('readElf', () => {
  it('reads the processor, the loader and the libraries', () => {
    expect(readElf(elfImage({ machine: 183, needed: ['libllama.so', 'libc.so.6'] }))).toEqual({
      machine: 183,
      hasLoader: true,
      needed: ['libllama.so', 'libc.so.6'],
    });
  });

  it('sees that a static program has no loader', () => {
    expect(readElf(elfImage({ hasLoader: false }))).toEqual({
      machine: 62,
      hasLoader: false,
      needed: [],
    });
  });

  it('takes nothing else for a program', () => {
    expect(readElf(new TextEncoder().encode('#!/bin/sh\n'))).toBeUndefined();
    expect(readElf(new Uint8Array())).toBeUndefined();
  });

  it('does not throw on a broken file', () => {
    const whole = elfImage();
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.nat(whole.length - 1),
        fc.nat(255),
        (length, at, value) => {
          const broken = whole.slice();
          broken[at] = value;
          readElf(broken);
          readElf(broken.subarray(0, length));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
