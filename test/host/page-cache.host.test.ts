import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createControlFiles } from '../../src/system/control-files.ts';
import { createPageCache } from '../../src/system/page-cache.ts';
import { createProcessRunner } from '../../src/system/processes.ts';
import { packageFolder } from '../support/command-line.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const MiB = 2 ** 20;
const bytes = 8 * MiB;
const controlFiles = createControlFiles();
const pageCache = createPageCache({ processes: createProcessRunner(), controlFiles });

const isThere = async (command: string, args: readonly string[]): Promise<boolean> =>
  (await execa(command, args, { reject: false })).exitCode === 0;
const noTools = (await isThere('fincore', ['--version']))
  ? (await isThere('dd', ['if=/dev/null', 'iflag=nocache', 'count=0']))
    ? undefined
    : 'dd is not that of GNU'
  : 'fincore (util-linux) is not installed';

let folder: TemporaryFolder;
let path: string;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
  path = join(folder.path, 'model.gguf');
  await writeFile(path, randomBytes(bytes));
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Files in memory are their pages: there is nothing to evict them to. */
const inMemory = async (): Promise<boolean> =>
  (await execa('stat', ['--file-system', '--format', '%T', folder.path])).stdout === 'tmpfs';

describe('the page cache', () => {
  it('loses a file that was just written, and takes it back when that is read', async ({
    skip,
  }) => {
    skip(noTools !== undefined, noTools);
    skip(await inMemory(), 'the folder for temporary files is in memory');
    expect(await pageCache.resident(path)).toBe(bytes);
    expect(await pageCache.evict(path)).toEqual({ ok: true, value: undefined });
    expect(await pageCache.resident(path)).toBe(0);
    await readFile(path);
    expect(await pageCache.resident(path)).toBe(bytes);
  });

  it('keeps what a running process has mapped', async ({ skip }) => {
    skip(noTools !== undefined, noTools);
    skip(await inMemory(), 'the folder for temporary files is in memory');
    // Of a program that runs, the kernel has the pages mapped that were used.
    const program = join(folder.path, 'sleep');
    await copyFile((await execa('sh', ['-c', 'command -v sleep'])).stdout, program);
    const child = execa(program, ['60'], { reject: false });
    try {
      await once(child, 'spawn');
      expect(await pageCache.evict(program)).toEqual({ ok: true, value: undefined });
      expect(await pageCache.resident(program)).toBeGreaterThan(0);
    } finally {
      child.kill('SIGKILL');
      await child;
    }
    await pageCache.evict(program);
    expect(await pageCache.resident(program)).toBe(0);
  });

  it('is not told of to who may neither own nor write a file', async ({ skip }) => {
    skip(noTools !== undefined, noTools);
    skip(process.getuid?.() !== 0, 'only root may become another user');
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
    const tsx = join(packageFolder, 'node_modules/.bin/tsx');
    const maySee = await isThere('setpriv', [...nobody, 'test', '-x', tsx]);
    skip(!maySee, 'setpriv is not installed, or nobody may not read this package');
    await chmod(folder.path, 0o755);
    const temporary = join(folder.path, 'tmp');
    await mkdir(temporary);
    await chmod(temporary, 0o777);
    const script = join(folder.path, 'ask.mts');
    await writeFile(
      script,
      `import { createPageCache } from '${packageFolder}src/system/page-cache.ts';
      import { createProcessRunner } from '${packageFolder}src/system/processes.ts';
      const pageCache = createPageCache({ processes: createProcessRunner(), controlFiles: {} });
      console.log(String(await pageCache.resident('${path}')));`,
    );
    const { stdout } = await execa('setpriv', [...nobody, tsx, script], {
      env: { TMPDIR: temporary },
    });
    expect(stdout).toBe('undefined');
  });
});
