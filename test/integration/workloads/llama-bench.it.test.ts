import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkloadReading } from '../../../src/ports/workload.ts';
import { createFiles } from '../../../src/system/files.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';
import { findLlamaBench } from '../../../src/workloads/llama-bench/find.ts';
import { createLlamaBenchWorkload } from '../../../src/workloads/llama-bench/workload.ts';
import { aLlamaBench } from '../../support/llama-bench.ts';

const fake = fileURLToPath(new URL('../../fixtures/bin/fake-llama-bench', import.meta.url));
const processes = createProcessRunner({ graceMs: 100 });
const find = (flag: string) =>
  findLlamaBench(
    { flag, pathFolders: [], cacheFolder: '/nowhere', architecture: process.arch },
    { files: createFiles(), processes, observe: () => undefined },
  );

const tests = [0, 64].flatMap((depth) => [
  { prompt: 16, gen: 0, depth },
  { prompt: 0, gen: 8, depth },
]);

/** Runs the fake from the search to the reading. */
const measure = async (misbehaviour: string, timeoutMs = 30_000): Promise<WorkloadReading> => {
  const bench = await find(fake);
  if (!bench.ok || bench.value === undefined) throw new Error('expected a llama-bench');
  const workload = createLlamaBenchWorkload(bench.value, { model: '/m.gguf', tests, threads: 2 });
  if (!workload.ok) throw new Error('expected a workload');
  const [command = '', ...args] = workload.value.argv;
  return workload.value.read(
    await processes.run({
      command,
      args,
      env: { ...workload.value.env, FAKE_LLAMA_BENCH: misbehaviour },
      timeoutMs,
      outputLimitBytes: 100_000,
    }),
  );
};

describe('a llama-bench run', () => {
  it('gives every test that was asked for', async () => {
    const reading = await measure('');
    expect(reading).toMatchObject({ warnings: [], facts: { n_threads: 2, load_mode: 'mmap' } });
    expect(reading.failure).toBeUndefined();
    expect(reading.tests.map(({ test }) => test)).toEqual(tests);
    expect(reading.tests.map(({ repetitionsNs }) => repetitionsNs)).toEqual([
      [16e6],
      [8e6],
      [16e6],
      [8e6],
    ]);
  });

  it.each([
    [
      'half-line',
      'output-unreadable',
      'it ended well but printed no result for tg8, pp16@d64, tg8@d64',
    ],
    ['silent', 'output-unreadable', 'it ended well but printed no result'],
    [
      'fail',
      'process-failed',
      'it ended with exit code 1 after 1 of 4 tests: fake: error: failed to run prompt',
    ],
    [
      'kill',
      'process-failed',
      'it was killed by SIGKILL after 1 of 4 tests; somebody did that, or the kernel',
    ],
    ['flood', 'process-failed', 'it printed more than 100000 bytes of results after 1 of 4 tests'],
    ['missing-library', 'process-failed', 'it ended with exit code 127 after 0 of 4 tests'],
  ])('that misbehaves (%s) is told apart', async (misbehaviour, reason, problem) => {
    const reading = await measure(misbehaviour);
    expect(reading.failure).toMatchObject({
      reason,
      problem: expect.stringContaining(problem) as string,
    });
    expect(reading.tests.length).toBeLessThan(tests.length);
  });

  it('that hangs ends at the time limit with what it gave', async () => {
    const reading = await measure('hang', 2000);
    expect(reading.tests).toHaveLength(1);
    expect(reading.failure).toMatchObject({
      problem: expect.stringContaining('it ran past the time limit of 2 s') as string,
    });
  });

  it('with messages among its results is read all the same', async () => {
    const reading = await measure('garbage');
    expect(reading.failure).toBeUndefined();
    expect(reading.tests).toHaveLength(tests.length);
    expect(reading.warnings).toHaveLength(1);
  });
});

describe('findLlamaBench, with real files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emulate-test-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });
  const problem = async (path: string): Promise<string> => {
    const found = await find(path);
    return !found.ok && found.failure.reason === 'workload-unusable' ? found.failure.problem : '';
  };

  it('reads what the program says of itself', async () => {
    expect(await find(fake)).toMatchObject({
      ok: true,
      value: {
        path: fake,
        version: '0.5.0-dev (build 1, commit 0ad4a86)',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        options: aLlamaBench().options,
      },
    });
  });

  it('refuses a real program that holds no llama.cpp', async () => {
    expect(await problem('/bin/sh')).toContain('llama.cpp is linked into it statically');
    // Node.js itself is larger than what is read of a program.
    expect(await problem(process.execPath)).toContain('llama.cpp is linked into it statically');
  });

  it('refuses a file that is not executable, or takes on another identity', async () => {
    const copy = join(folder, 'llama-bench');
    await copyFile(fake, copy);
    await chmod(copy, 0o644);
    expect(await problem(copy)).toBe('it is not executable');
    await chmod(copy, 0o4755);
    expect(await problem(copy)).toContain('set-user-id');
  });
});
