import { access, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageFolder, runCommand } from '../support/command-line.ts';
import { emulate, fakeLlamaBench } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const MiB = 2 ** 20;
/** Room for emulate itself, not for the margin that it asks for besides the weights. */
const limitBytes = 256 * MiB;

/** Both versions of control groups: where they are mounted, and the file with the limit. */
const versions = [
  { mount: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { mount: '/sys/fs/cgroup', limit: 'memory.max' },
];

let folder: TemporaryFolder;
let group: string | undefined;

/** A group with the limit, or nothing where this host gives us none. */
const makeGroup = async (): Promise<string | undefined> => {
  for (const { mount, limit } of versions) {
    const path = join(mount, `emulate-test-${process.pid}`);
    try {
      await mkdir(path);
    } catch {
      continue;
    }
    try {
      await access(join(path, limit));
      await writeFile(join(path, limit), String(limitBytes));
      return path;
    } catch {
      await rmdir(path);
    }
  }
  return undefined;
};

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  group = await makeGroup();
});

afterEach(async () => {
  if (group !== undefined) await rmdir(group);
  await folder[Symbol.asyncDispose]();
});

describe('a sweep in a control group that has too little memory for the weights', () => {
  it('is refused before the first run, with what is missing and where', async ({ skip }) => {
    skip(group === undefined, 'no right to make a control group with a limit of memory');
    const model = join(folder.path, 'tiny.gguf');
    expect((await emulate(['model', 'make', '--shape', 'tiny', '--out', model])).code).toBe(0);
    const { code, err } = await runCommand(
      ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group ?? ''],
      [
        ...[process.execPath, join(packageFolder, 'dist/cli/main.js')],
        ...[
          '--profile',
          'hbf-50gbps',
          '--quick',
          '--model',
          model,
          '--out',
          join(folder.path, 'r'),
        ],
        ...['--llama-bench', fakeLlamaBench],
      ],
      { env: { XDG_CACHE_HOME: join(packageFolder, '.cache/e2e') } },
    );
    expect(err).toContain('this host lacks what was asked for:');
    expect(err).toMatch(
      /memory for the weights: expected 271\.\d MB \(3\.\d+ MB of weights, which the tier holds in memory, and 256 MiB for the program\), got [\d.]+ MB in the control group '\/\S*emulate-test-\d+', which is limited to 256 MiB; [\d.]+ MB are missing/,
    );
    expect(err).toContain("raise the limit of the control group '/");
    expect(code).toBe(4);
    // Nothing of the sweep was begun: there is no folder of results.
    await expect(readFile(join(folder.path, 'r'))).rejects.toThrow('ENOENT');
  });
});
