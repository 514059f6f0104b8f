import { describe, expect, it } from 'vitest';
import { failed, success } from '../../../../src/model/result.ts';
import type { Files } from '../../../../src/ports/files.ts';
import {
  readLoaderReport,
  whyNotReached,
} from '../../../../src/workloads/llama-bench/loader-report.ts';
import { elfImage } from '../../../support/elf-image.ts';

const shellOnly = '      16:\tcalling init: /lib/x86_64-linux-gnu/libc.so.6\n';
const llama = '      17:\tcalling init: /opt/libllama.v0.5.0.so\n';

describe('readLoaderReport', () => {
  it('parts what loaders tell from what the program says', () => {
    const stderr = `${shellOnly}load_backend: loaded\n      16:\t\nerror: 12: x\n`;
    expect(readLoaderReport(stderr)).toEqual({
      heard: true,
      loadedLlama: false,
      rest: 'load_backend: loaded\nerror: 12: x\n',
    });
  });

  it('sees llama.cpp once it is loaded, not when it is only wanted', () => {
    const wanted = '      17:\tfile=libllama.so [0];  needed by /x/libllama-cli [0]\n';
    expect(readLoaderReport(wanted)).toMatchObject({ heard: true, loadedLlama: false });
    expect(readLoaderReport(shellOnly + llama)).toMatchObject({ loadedLlama: true });
    const folder = '      17:\tcalling init: /opt/libllama/libc.so.6\n';
    expect(readLoaderReport(folder)).toMatchObject({ loadedLlama: false });
  });

  it('hears nothing where no loader was asked or none answered', () => {
    expect(readLoaderReport('')).toEqual({ heard: false, loadedLlama: false, rest: '' });
  });
});

describe('whyNotReached', () => {
  const why = (program: string | Uint8Array, stderr: string, shell?: Uint8Array) => {
    const readBytes: Files['readBytes'] = (path) =>
      Promise.resolve(
        shell !== undefined && path === '/bin/sh'
          ? success(shell)
          : failed({ reason: 'file-failed', path, operation: 'read', problem: 'no such file' }),
      );
    return whyNotReached(
      {
        path: '/opt/llama-bench',
        program: typeof program === 'string' ? new TextEncoder().encode(program) : program,
      },
      readLoaderReport(stderr),
      { readBytes },
    );
  };
  const script = '#!/bin/sh -e\nexec /opt/real "$@"\n';
  const glibc = elfImage({ needed: ['libc.so.6'] });
  const musl = elfImage({ needed: ['libc.musl-x86_64.so.1'] });

  it('lets pass what was seen to load llama.cpp', async () => {
    expect(await why(elfImage(), llama)).toBeUndefined();
    expect(await why(script, shellOnly + llama)).toBeUndefined();
  });

  it('refuses a program of glibc whose loader was asked and did not answer', async () => {
    expect(await why(elfImage(), '')).toEqual({
      problem:
        'the loader ignores LD_PRELOAD for it, as for every program with rights of its own (file capabilities), so the tier cannot act in it',
      hint: "see them with: getcap '/opt/llama-bench'; use a copy, which has none: cp '/opt/llama-bench' DIR, then pass the copy with --llama-bench",
    });
  });

  it('lets a program of another C library pass, whose loader never answers', async () => {
    expect(await why(elfImage({ needed: ['libllama.so', 'libc.so'] }), '')).toBeUndefined();
    expect(await why(script, '', musl)).toBeUndefined();
  });

  it.each([
    ['a shell that was heard, and nothing else', shellOnly, glibc],
    ['a shell of glibc that was not heard', '', glibc],
    ['a static shell', '', elfImage({ hasLoader: false })],
    ['a shell that cannot be read', '', undefined],
  ])('refuses a script where there was only %s', async (_, stderr, shell) => {
    expect(await why(script, stderr, shell)).toEqual({
      problem:
        'it is a script, and what it starts was not seen to load llama.cpp as a library: a static llama-bench, or one that is started without the environment (env -i, sudo, a container), cannot be reached by the tier (a library loaded with LD_PRELOAD)',
      hint: 'let the script start a dynamically linked llama-bench in its own environment; or pass the path of a dynamically linked llama-bench with --llama-bench, or have none on the PATH and emulate builds one',
    });
  });
});
