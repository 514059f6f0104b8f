import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageCache } from '../../../src/ports/page-cache.ts';
import type { ProcessOutcome } from '../../../src/ports/process-runner.ts';
import { createPageCache } from '../../../src/system/page-cache.ts';
import {
  createFakeControlFiles,
  type FakeControlFiles,
} from '../../support/fakes/control-files.ts';
import {
  createFakeProcessRunner,
  notFound,
  type FakeProcessRunner,
} from '../../support/fakes/process-runner.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const dropCaches = '/proc/sys/vm/drop_caches';

describe('createPageCache', () => {
  let folder: TemporaryFolder;
  let path: string;
  let processes: FakeProcessRunner;
  let controlFiles: FakeControlFiles;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    path = join(folder.path, 'model.gguf');
    await writeFile(path, 'weights');
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  const pageCache = (answer: Partial<ProcessOutcome> = {}): PageCache => {
    processes = createFakeProcessRunner(() => answer);
    controlFiles = createFakeControlFiles();
    controlFiles.put(dropCaches, '0');
    return createPageCache({ processes, controlFiles });
  };

  describe('resident', () => {
    it('asks fincore', async () => {
      expect(await pageCache({ stdout: '  4096\n' }).resident(path)).toBe(4096);
      expect(processes.specs).toMatchObject([
        { command: 'fincore', args: ['--bytes', '--noheadings', '--output', 'RES', path] },
      ]);
    });

    it('cannot tell without fincore, or when that fails', async () => {
      expect(await pageCache(notFound('fincore')).resident(path)).toBeUndefined();
      const refused = { end: { how: 'exited', code: 1 }, stdout: '4096\n' } as const;
      expect(await pageCache(refused).resident(path)).toBeUndefined();
      expect(await pageCache({ stdout: 'RES\n4K\n' }).resident(path)).toBeUndefined();
    });

    it('cannot tell of what is not there', async () => {
      expect(await pageCache().resident(join(folder.path, 'nothing'))).toBeUndefined();
      expect(processes.specs).toEqual([]);
    });
  });

  describe('fill', () => {
    it('reads a file from end to end, by itself', async () => {
      await writeFile(path, new Uint8Array(9 * 2 ** 20));
      expect(await pageCache().fill(path)).toEqual({ ok: true, value: undefined });
      expect(processes.specs).toEqual([]);
      await writeFile(path, '');
      expect(await pageCache().fill(path)).toEqual({ ok: true, value: undefined });
    });

    it('ends early when it is aborted', async () => {
      // A file without an end.
      expect(await pageCache().fill('/dev/zero', AbortSignal.abort())).toMatchObject({ ok: true });
    });

    it('says that the file is not there', async () => {
      const missing = join(folder.path, 'nothing');
      expect(await pageCache().fill(missing)).toMatchObject({
        failure: { reason: 'file-failed', operation: 'read', path: missing },
      });
    });
  });

  describe('evict', () => {
    it('has dd advise the kernel on the whole file', async () => {
      expect(await pageCache().evict(path)).toEqual({ ok: true, value: undefined });
      expect(processes.specs[0]).toMatchObject({
        command: 'dd',
        args: [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none'],
      });
    });

    it('has it do so again while pages stay, as those do that are being read, but not for ever', async () => {
      const left = ['8192', '4096', '0'];
      processes = createFakeProcessRunner(({ command }) =>
        command === 'fincore' ? { stdout: left.shift() ?? '0' } : {},
      );
      const patient = createPageCache({ processes, controlFiles: createFakeControlFiles() });
      expect(await patient.evict(path)).toEqual({ ok: true, value: undefined });
      const calls = (): number => processes.specs.filter(({ command }) => command === 'dd').length;
      expect(calls()).toBe(3);
      expect(await pageCache({ stdout: '4096\n' }).evict(path)).toMatchObject({ ok: true });
      expect(calls()).toBe(10);
    });

    it.each([
      ['none', notFound('dd'), "got none: 'dd' was not found on the PATH"],
      [
        'that of BusyBox',
        { stderr: "dd: invalid argument 'nocache' to 'iflag'\n" },
        "got BusyBox's, which does not know it",
      ],
      [
        'an old one',
        { stderr: "dd: invalid input flag: 'nocache'\nTry 'dd --help' for more information.\n" },
        'got one that does not know it',
      ],
    ])('says which dd it needs where there is %s', async (_, answer, got) => {
      const cache = pageCache({ end: { how: 'exited', code: 1 }, ...answer });
      expect(await cache.evict(path)).toMatchObject({
        failure: {
          reason: 'missing-requirements',
          misses: [
            {
              what: expect.stringContaining(got) as string,
              remedy: expect.stringContaining('GNU coreutils') as string,
            },
          ],
        },
      });
    });

    it('passes on what else dd says, even of a file with a telling name', async () => {
      const named = join(folder.path, 'nocache');
      await writeFile(named, '');
      const stderr = `dd: failed to discard cache for: ${named}: Input/output error\n`;
      expect(await pageCache({ end: { how: 'exited', code: 1 }, stderr }).evict(named)).toEqual({
        ok: false,
        failure: {
          reason: 'process-failed',
          command: `'dd if=${named} iflag=nocache count=0 status=none'`,
          problem: 'it ended with exit code 1',
          stderr,
        },
      });
    });

    it('says that the file is not there', async () => {
      const missing = join(folder.path, 'nothing');
      expect(await pageCache().evict(missing)).toMatchObject({
        failure: { reason: 'file-failed', path: missing },
      });
      expect(processes.specs).toEqual([]);
    });
  });

  describe('evictAll', () => {
    it('writes back first, and drops the page cache alone', async () => {
      expect(await pageCache().evictAll()).toEqual({ ok: true, value: undefined });
      expect(processes.specs).toMatchObject([{ command: 'sync', args: [] }]);
      expect(controlFiles.written).toEqual([{ path: dropCaches, text: '1' }]);
    });

    it('says who may', async () => {
      const cache = pageCache();
      controlFiles.fail('write', dropCaches, 'EACCES');
      expect(await cache.evictAll()).toMatchObject({
        failure: {
          path: dropCaches,
          problem: 'permission denied; only root may change this; run with sudo (EACCES)',
        },
      });
    });

    it('drops nothing when it could not write back', async () => {
      const cache = pageCache({ end: { how: 'timed-out', limitMs: 600_000 } });
      expect(await cache.evictAll()).toMatchObject({ failure: { reason: 'process-failed' } });
      expect(controlFiles.written).toEqual([]);
    });
  });
});
