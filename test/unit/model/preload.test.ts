import { describe, expect, it } from 'vitest';
import { readElf } from '../../../src/model/elf.ts';
import { readProgramHead, whyNotPreloaded } from '../../../src/model/preload.ts';
import { elfImage } from '../../support/elf-image.ts';

const head = (text: string) => readProgramHead(new TextEncoder().encode(text));

describe('the head of a program file', () => {
  it.each([
    ['#!/bin/sh\necho\n', '/bin/sh'],
    ['#!/usr/bin/env python3\n', '/usr/bin/env'],
    ['#! /bin/sh -e\n', '/bin/sh'],
    ['#!\t/bin/sh\t-e', '/bin/sh'],
    ['#!\n', ''],
    ['#!', ''],
  ])('%j names the interpreter %j', (text, interpreter) => {
    expect(head(text)).toEqual({ kind: 'script', interpreter });
  });

  it.each(['', '#', 'echo\n', ' #!/bin/sh\n'])('%j is no script', (text) => {
    expect(head(text)).toEqual({ kind: 'program' });
  });
});

describe('a library named by LD_PRELOAD', () => {
  const why = (image: Parameters<typeof elfImage>[0], architecture = 'x64') =>
    whyNotPreloaded(readElf(elfImage(image)), architecture);

  it('comes into a program that has a loader', () => {
    expect(why({})).toBeUndefined();
    expect(why({ machine: 183 }, 'arm64')).toBeUndefined();
  });

  it('does not come into a static program', () => {
    expect(why({ hasLoader: false })).toBe(
      'it is statically linked, so the tier (a library loaded with LD_PRELOAD) cannot act in it',
    );
  });

  it('does not come into a program for another processor', () => {
    expect(why({ machine: 183 })).toBe('it is built for arm64, this machine runs x64 programs');
    expect(why({ machine: 3 })).toBe(
      'it is built for processor type 3, this machine runs x64 programs',
    );
  });

  it('does not come into what is no program', () => {
    expect(whyNotPreloaded(undefined, 'x64')).toBe(
      'it is neither a 64-bit Linux program nor a script',
    );
  });
});
