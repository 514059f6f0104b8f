import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reclaimPageCache as reclaim } from '../../../../../src/drivers/scope/cgroup/reclaim.ts';
import {
  createFakeControlFiles,
  type FakeControlFiles,
} from '../../../../support/fakes/control-files.ts';

const MiB = 2 ** 20;
const noLimit = '9223372036854771712';
const oneMemory = '/sys/fs/cgroup/memory/emulate-1';
const twoMemory = '/sys/fs/cgroup/emulate-1';
const one = { version: 1, memory: oneMemory } as const;
const two = { version: 2, memory: twoMemory } as const;
const limitFile = `${oneMemory}/memory.limit_in_bytes`;
const killerFile = `${oneMemory}/memory.oom_control`;

const limitsWritten = ({ written }: FakeControlFiles): readonly string[] =>
  written.filter(({ path }) => path === limitFile).map(({ text }) => text);

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

/** Files of which a path takes a first text, and then refuses so many. */
const failing = (files: FakeControlFiles, refusing: string, times: number) => {
  let count = 0;
  return {
    ...files,
    write: (path: string, text: string) => {
      if (path === refusing) count += 1;
      if (path !== refusing || count === 1 || count > 1 + times) return files.write(path, text);
      return Promise.resolve({
        ok: false,
        failure: { reason: 'file-failed', path, operation: 'write', problem: 'EBUSY' },
      } as const);
    },
  };
};

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
      { path: killerFile, text: '1' },
      { path: limitFile, text: String(80 * MiB) },
      { path: limitFile, text: String(200 * MiB) },
      { path: killerFile, text: '0' },
    ]);
  });

  it('puts "no limit" back as the kernel spells it, which no number holds', async () => {
    const files = await prepare1(100 * MiB);
    await reclaimPageCache(files, one, 30 * MiB);
    expect(limitsWritten(files).at(-1)).toBe(noLimit);
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
        if (!isFirst || path !== limitFile) return files.write(path, text);
        isFirst = false;
        files.setMemory(oneMemory, { fileBytes: 95 * MiB });
        files.fail('write', limitFile, 'EBUSY');
        const refused = await files.write(path, text);
        files.mend();
        return refused;
      },
    };
    expect(await reclaimPageCache(stubborn, one, 30 * MiB)).toEqual({ ok: true, value: 5 * MiB });
    expect(limitsWritten(files).at(-1)).toBe(noLimit);
  });

  it('leaves 16 MiB above what cannot be evicted', async () => {
    const files = await prepare1(100 * MiB, 50 * MiB);
    expect(await reclaimPageCache(files, one, 1000 * MiB)).toEqual({ ok: true, value: 84 * MiB });
    expect(limitsWritten(files)[0]).toBe(String(66 * MiB));
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
    expect(await reclaimPageCache(failing(files, limitFile, 1), one, 10 * MiB)).toEqual({
      ok: true,
      value: 10 * MiB,
    });
    expect(limitsWritten(files).at(-1)).toBe(noLimit);
    expect(await reclaimPageCache(failing(files, limitFile, 2), one, 10 * MiB)).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', path: limitFile },
    });
    expect(files.written.at(-1)).toEqual({ path: killerFile, text: '0' });
  });

  it('never leaves less than what is in use without a file, nor less than 16 MiB', async () => {
    const amounts = fc.nat({ max: 4000 }).map((count) => count * 65_536);
    await fc.assert(
      fc.asyncProperty(amounts, amounts, amounts, async (fileBytes, anonymousBytes, asked) => {
        const files = await prepare1(fileBytes, anonymousBytes);
        const reclaimed = await reclaimPageCache(files, one, asked);
        const lowest = Math.min(...limitsWritten(files).map(Number));
        expect(lowest).toBeGreaterThanOrEqual(anonymousBytes + 16 * MiB);
        expect(limitsWritten(files).at(-1) ?? noLimit).toBe(noLimit);
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

describe('the OOM killer during a squeeze of version 1', () => {
  it('is away for as long as the limit is low', async () => {
    const files = await prepare1(100 * MiB);
    const states: unknown[] = [];
    files.onWrite(limitFile, (text) => {
      void files.read(killerFile).then((killer) => states.push([text, killer]));
    });
    expect(await reclaimPageCache(files, one, 30 * MiB)).toEqual({ ok: true, value: 30 * MiB });
    const away = { ok: true, value: 'oom_kill_disable 1\nunder_oom 0\noom_kill 0' };
    expect(states).toEqual([
      [String(80 * MiB), away],
      [noLimit, away],
    ]);
    expect(await files.read(killerFile)).toMatchObject({
      value: expect.stringContaining('oom_kill_disable 0') as string,
    });
  });

  it('stays away where it was before', async () => {
    const files = await prepare1(100 * MiB);
    await files.write(killerFile, '1');
    expect(await reclaimPageCache(files, one, 30 * MiB)).toEqual({ ok: true, value: 30 * MiB });
    expect(files.written.filter(({ path }) => path === killerFile)).toHaveLength(1);
  });

  it('comes back when the squeeze fails', async () => {
    const files = await prepare1(100 * MiB);
    files.fail('write', limitFile, 'EIO');
    expect(await reclaimPageCache(files, one, 30 * MiB)).toMatchObject({ ok: false });
    expect(files.written.at(-1)).toEqual({ path: killerFile, text: '0' });
  });

  it('is left alone by a kernel that does not take this, which squeezes nonetheless', async () => {
    const refusing = await prepare1(100 * MiB);
    refusing.fail('write', killerFile, 'EOPNOTSUPP');
    expect(await reclaimPageCache(refusing, one, 30 * MiB)).toEqual({ ok: true, value: 30 * MiB });
    const without = await prepare1(100 * MiB);
    without.hide('memory.oom_control');
    expect(await reclaimPageCache(without, one, 30 * MiB)).toEqual({ ok: true, value: 30 * MiB });
    expect(without.written.map(({ path }) => path)).toEqual([limitFile, limitFile]);
  });

  it('is called back twice, and its absence is a failure', async () => {
    const files = await prepare1(100 * MiB);
    await files.write(limitFile, String(200 * MiB));
    const once = await reclaimPageCache(failing(files, killerFile, 1), one, 10 * MiB);
    expect(once).toEqual({ ok: true, value: 10 * MiB });
    const twice = await reclaimPageCache(failing(files, killerFile, 2), one, 10 * MiB);
    expect(twice).toMatchObject({ ok: false, failure: { path: killerFile } });
    expect(limitsWritten(files).at(-1)).toBe(String(200 * MiB));
  });
});

describe('what left a workload that is at the limit of its own memory', () => {
  const limits = { 1: limitFile, 2: `${twoMemory}/memory.max` };
  const lowered = { 1: limitFile, 2: `${twoMemory}/memory.reclaim` };

  it.each([
    ['at it', 110 * MiB, 30 * MiB],
    ['far below it', 120 * MiB, 70 * MiB],
  ])('is no more than was asked for, version 1, %s', async (_, limit, left) => {
    const files = await prepare1(100 * MiB);
    await files.write(limits[1], String(limit));
    files.onWrite(lowered[1], () => {
      files.setMemory(oneMemory, { refaultedPages: (40 * MiB) / pageBytes });
    });
    expect(await reclaimPageCache(files, one, 30 * MiB)).toEqual({ ok: true, value: left });
  });

  it.each([
    ['at it', 110 * MiB, 30 * MiB],
    ['far below it', 120 * MiB, 70 * MiB],
  ])('is no more than was asked for, version 2, %s', async (_, limit, left) => {
    const files = await prepare2(100 * MiB);
    await files.write(limits[2], String(limit));
    files.onWrite(lowered[2], () => {
      files.setMemory(twoMemory, { refaultedPages: (40 * MiB) / pageBytes });
    });
    expect(await reclaimPageCache(files, two, 30 * MiB)).toEqual({ ok: true, value: left });
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
