import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Files } from '../../../src/ports/files.ts';
import type { ProcessRunner } from '../../../src/ports/process-runner.ts';
import { createFiles } from '../../../src/system/files.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';
import { buildLlamaBench } from '../../../src/workloads/llama-bench/build.ts';
import { success } from '../../../src/model/result.ts';

const fakeNpm = fileURLToPath(new URL('../../fixtures/bin/fake-npm', import.meta.url));
const runner = createProcessRunner();

describe('buildLlamaBench, without a network', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emulate-test-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const build = (path: string, env: Record<string, string> = {}, files: Files = createFiles()) => {
    const processes: ProcessRunner = {
      run: (spec) => runner.run({ ...spec, env: { ...spec.env, ...env, PATH: path } }),
    };
    return buildLlamaBench(
      { cacheFolder: folder, architecture: 'x64' },
      { files, processes, observe: () => undefined },
    );
  };
  const withFakeNpm = `${fakeNpm}:${process.env['PATH'] ?? ''}`;

  it('uses nothing of a package with another content, and leaves nothing behind', async () => {
    const built = await build(withFakeNpm);
    expect(built).toMatchObject({
      ok: false,
      failure: { reason: 'provision-failed', step: 'verify node-llama-cpp@3.22.1' },
    });
    expect(!built.ok && built.failure).toMatchObject({
      problem: expect.stringMatching(
        /^the package's SHA-512 is '[\w+/]{86}==', expected 'bltIipuW[\w+/]{78}=='; nothing of it was used$/,
      ) as string,
    });
    expect(await readdir(join(folder, 'llama-bench'))).toEqual([]);
  });

  it('passes on what npm says when the registry cannot be reached', async () => {
    expect(await build(withFakeNpm, { FAKE_NPM: 'offline' })).toMatchObject({
      ok: false,
      failure: {
        reason: 'provision-failed',
        problem:
          "'npm' failed: it ended with exit code 1: npm error code ENOTFOUND | npm error network request failed, reason: getaddrinfo ENOTFOUND",
      },
    });
  });

  it('notices that npm left nothing', async () => {
    expect(await build(withFakeNpm, { FAKE_NPM: 'empty' })).toMatchObject({
      ok: false,
      failure: { problem: expect.stringContaining("'npm pack' left no tarball in") as string },
    });
    expect(await readdir(join(folder, 'llama-bench'))).toEqual([]);
  });

  it('names a missing compiler before anything is fetched', async () => {
    const tools = join(folder, 'tools');
    const files = createFiles();
    await files.makeFolder(tools);
    await symlink(join(fakeNpm, 'npm'), join(tools, 'npm'));
    for (const tool of ['git', 'tar']) await symlink(await whereIs(tool), join(tools, tool));
    expect(await build(tools)).toEqual({
      ok: false,
      failure: {
        reason: 'missing-requirements',
        misses: [
          {
            what: 'a C++ compiler (c++, g++ or clang++)',
            remedy:
              'install g++: apt-get install g++; or install llama.cpp from your distribution, or pass --llama-bench PATH',
          },
        ],
      },
    });
  });

  it('says how much space is missing', async () => {
    const files: Files = { ...createFiles(), freeBytes: () => Promise.resolve(success(599e6)) };
    expect(await build(withFakeNpm, {}, files)).toMatchObject({
      ok: false,
      failure: {
        reason: 'missing-requirements',
        misses: [{ what: `600 MB of free space in '${folder}/llama-bench' (599 MB are free)` }],
      },
    });
  });
});

const whereIs = async (command: string): Promise<string> => {
  const { stdout } = await runner.run({
    command: '/bin/sh',
    args: ['-c', `command -v ${command}`],
    timeoutMs: 10_000,
    outputLimitBytes: 4096,
  });
  return stdout.trim();
};
