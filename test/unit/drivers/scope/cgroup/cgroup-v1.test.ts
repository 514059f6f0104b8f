import { describe, expect, it } from 'vitest';
import { createCgroupV1Maker } from '../../../../../src/drivers/scope/cgroup/cgroup-v1.ts';
import type { ScopeLimits, ScopeRequest } from '../../../../../src/model/scope.ts';
import type { Scope } from '../../../../../src/ports/scope.ts';
import {
  addSwap,
  makeScopeRig,
  request,
  vda,
  type ScopeRig,
} from '../../../../support/scope-rig.ts';

const MiB = 2 ** 20;
const own = '/sys/fs/cgroup/memory/user/session';
const memory = `${own}/emulate-1`;
const blkio = '/sys/fs/cgroup/blkio/emulate-1';
const cpuset = '/sys/fs/cgroup/cpuset/emulate-1';
const unified = '/sys/fs/cgroup/unified/emulate-1';

const limits: ScopeLimits = {
  memoryMax: 64 * MiB,
  swapMax: 0,
  io: { device: vda, readBandwidth: 500e6 },
  cpus: '0-1',
};

const prepare = (hasPressure = false): ScopeRig => {
  const rig = makeScopeRig({ version: 1, own: { memory: '/user/session' } });
  if (hasPressure) rig.files.put('/proc/pressure/memory', 'some total=0');
  return rig;
};

const openIn = async (rig: ScopeRig, asked: ScopeRequest): Promise<Scope> => {
  const maker = await createCgroupV1Maker(rig.context);
  expect(await maker.check(asked)).toEqual([]);
  const scope = await maker.open(asked);
  if (!scope.ok) throw new Error(JSON.stringify(scope.failure));
  return scope.value;
};

describe('a scope of cgroup v1', () => {
  it('is below the own group in each hierarchy that it needs', async () => {
    const rig = prepare();
    const scope = await openIn(rig, request({ limits }));
    expect(scope).toMatchObject({ kind: 'cgroup-v1', name: 'emulate-1', place: memory });
    expect(rig.files.groups()).toEqual([blkio, cpuset, memory]);
    expect(rig.journal.open()).toEqual(
      [memory, blkio, cpuset].map((path) => ({ kind: 'cgroup', path })),
    );
    await scope[Symbol.asyncDispose]();
    expect(rig.files.groups()).toEqual([]);
    expect(rig.journal.open()).toEqual([]);
  });

  it('has its limits in force', async () => {
    const rig = prepare();
    await using scope = await openIn(rig, request({ limits }));
    expect(scope.applied).toEqual({
      'memory.max': 64 * MiB,
      'memory.swap': 0,
      'io.readBandwidth': 500e6,
    });
    expect(rig.files.written).toEqual([
      { path: `${cpuset}/cpuset.mems`, text: '0' },
      { path: `${memory}/memory.limit_in_bytes`, text: String(64 * MiB) },
      { path: `${memory}/memory.memsw.limit_in_bytes`, text: String(64 * MiB) },
      { path: `${blkio}/blkio.throttle.read_bps_device`, text: '254:0 500000000' },
      { path: `${blkio}/blkio.throttle.read_iops_device`, text: '254:0 0' },
      { path: `${cpuset}/cpuset.cpus`, text: '0-1' },
    ]);
  });

  it('can be entered in every hierarchy', async () => {
    const rig = prepare();
    await using scope = await openIn(rig, request({ controllers: ['cpu', 'memory'] }));
    expect(scope.entry.slice(4, -1)).toEqual([`${memory}/cgroup.procs`, `${cpuset}/cgroup.procs`]);
    for (const file of scope.entry.slice(4, -1))
      expect(await rig.files.write(file, '7')).toMatchObject({ ok: true });
    expect(await scope.processes()).toEqual([7]);
    await rig.await(scope.kill());
    expect(await scope.processes()).toEqual([]);
  });

  it('has the processors of the own group where none are asked', async () => {
    const rig = prepare();
    await using scope = await openIn(rig, request({ controllers: ['cpu'] }));
    expect(scope.place).toBe(cpuset);
    expect(rig.files.written).toEqual([
      { path: `${cpuset}/cpuset.mems`, text: '0' },
      { path: `${cpuset}/cpuset.cpus`, text: '0-3' },
    ]);
  });

  it('is in some hierarchy even when nothing is asked of it', async () => {
    await using scope = await openIn(prepare(), request());
    expect(scope.place).toBe(memory);
    expect(scope.applied).toEqual({});
  });

  it('has pressure counters where version 2 is mounted too', async () => {
    const rig = prepare(true);
    await using scope = await openIn(rig, request({ controllers: ['memory'] }));
    expect(rig.files.groups()).toEqual([memory, unified]);
    expect(scope.entry).toContain(`${unified}/cgroup.procs`);
    expect(await scope.counters()).toMatchObject({ ok: true, value: { ioPressureNs: 0 } });
  });

  it('does without them where no group can be made there', async () => {
    const rig = prepare(true);
    rig.files.fail('makeFolder', unified, 'EACCES');
    await using scope = await openIn(rig, request({ controllers: ['memory'] }));
    expect(scope.entry).not.toContain(`${unified}/cgroup.procs`);
    expect(rig.files.groups()).toEqual([memory]);
    expect(rig.journal.open()).toEqual([{ kind: 'cgroup', path: memory }]);
  });

  it('counts the reads of the limited device', async () => {
    const rig = prepare();
    await using scope = await openIn(rig, request({ limits }));
    rig.files.put(`${blkio}/blkio.throttle.io_service_bytes`, '7:0 Read 1\n254:0 Read 512');
    expect(await scope.counters()).toMatchObject({ ok: true, value: { readBytes: 512 } });
  });

  it('is kept, with what is to be undone, while a process in it does not end', async () => {
    const rig = prepare();
    const scope = await openIn(rig, request({ controllers: ['memory'] }));
    rig.files.setProcesses(memory, [7]);
    rig.signals.hang(7);
    await expect(rig.await(Promise.resolve(scope[Symbol.asyncDispose]()))).rejects.toThrow(
      `process 7 in '${memory}' is still there 60 s after being killed`,
    );
    expect(rig.journal.open()).toEqual([{ kind: 'cgroup', path: memory }]);
    rig.files.setProcesses(memory, []);
    await scope[Symbol.asyncDispose]();
    expect(rig.files.groups()).toEqual([]);
    expect(rig.journal.open()).toEqual([]);
  });

  it('ends its processes when it is left, more than once too', async () => {
    const rig = prepare();
    const scope = await openIn(rig, request({ limits }));
    for (const folder of [memory, blkio, cpuset]) rig.files.setProcesses(folder, [7]);
    await rig.await(scope[Symbol.asyncDispose]());
    await scope[Symbol.asyncDispose]();
    expect(rig.signals.killed).toEqual([7]);
    expect(rig.files.groups()).toEqual([]);
  });

  it('says when it cannot be removed, and is removed the next time', async () => {
    const rig = prepare();
    const scope = await openIn(rig, request({ controllers: ['memory'] }));
    rig.files.fail('removeFolder', memory, 'EACCES');
    await expect(scope[Symbol.asyncDispose]()).rejects.toThrow(
      `cannot remove the folder '${memory}'`,
    );
    expect(rig.journal.open()).toHaveLength(1);
    rig.files.mend();
    await scope[Symbol.asyncDispose]();
    expect(rig.journal.open()).toEqual([]);
  });
});

describe('opening a scope of cgroup v1', () => {
  it('does exactly what is described', async () => {
    const rig = prepare(true);
    const maker = await createCgroupV1Maker(rig.context);
    const asked = request({ limits });
    expect(maker.describe(asked)).toEqual([
      `mkdir ${memory}`,
      `mkdir ${blkio}`,
      `mkdir ${cpuset}`,
      `mkdir ${unified}`,
      `write 0 to ${cpuset}/cpuset.mems`,
      `write 67108864 to ${memory}/memory.limit_in_bytes`,
      `write 67108864 to ${memory}/memory.memsw.limit_in_bytes`,
      `write 254:0 500000000 to ${blkio}/blkio.throttle.read_bps_device`,
      `write 254:0 0 to ${blkio}/blkio.throttle.read_iops_device`,
      `write 0-1 to ${cpuset}/cpuset.cpus`,
    ]);
    expect(rig.files.written).toEqual([]);
    const scope = await maker.open(asked);
    expect(rig.files.written.map(({ path, text }) => `write ${text} to ${path}`)).toEqual(
      maker.describe(asked).slice(4),
    );
    if (scope.ok) await scope.value[Symbol.asyncDispose]();
  });

  it.each([
    ['a limit that is not kept', `${memory}/memory.limit_in_bytes`, '4096'],
    ['a cap that is not kept', `${blkio}/blkio.throttle.read_bps_device`, '254:0 1'],
  ])('fails with %s, and leaves nothing behind', async (_, path, kept) => {
    const rig = prepare(true);
    rig.files.clamp(path, () => kept);
    const maker = await createCgroupV1Maker(rig.context);
    expect(await maker.open(request({ limits }))).toMatchObject({
      ok: false,
      failure: { reason: 'not-applied', place: path },
    });
    expect(rig.files.groups()).toEqual([]);
    expect(rig.journal.open()).toEqual([]);
  });

  it.each([memory, cpuset])('fails when %s is there already, and leaves it', async (folder) => {
    const rig = prepare();
    await rig.files.makeFolder(folder);
    const maker = await createCgroupV1Maker(rig.context);
    expect(await maker.open(request({ limits }))).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', path: folder },
    });
    expect(rig.files.groups()).toEqual([folder]);
    expect(rig.journal.open()).toEqual([]);
  });

  it('fails when the device is not there, and leaves nothing behind', async () => {
    const rig = prepare();
    const maker = await createCgroupV1Maker(rig.context);
    const io = { device: { id: '9:9', path: '/dev/gone' }, readIops: 5 };
    expect(await maker.open(request({ limits: { io } }))).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', path: `${blkio}/blkio.throttle.read_bps_device` },
    });
    expect(rig.files.groups()).toEqual([]);
  });
});

describe('what a host lacks for a scope of cgroup v1', () => {
  const missesOf = async (rig: ScopeRig, asked: ScopeRequest): Promise<readonly string[]> => {
    const maker = await createCgroupV1Maker(rig.context);
    const misses = await maker.check(asked);
    for (const { remedy } of misses) expect(remedy).not.toBe('');
    const opened = await maker.open(asked);
    expect(opened).toMatchObject({
      ok: false,
      failure: { reason: 'missing-requirements', misses },
    });
    expect(maker.describe(asked)).toEqual([]);
    return misses.map(({ what }) => what);
  };

  it('is nothing on a machine with every hierarchy', async () => {
    const maker = await createCgroupV1Maker(prepare().context);
    expect(await maker.check(request({ limits }))).toEqual([]);
  });

  it('is a hierarchy that is not mounted', async () => {
    const rig = makeScopeRig({ version: 2 });
    expect(await missesOf(rig, request({ controllers: ['memory', 'io'] }))).toEqual([
      "the controller 'memory' of cgroup v1 is not mounted here",
      "the controller 'blkio' of cgroup v1 is not mounted here",
    ]);
  });

  it('is a group that cannot be seen', async () => {
    const rig = prepare();
    rig.files.put('/proc/self/cgroup', '4:memory:/../elsewhere');
    expect(await missesOf(rig, request({ controllers: ['memory'] }))).toEqual([
      "the control group of this process cannot be seen at '/sys/fs/cgroup/memory'",
    ]);
  });

  it('is a file system that is mounted read-only', async () => {
    const rig = prepare();
    rig.files.put(
      '/proc/self/mountinfo',
      '32 31 0:29 / /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory',
    );
    expect(await missesOf(rig, request({ controllers: ['memory'] }))).toEqual([
      "the control groups at '/sys/fs/cgroup/memory' are mounted read-only",
    ]);
  });

  it('is permission', async () => {
    const rig = prepare();
    rig.files.fail('isWritable', own, 'EACCES');
    expect(await missesOf(rig, request({ controllers: ['memory'] }))).toEqual([
      `this user may not make a control group in '${own}'`,
    ]);
  });

  it('is a limit on swap alone', async () => {
    const rig = prepare();
    addSwap(rig.files);
    expect(await missesOf(rig, request({ limits: { swapMax: 0 } }))).toEqual([
      "'memory.memsw.limit_in_bytes' limits memory and swap together: swap cannot be limited alone",
    ]);
  });

  it('is a kernel that does not limit swap, where there is some', async () => {
    const rig = prepare();
    addSwap(rig.files);
    rig.files.hide('memory.memsw.limit_in_bytes');
    const asked = { memoryMax: 64 * MiB, swapMax: 0 };
    expect(await missesOf(rig, request({ limits: asked }))).toEqual([
      "this kernel does not limit swap: there is no 'memory.memsw.limit_in_bytes'",
    ]);
  });

  it.each([
    ['the kernel does not limit swap', true, { memoryMax: 64 * MiB, swapMax: 0 }],
    ['no memory limit is asked', false, { swapMax: 0 }],
  ])('is nothing for no swap on a machine without swap, though %s', async (_, hides, asked) => {
    const rig = prepare();
    if (hides) rig.files.hide('memory.memsw.limit_in_bytes');
    await using scope = await openIn(rig, request({ limits: asked }));
    expect(scope.applied).toMatchObject({ 'memory.swap': 0 });
  });

  it('is a kernel that cannot cap reads', async () => {
    const rig = prepare();
    rig.files.hide('blkio.throttle.read_bps_device');
    expect(await missesOf(rig, request({ limits }))).toEqual([
      "this kernel cannot cap reads: there is no 'blkio.throttle.read_bps_device'",
    ]);
  });

  it('is processors that the own group does not have', async () => {
    expect(await missesOf(prepare(), request({ limits: { cpus: '2-5' } }))).toEqual([
      "processors '2-5' were asked for, '/sys/fs/cgroup/cpuset' allows '0-3'",
    ]);
  });

  it('is /proc', async () => {
    const rig = prepare();
    rig.files.fail('read', '/proc/self/mountinfo', 'EACCES');
    const maker = await createCgroupV1Maker(rig.context);
    const [miss] = await maker.check(request());
    expect(miss?.what).toContain("cannot read '/proc/self/mountinfo'");
    expect(await maker.open(request())).toMatchObject({ ok: false });
    expect(maker.describe(request())).toEqual([]);
  });
});
