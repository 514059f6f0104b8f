import { describe, expect, it } from 'vitest';
import { readCounters } from '../../../../../src/drivers/scope/cgroup/counters.ts';
import { readPageSize } from '../../../../../src/drivers/scope/cgroup/page-size.ts';
import type { CgroupFolders } from '../../../../../src/drivers/scope/cgroup/folders.ts';
import {
  createFakeControlFiles,
  type FakeControlFiles,
} from '../../../../support/fakes/control-files.ts';

const pressure = (micros: number): string =>
  `some avg10=0.00 avg60=0.00 avg300=0.00 total=${micros}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1`;

const group = '/sys/fs/cgroup/emulate-1';
const version2: CgroupFolders = {
  version: 2,
  memory: group,
  io: group,
  cpu: group,
  pressure: group,
};
const version1: CgroupFolders = {
  version: 1,
  memory: '/sys/fs/cgroup/memory/emulate-1',
  io: '/sys/fs/cgroup/blkio/emulate-1',
  pressure: '/sys/fs/cgroup/unified/emulate-1',
};

const prepare2 = async (): Promise<FakeControlFiles> => {
  const files = createFakeControlFiles();
  await files.write('/sys/fs/cgroup/cgroup.subtree_control', '+memory +io');
  await files.makeFolder(group);
  files.setMemory(group, {
    fileBytes: 3 * 4096,
    mappedFileBytes: 2 * 4096,
    anonymousBytes: 4096,
    swapBytes: 8192,
    refaultedPages: 5,
    majorFaults: 6,
    limitHits: 7,
    oomKills: 1,
  });
  files.put(`${group}/io.stat`, '254:0 rbytes=512 wbytes=0 rios=2 wios=0\n7:0 rbytes=8 rios=1');
  files.put(`${group}/memory.pressure`, pressure(12));
  files.put(`${group}/io.pressure`, pressure(34));
  return files;
};

const prepare1 = async (): Promise<FakeControlFiles> => {
  const files = createFakeControlFiles({ version: 1 });
  for (const folder of [version1.memory, version1.io, version1.pressure])
    await files.makeFolder(folder ?? '');
  files.setMemory(version1.memory ?? '', {
    fileBytes: 3 * 4096,
    mappedFileBytes: 2 * 4096,
    anonymousBytes: 4096,
    swapBytes: 8192,
    refaultedPages: 5,
    majorFaults: 6,
    limitHits: 7,
    oomKills: 1,
  });
  files.put(`${version1.io ?? ''}/blkio.throttle.io_service_bytes`, '254:0 Read 512\n7:0 Read 8');
  files.put(`${version1.io ?? ''}/blkio.throttle.io_serviced`, '254:0 Read 2\n7:0 Read 1');
  files.put(`${version1.pressure ?? ''}/memory.pressure`, pressure(12));
  files.put(`${version1.pressure ?? ''}/io.pressure`, pressure(34));
  return files;
};

const everything = {
  memoryBytes: 4 * 4096,
  memoryPeakBytes: 4 * 4096,
  anonymousBytes: 4096,
  fileBytes: 3 * 4096,
  mappedFileBytes: 2 * 4096,
  swapBytes: 8192,
  limitHits: 7,
  oomKills: 1,
  refaultedBytes: 5 * 4096,
  majorFaults: 6,
  readBytes: 512,
  readOperations: 2,
  memoryPressureNs: 12_000,
  ioPressureNs: 34_000,
};

describe('the counters of a scope', () => {
  it.each([
    ['version 2', prepare2, version2],
    ['version 1', prepare1, version1],
  ])('are read from the files of %s', async (_, prepare, folders) => {
    const files = await prepare();
    expect(await readCounters(files, { folders, device: '254:0', pageBytes: 4096 })).toEqual({
      ok: true,
      value: everything,
    });
  });

  it.each([
    ['version 2', prepare2, version2],
    ['version 1', prepare1, version1],
  ])('are those of all devices where none is limited: %s', async (_, prepare, folders) => {
    const files = await prepare();
    expect(await readCounters(files, { folders, device: undefined, pageBytes: 65_536 })).toEqual({
      ok: true,
      value: { ...everything, readBytes: 520, readOperations: 3, refaultedBytes: 5 * 65_536 },
    });
  });

  it('are absent where the kernel does not have them, or does not tell', async () => {
    const files = await prepare2();
    for (const name of ['memory.peak', 'memory.events', 'memory.swap.current', 'io.stat'])
      files.hide(name);
    files.fail('read', /pressure$/, 'EOPNOTSUPP');
    const counters = await readCounters(files, {
      folders: version2,
      device: '254:0',
      pageBytes: 4096,
    });
    expect(counters).toEqual({
      ok: true,
      value: {
        memoryBytes: 16_384,
        anonymousBytes: 4096,
        fileBytes: 12_288,
        mappedFileBytes: 8192,
        refaultedBytes: 20_480,
        majorFaults: 6,
      },
    });
  });

  it('are those of the controllers that the scope has', async () => {
    const files = await prepare1();
    const folders: CgroupFolders = {
      version: 1,
      ...(version1.io === undefined ? {} : { io: version1.io }),
    };
    expect(await readCounters(files, { folders, device: '254:0', pageBytes: 4096 })).toEqual({
      ok: true,
      value: { readBytes: 512, readOperations: 2 },
    });
  });

  describe('of version 1 for a limit on memory and swap together', () => {
    const limitHits = async (memory: string, both: string, hits: number, ofBoth: string) => {
      const files = await prepare1();
      const folder = version1.memory ?? '';
      await files.write(`${folder}/memory.limit_in_bytes`, memory);
      await files.write(`${folder}/memory.memsw.limit_in_bytes`, both);
      files.setMemory(folder, { limitHits: hits });
      files.put(`${folder}/memory.memsw.failcnt`, ofBoth);
      const counters = await readCounters(files, {
        folders: version1,
        device: undefined,
        pageBytes: 4096,
      });
      return counters.ok ? counters.value.limitHits : counters;
    };

    it('say nothing where it is always the one that is met, and not counted', async () => {
      expect(await limitHits('16777216', '16777216', 0, '0')).toBeUndefined();
    });

    it('are the sum of both', async () => {
      expect(await limitHits('16777216', '16777216', 2, '3')).toBe(5);
    });

    it('are none where the lower limit was never met', async () => {
      expect(await limitHits('16777216', '33554432', 0, '0')).toBe(0);
    });
  });

  it('cannot be read when the scope is gone', async () => {
    const files = await prepare2();
    await files.removeFolder(group);
    expect(
      await readCounters(files, { folders: version2, device: undefined, pageBytes: 4096 }),
    ).toEqual({
      ok: false,
      failure: {
        reason: 'evidence-missing',
        problem: `the control group '${group}' is gone, and its counters with it`,
      },
    });
  });
});

describe('the size of a page', () => {
  it('is that of the first mapping', async () => {
    const files = createFakeControlFiles();
    files.put(
      '/proc/self/smaps',
      '55b4-55b5 r--p 0 fe:00 2 /node\nSize:                  8 kB\nKernelPageSize:       64 kB\nMMUPageSize:          64 kB',
    );
    expect(await readPageSize(files)).toBe(65_536);
  });

  it('is taken to be 4 KiB where it cannot be told', async () => {
    expect(await readPageSize(createFakeControlFiles())).toBe(4096);
  });
});
