import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { touchReader } from '../../../src/cli/compiled-files.ts';
import type { Touches } from '../../../src/model/calibration/touches.ts';
import { ensureCompiled } from '../../../src/system/compiled.ts';
import { createFiles } from '../../../src/system/files.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';
import { touchReaderArgs } from '../../../src/workloads/touch-reader/argv.ts';
import { readTouches } from '../../../src/workloads/touch-reader/read.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const cacheFolder = fileURLToPath(new URL('../../../.cache/compiled', import.meta.url));
const page = 4096;
const pages = 64;

const program = async (): Promise<string> => {
  const path = await ensureCompiled(touchReader, {
    files: createFiles(),
    processes: createProcessRunner(),
    observe: () => undefined,
    cacheFolder,
    architecture: process.arch,
  });
  if (!path.ok) throw new Error(JSON.stringify(path.failure));
  return path.value;
};

const run = async (args: readonly string[]) =>
  createProcessRunner().run({
    ...{ command: await program(), args, timeoutMs: 20_000, outputLimitBytes: 2 ** 20 },
  });

const read = async (touches: Touches) => {
  await using folder = await makeTemporaryFolder();
  const file = join(folder.path, 'a file');
  await writeFile(file, Buffer.alloc(pages * page));
  return readTouches(await run(touchReaderArgs(file, touches)));
};

describe('the touch reader', () => {
  it('touches every stride of every pass', async () => {
    expect(
      await read({ mode: 'sequential', strideBytes: page, passes: 3, warmup: 1 }),
    ).toMatchObject({ ok: true, value: { bytes: 3 * pages * page, touches: 3 * pages } });
  });

  it('times single touches, in rising quantiles', async () => {
    const result = await read({
      ...{ mode: 'random', strideBytes: page, touches: 1000, threads: 3, seed: 7, show: 5 },
    });
    const value = result.ok ? result.value : undefined;
    expect(value).toMatchObject({ touches: 1000, bytes: 1000 * page });
    const { p50Ns, p90Ns, p99Ns, p999Ns, maxNs, firstNs } = value?.latencies ?? {};
    const rising = [p50Ns, p90Ns, p99Ns, p999Ns, maxNs].map(Number);
    expect(rising).toEqual(rising.toSorted((one, other) => one - other));
    expect(firstNs).toHaveLength(5);
  });

  it('takes no more threads than there are places', async () => {
    const result = await read({ mode: 'random', strideBytes: 32 * page, touches: 1, threads: 9 });
    expect(result).toMatchObject({ ok: true, value: { touches: 2 } });
  });

  it('says what is wrong with its arguments or its file', async () => {
    await using folder = await makeTemporaryFolder();
    const empty = join(folder.path, 'empty');
    await writeFile(empty, '');
    const ends = await Promise.all(
      [[], [empty], ['/no/such/file'], [empty, 'stride=0'], [empty, 'stride'], [empty, 'x=1']].map(
        run,
      ),
    );
    expect(ends.map(({ end }) => ('code' in end ? end.code : end.how))).toEqual([2, 2, 1, 2, 2, 2]);
    expect(ends.map(({ stderr }) => stderr.split('\n')[0])).toEqual([
      'touch-reader: expected a file',
      'touch-reader: the file is empty',
      '/no/such/file: No such file or directory',
      "touch-reader: expected an option with a number in its range, got 'stride=0'",
      "touch-reader: expected an option with a number in its range, got 'stride'",
      "touch-reader: expected an option with a number in its range, got 'x=1'",
    ]);
  });
});
