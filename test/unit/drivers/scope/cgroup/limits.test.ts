import { describe, expect, it } from 'vitest';
import { limitSettings, readBack } from '../../../../../src/drivers/scope/cgroup/limits.ts';
import type { CgroupFolders } from '../../../../../src/drivers/scope/cgroup/folders.ts';
import type { ScopeLimits } from '../../../../../src/model/scope.ts';
import { createFakeControlFiles } from '../../../../support/fakes/control-files.ts';
import { vda } from '../../../../support/scope-rig.ts';

const one: CgroupFolders = { version: 1, memory: '/m', io: '/b', cpu: '/c' };
const two: CgroupFolders = { version: 2, memory: '/g', io: '/g', cpu: '/g', pressure: '/g' };
const all: ScopeLimits = {
  memoryMax: 64_000_000,
  swapMax: 65_536,
  io: { device: vda, readBandwidth: 500e6, readIops: 1000 },
  cpus: '1,0',
};

const written = (folders: CgroupFolders, limits: ScopeLimits): readonly string[] =>
  limitSettings(folders, limits).map(({ path, text }) => `${path} ${text}`);

describe('limits', () => {
  it('are written into the hierarchies of version 1, memory before memory and swap', () => {
    expect(written(one, all)).toEqual([
      '/m/memory.limit_in_bytes 64000000',
      '/m/memory.memsw.limit_in_bytes 64065536',
      '/b/blkio.throttle.read_bps_device 254:0 500000000',
      '/b/blkio.throttle.read_iops_device 254:0 1000',
      '/c/cpuset.cpus 1,0',
    ]);
  });

  it('are written into the files of version 2, caps of a device together', () => {
    expect(written(two, all)).toEqual([
      '/g/memory.max 64000000',
      '/g/memory.swap.max 65536',
      '/g/io.max 254:0 rbps=500000000 riops=1000',
      '/g/cpuset.cpus 1,0',
    ]);
  });

  it.each([one, two])('are written only where they are asked: version $version', (folders) => {
    expect(written(folders, {})).toEqual([]);
  });

  it('of a device without a cap are written in version 1, which starts its counters', () => {
    const limits: ScopeLimits = { io: { device: vda } };
    expect(written(one, limits)).toEqual([
      '/b/blkio.throttle.read_bps_device 254:0 0',
      '/b/blkio.throttle.read_iops_device 254:0 0',
    ]);
    expect(written(two, limits)).toEqual([]);
  });

  it('are whole, and never 0, which is no limit', () => {
    const limits: ScopeLimits = { io: { device: vda, readBandwidth: 0.2, readIops: 2.6 } };
    expect(written(two, limits)).toEqual(['/g/io.max 254:0 rbps=1 riops=3']);
  });

  it('are only those of folders that are there', () => {
    expect(written({ version: 1, io: '/b' }, all)).toHaveLength(2);
    expect(written({ version: 2 }, all)).toEqual([]);
    expect(written(one, { swapMax: 0 })).toEqual([]);
  });
});

describe('reading limits back', () => {
  const applied = {
    'memory.max': 64_000_000,
    'memory.swap': 65_536,
    'io.readBandwidth': 500e6,
    'io.readIops': 1000,
  };
  const contents1: Readonly<Record<string, string>> = {
    '/m/memory.limit_in_bytes': '64000000',
    '/m/memory.memsw.limit_in_bytes': '64065536',
    '/b/blkio.throttle.read_bps_device': '7:0 1\n254:0 500000000',
    '/b/blkio.throttle.read_iops_device': '254:0 1000',
    '/c/cpuset.cpus': '0-1',
  };
  const contents2: Readonly<Record<string, string>> = {
    '/g/memory.max': '64000000',
    '/g/memory.swap.max': '65536',
    '/g/io.max': '7:0 rbps=1\n254:0 rbps=500000000 wbps=max riops=1000 wiops=max',
    '/g/cpuset.cpus.effective': '0-1',
  };
  const readBackFrom = (folders: CgroupFolders, contents: Readonly<Record<string, string>>) => {
    const files = createFakeControlFiles();
    for (const [path, text] of Object.entries(contents)) files.put(path, text);
    return readBack(files, limitSettings(folders, all));
  };

  it.each([
    [one, contents1],
    [two, contents2],
  ])('gives those in force: version $version', async (folders, contents) => {
    expect(await readBackFrom(folders, contents)).toEqual({ ok: true, value: applied });
  });

  it.each([
    [one, '/m/memory.limit_in_bytes', '9223372036854771712', '64000000', '9223372036854771712'],
    [one, '/m/memory.memsw.limit_in_bytes', '64000000', '64065536', '64000000'],
    [one, '/b/blkio.throttle.read_bps_device', '', '500000000', '0'],
    [one, '/b/blkio.throttle.read_iops_device', '25:40 1000', '1000', '0'],
    [one, '/c/cpuset.cpus', '0', '0-1', '0'],
    [two, '/g/memory.max', 'max', '64000000', 'max'],
    [two, '/g/memory.swap.max', 'max', '65536', 'max'],
    [two, '/g/io.max', '', 'rbps=500000000 riops=1000', 'rbps=max riops=max'],
    [
      two,
      '/g/io.max',
      '254:0 rbps=500000000 wbps=max riops=max wiops=max',
      'rbps=500000000 riops=1000',
      'rbps=500000000 riops=max',
    ],
    [two, '/g/cpuset.cpus.effective', '0', '0-1', '0'],
  ])('finds another value: version $version, %s', async (folders, place, text, asked, found) => {
    const contents = { ...(folders.version === 1 ? contents1 : contents2), [place]: text };
    expect(await readBackFrom(folders, contents)).toEqual({
      ok: false,
      failure: { reason: 'not-applied', place, asked, applied: found },
    });
  });

  it('finds that a file is not there', async () => {
    const files = createFakeControlFiles();
    const settings = limitSettings(two, { memoryMax: 65_536 });
    expect(await readBack(files, settings)).toMatchObject({
      ok: false,
      failure: { reason: 'not-applied', applied: 'no such file' },
    });
  });

  it('passes on that a file cannot be read', async () => {
    const files = createFakeControlFiles();
    files.fail('read', '/g/memory.max', 'EACCES');
    const settings = limitSettings(two, { memoryMax: 65_536 });
    expect(await readBack(files, settings)).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', path: '/g/memory.max' },
    });
  });
});
