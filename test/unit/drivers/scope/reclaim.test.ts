import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reclaimPageCache as reclaim } from '../../../../src/drivers/scope/reclaim.ts';
import {
  createFakeControlFiles,
  type FakeControlFiles,
} from '../../../support/fakes/control-files.ts';

const MiB = 2 ** 20;
const noLimit = '9223372036854771712';
const oneMemory = '/sys/fs/cgroup/memory/emulate-1';
const twoMemory = '/sys/fs/cgroup/emulate-1';
const one = { version: 1, memory: oneMemory } as const;
const two = { version: 2, memory: twoMemory } as const;
const limitFile = `${oneMemory}/memory.limit_in_bytes`;

const prepare1 = async (
  fileBytes: number,
  anonymousBytes = 10 * MiB,
): Promise<FakeControlFiles> => {
  const files = createFakeControlFiles({ version: 1 });
  await files.makeFolder(oneMemory);
  files.setMemory(oneMemory, { fileBytes, anonymousBytes });
  return files;
};

const prepare2 = async (
  fileBytes: number,
  anonymousBytes = 10 * MiB,
): Promise<FakeControlFiles> => {
  const files = createFakeControlFiles();
  await files.write('/sys/fs/cgroup/cgroup.subtree_control', '+memory');
  await files.makeFolder(twoMemory);
  files.setMemory(twoMemory, { fileBytes, anonymousBytes });
  return files;
};

const pageBytes = 4096;

const reclaimPageCache = (
  files: Parameters<typeof reclaim>[0],
  folders: Parameters<typeof reclaim>[1],
  bytes: number,
) => reclaim(files, folders, bytes, pageBytes);

describe('taking page cache away by a squeezed limit, version 1', () => {
  it('lowers the limit by what is asked and puts it back', async () => {
    const files = await prepare1(100 * MiB);
    await files.write(limitFile, String(200 * MiB));
    expect(await reclaimPageCache(files, one, 30 * MiB)).toEqual({ ok: true, value: 30 * MiB });
    expect(files.written.slice(1)).toEqual([
      { path: limitFile, text: String(80 * MiB) },
      { path: limitFile, text: String(200 * MiB) },
    ]);
  });

  it('puts "no limit" back as the kernel spells it, which no number holds', async () => {
    const files = await prepare1(100 * MiB);
    await reclaimPageCache(files, one, 30 * MiB);
    expect(files.written.at(-1)?.text).toBe(noLimit);
  });

  it.each([
    ['version 1', one, limitFile, noLimit, prepare1],
    ['version 2', two, `${twoMemory}/memory.reclaim`, `${30 * MiB} swappiness=0`, prepare2],
  ] as const)(
    'counts what left and was read again meanwhile, %s',
    async (_, where, path, last, prepare) => {
      const files = await prepare(100 * MiB);
      files.onWrite(path, (text) => {
        const refaultedPages = (25 * MiB) / pageBytes;
        if (text === last) files.setMemory(where.memory, { fileBytes: 95 * MiB, refaultedPages });
      });
      expect(await reclaimPageCache(files, where, 30 * MiB)).toEqual({ ok: true, value: 30 * MiB });
    },
  );

  it('gives what left where the kernel stops half-way', async () => {
    const files = await prepare1(100 * MiB);
    files.fail('write', limitFile, 'EBUSY');
    expect(await reclaimPageCache(files, one, 30 * MiB)).toMatchObject({ ok: false });
    files.mend();
    let isFirst = true;
    const stubborn = {
      ...files,
      write: async (path: string, text: string) => {
        if (!isFirst) return files.write(path, text);
        isFirst = false;
        files.setMemory(oneMemory, { fileBytes: 95 * MiB });
        files.fail('write', limitFile, 'EBUSY');
        const refused = await files.write(path, text);
        files.mend();
        return refused;
      },
    };
    expect(await reclaimPageCache(stubborn, one, 30 * MiB)).toEqual({ ok: true, value: 5 * MiB });
    expect(files.written.at(-1)).toEqual({ path: limitFile, text: noLimit });
  });

  it('leaves 16 MiB above what cannot be evicted', async () => {
    const files = await prepare1(100 * MiB, 50 * MiB);
    expect(await reclaimPageCache(files, one, 1000 * MiB)).toEqual({ ok: true, value: 84 * MiB });
    expect(files.written[0]?.text).toBe(String(66 * MiB));
  });

  it.each([
    ['nothing is asked', 100 * MiB, 0],
    ['less than one byte is asked', 100 * MiB, 0.5],
    ['there is no page cache', 0, 30 * MiB],
    ['there is less than what is always left', 16 * MiB, 30 * MiB],
  ])('writes nothing when %s', async (_, fileBytes, asked) => {
    const files = await prepare1(fileBytes);
    expect(await reclaimPageCache(files, one, asked)).toEqual({ ok: true, value: 0 });
    expect(files.written).toEqual([]);
  });

  it('counts nothing that was no page cache', async () => {
    const files = await prepare1(100 * MiB);
    files.onWrite(limitFile, () => {
      files.setMemory(oneMemory, { fileBytes: 100 * MiB });
    });
    expect(await reclaimPageCache(files, one, 30 * MiB)).toEqual({ ok: true, value: 0 });
  });

  it('tries again when the limit is not put back, and says so when it cannot be', async () => {
    const files = await prepare1(100 * MiB);
    const failing = (times: number) => {
      let count = 0;
      return {
        ...files,
        write: (path: string, text: string) => {
          count += 1;
          if (count === 1 || count > 1 + times) return files.write(path, text);
          return Promise.resolve({
            ok: false,
            failure: { reason: 'file-failed', path, operation: 'write', problem: 'EBUSY' },
          } as const);
        },
      };
    };
    expect(await reclaimPageCache(failing(1), one, 10 * MiB)).toEqual({
      ok: true,
      value: 10 * MiB,
    });
    expect(files.written.at(-1)?.text ?? noLimit).toBe(noLimit);
    expect(await reclaimPageCache(failing(2), one, 10 * MiB)).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', path: limitFile },
    });
  });

  it('never leaves less than what is in use without a file, nor less than 16 MiB', async () => {
    const amounts = fc.nat({ max: 4000 }).map((count) => count * 65_536);
    await fc.assert(
      fc.asyncProperty(amounts, amounts, amounts, async (fileBytes, anonymousBytes, asked) => {
        const files = await prepare1(fileBytes, anonymousBytes);
        const reclaimed = await reclaimPageCache(files, one, asked);
        const lowest = Math.min(...files.written.map(({ text }) => Number(text)));
        expect(lowest).toBeGreaterThanOrEqual(anonymousBytes + 16 * MiB);
        expect(files.written.at(-1)?.text ?? noLimit).toBe(noLimit);
        expect(reclaimed).toMatchObject({ ok: true });
        if (reclaimed.ok) expect(reclaimed.value).toBeLessThanOrEqual(Math.min(asked, fileBytes));
      }),
      { numRuns: 50 },
    );
  });

  it('fails when the scope is gone', async () => {
    const files = createFakeControlFiles({ version: 1 });
    expect(await reclaimPageCache(files, one, MiB)).toMatchObject({
      ok: false,
      failure: { reason: 'evidence-missing' },
    });
  });
});

describe('taking page cache away, version 2', () => {
  it('asks the kernel for it, and to spare what has no file', async () => {
    const files = await prepare2(100 * MiB);
    expect(await reclaimPageCache(files, two, 30 * MiB)).toEqual({ ok: true, value: 30 * MiB });
    expect(files.written.slice(1)).toEqual([
      { path: `${twoMemory}/memory.reclaim`, text: `${30 * MiB} swappiness=0` },
    ]);
  });

  it('asks without sparing it on kernels before Linux 6.9', async () => {
    const files = await prepare2(100 * MiB);
    files.clamp(`${twoMemory}/memory.reclaim`, (text) => (text.includes(' ') ? 'x' : text));
    expect(await reclaimPageCache(files, two, 30 * MiB)).toEqual({ ok: true, value: 30 * MiB });
    expect(files.written.at(-1)).toEqual({
      path: `${twoMemory}/memory.reclaim`,
      text: String(30 * MiB),
    });
  });

  it('gives what left where there was less', async () => {
    const files = await prepare2(20 * MiB);
    expect(await reclaimPageCache(files, two, 30 * MiB)).toEqual({ ok: true, value: 20 * MiB });
  });

  it('squeezes memory.high on kernels before Linux 5.19', async () => {
    const files = await prepare2(100 * MiB);
    files.hide('memory.reclaim');
    files.onWrite(`${twoMemory}/memory.high`, (text) => {
      if (text !== 'max') files.setMemory(twoMemory, { fileBytes: Number(text) - 10 * MiB });
    });
    expect(await reclaimPageCache(files, two, 30 * MiB)).toEqual({ ok: true, value: 30 * MiB });
    expect(files.written.slice(1).map(({ text }) => text)).toEqual([String(80 * MiB), 'max']);
  });

  it('fails when the kernel refuses it', async () => {
    const files = await prepare2(100 * MiB);
    files.fail('write', /reclaim$/, 'EIO');
    expect(await reclaimPageCache(files, two, 30 * MiB)).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', path: `${twoMemory}/memory.reclaim` },
    });
  });

  it('needs the controller', async () => {
    const files = createFakeControlFiles();
    expect(await reclaimPageCache(files, { version: 1 }, MiB)).toMatchObject({
      ok: false,
      failure: { reason: 'missing-requirements' },
    });
  });
});
