import { describe, expect, it } from 'vitest';
import { createCgroupV2Maker } from '../../../../../src/drivers/scope/cgroup/cgroup-v2.ts';
import type { ScopeLimits, ScopeRequest } from '../../../../../src/model/scope.ts';
import type { Scope, ScopeMaker } from '../../../../../src/ports/scope.ts';
import { ownPid } from '../../../../support/fakes/control-files.ts';
import {
  addSwap,
  makeScopeRig,
  request,
  vda,
  type ScopeRig,
} from '../../../../support/scope-rig.ts';

const MiB = 2 ** 20;
const root = '/sys/fs/cgroup';
const above = `${root}/system.slice`;
const own = `${above}/run-1.scope`;
const self = `${own}/emulate-1-self`;
const place = `${own}/emulate-1`;

const limits: ScopeLimits = {
  memoryMax: 64 * MiB,
  swapMax: 0,
  io: { device: vda, readBandwidth: 500e6, readIops: 1000 },
  cpus: '0-1',
};

/** Alone in a group that was delegated to this process. */
const delegated = (): ScopeRig => makeScopeRig({ own: '/system.slice/run-1.scope' });

const openIn = async (maker: ScopeMaker, asked: ScopeRequest): Promise<Scope> => {
  expect(await maker.check(asked)).toEqual([]);
  const scope = await maker.open(asked);
  if (!scope.ok) throw new Error(JSON.stringify(scope.failure));
  return scope.value;
};

const textOf = async ({ files }: ScopeRig, path: string): Promise<string | undefined> => {
  const read = await files.read(path);
  return read.ok ? read.value : undefined;
};

/** Nothing is left of what was done. */
const expectRestored = async (rig: ScopeRig, home: string): Promise<void> => {
  expect(rig.files.groups()).toEqual([]);
  expect(rig.journal.open()).toEqual([]);
  expect(await textOf(rig, `${home}/cgroup.procs`)).toBe(String(ownPid));
  expect(await textOf(rig, `${home}/cgroup.subtree_control`)).toBe('');
};

describe('a scope of cgroup v2', () => {
  it('is in the group that was delegated, after this process has moved out of its way', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    const scope = await openIn(maker, request({ limits }));
    expect(scope).toMatchObject({ kind: 'cgroup-v2', name: 'emulate-1', place });
    expect(rig.files.groups()).toEqual([place, self]);
    expect(await textOf(rig, `${self}/cgroup.procs`)).toBe(String(ownPid));
    expect(rig.journal.open()).toEqual([
      { kind: 'cgroup', path: self },
      {
        kind: 'controllers',
        path: `${own}/cgroup.subtree_control`,
        takeBack: '-memory -io -cpuset',
      },
      { kind: 'cgroup', path: place },
    ]);
    await scope[Symbol.asyncDispose]();
    await expectRestored(rig, own);
  });

  it('has its limits in force', async () => {
    const maker = await createCgroupV2Maker(delegated().context);
    await using scope = await openIn(maker, request({ limits }));
    expect(scope.applied).toEqual({
      'memory.max': 64 * MiB,
      'memory.swap': 0,
      'io.readBandwidth': 500e6,
      'io.readIops': 1000,
    });
  });

  it('is entered by one file', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    await using scope = await openIn(maker, request({ controllers: ['memory', 'io'] }));
    expect(scope.entry.slice(4)).toEqual([`${place}/cgroup.procs`, '--']);
    expect(await rig.files.write(`${place}/cgroup.procs`, '7')).toMatchObject({ ok: true });
    expect(await scope.processes()).toEqual([7]);
    await rig.await(scope.kill());
    expect(await scope.processes()).toEqual([]);
    expect(await textOf(rig, `${self}/cgroup.procs`)).toBe(String(ownPid));
  });

  it('counts, and gives page cache back', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    await using scope = await openIn(maker, request({ limits }));
    rig.files.setMemory(place, { fileBytes: 10 * MiB, refaultedPages: 3 });
    rig.files.put(`${place}/io.stat`, '254:0 rbytes=512 rios=1\n7:0 rbytes=9 rios=9');
    expect(await scope.reclaim(MiB)).toEqual({ ok: true, value: MiB });
    expect(await scope.counters()).toMatchObject({
      ok: true,
      value: { fileBytes: 9 * MiB, refaultedBytes: 3 * 4096, readBytes: 512, readOperations: 1 },
    });
  });

  it('is in the root of a machine without systemd, whose controllers are put back', async () => {
    const rig = makeScopeRig();
    const maker = await createCgroupV2Maker(rig.context);
    const scope = await openIn(maker, request({ limits }));
    expect(scope.place).toBe(`${root}/emulate-1`);
    expect(await textOf(rig, `${root}/cgroup.subtree_control`)).toBe('cpuset io memory');
    await scope[Symbol.asyncDispose]();
    await expectRestored(rig, root);
  });

  it('is beside the own group when others live there', async () => {
    const rig = delegated();
    rig.files.setProcesses(own, [7, ownPid]);
    const maker = await createCgroupV2Maker(rig.context);
    const scope = await openIn(maker, request({ limits }));
    expect(scope.place).toBe(`${above}/emulate-1`);
    expect(rig.files.groups()).toEqual([`${above}/emulate-1`]);
    expect(rig.files.written.map(({ path }) => path)).not.toContain(
      `${above}/cgroup.subtree_control`,
    );
    await scope[Symbol.asyncDispose]();
    expect(rig.files.groups()).toEqual([]);
  });

  it('changes nothing but itself when nothing is asked of it', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    await using scope = await openIn(maker, request());
    expect(scope.place).toBe(place);
    expect(rig.files.written).toEqual([]);
  });

  it('shares its place with others, whichever is left first', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    const one = await openIn(maker, request({ controllers: ['memory'] }));
    const other = await openIn(maker, request({ name: 'emulate-2', controllers: ['io'] }));
    expect(other.place).toBe(`${own}/emulate-2`);
    expect(await textOf(rig, `${own}/cgroup.subtree_control`)).toBe('io memory');
    await one[Symbol.asyncDispose]();
    expect(rig.files.groups()).toEqual([self, `${own}/emulate-2`].sort());
    expect(await textOf(rig, `${own}/cgroup.subtree_control`)).toBe('io memory');
    await other[Symbol.asyncDispose]();
    await expectRestored(rig, own);
  });

  it('is opened one at a time', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    const scopes = await Promise.all(
      ['emulate-1', 'emulate-2'].map((name) => openIn(maker, request({ name, limits }))),
    );
    expect(scopes.map((scope) => scope.place)).toEqual([place, `${own}/emulate-2`]);
    await Promise.all(scopes.map((scope) => scope[Symbol.asyncDispose]()));
    await expectRestored(rig, own);
  });

  it('can be made again and again', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    for (let round = 0; round < 3; round += 1) {
      const scope = await openIn(maker, request({ limits }));
      await scope[Symbol.asyncDispose]();
      await expectRestored(rig, own);
    }
  });

  it('takes back every process that was started beside it', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    const scope = await openIn(maker, request({ limits }));
    rig.files.setProcesses(self, [ownPid, 99]);
    await scope[Symbol.asyncDispose]();
    expect(rig.files.groups()).toEqual([]);
    expect(await textOf(rig, `${own}/cgroup.procs`)).toBe(`${ownPid}\n99`);
  });

  it('says when it cannot be removed, and is removed the next time', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    const scope = await openIn(maker, request({ limits }));
    rig.files.fail('write', `${own}/cgroup.subtree_control`, 'EIO');
    await expect(scope[Symbol.asyncDispose]()).rejects.toThrow('cgroup.subtree_control');
    expect(rig.journal.open()).toHaveLength(2);
    rig.files.mend();
    await scope[Symbol.asyncDispose]();
    await expectRestored(rig, own);
  });
});

describe('opening a scope of cgroup v2', () => {
  it('does exactly what is described', async () => {
    const rig = delegated();
    const maker = await createCgroupV2Maker(rig.context);
    const asked = request({ limits });
    expect(maker.describe(asked)).toEqual([
      `mkdir ${self}`,
      `write ${ownPid} to ${self}/cgroup.procs`,
      `write +memory +io +cpuset to ${own}/cgroup.subtree_control`,
      `mkdir ${place}`,
      `write 67108864 to ${place}/memory.max`,
      `write 0 to ${place}/memory.swap.max`,
      `write 254:0 rbps=500000000 riops=1000 to ${place}/io.max`,
      `write 0-1 to ${place}/cpuset.cpus`,
    ]);
    expect(rig.files.written).toEqual([]);
    const scope = await openIn(maker, asked);
    expect(rig.files.written.map(({ path, text }) => `write ${text} to ${path}`)).toEqual(
      maker.describe(asked).filter((line) => line.startsWith('write')),
    );
    await scope[Symbol.asyncDispose]();
  });

  it.each([
    ['memory.max', '4096'],
    ['io.max', '254:0 rbps=1'],
    ['cpuset.cpus', '0'],
  ])('fails when %s is not kept, and leaves nothing behind', async (file, kept) => {
    const rig = delegated();
    rig.files.clamp(`${place}/${file}`, () => kept);
    const maker = await createCgroupV2Maker(rig.context);
    expect(await maker.open(request({ limits }))).toMatchObject({
      ok: false,
      failure: { reason: 'not-applied' },
    });
    await expectRestored(rig, own);
  });

  it.each([`${self}/cgroup.procs`, `${own}/cgroup.subtree_control`])(
    'fails when %s cannot be written, and leaves nothing behind',
    async (path) => {
      const rig = delegated();
      rig.files.fail('write', path, 'EBUSY');
      const maker = await createCgroupV2Maker(rig.context);
      expect(await maker.open(request({ limits }))).toMatchObject({
        ok: false,
        failure: { reason: 'file-failed', path },
      });
      await expectRestored(rig, own);
    },
  );

  it('fails when its folder is there already, and leaves it', async () => {
    const rig = delegated();
    await rig.files.makeFolder(place);
    const maker = await createCgroupV2Maker(rig.context);
    expect(await maker.open(request({ limits }))).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', path: place },
    });
    expect(rig.files.groups()).toEqual([place]);
    expect(rig.journal.open()).toEqual([]);
  });
});

describe('what a host lacks for a scope of cgroup v2', () => {
  const missesOf = async (rig: ScopeRig, asked: ScopeRequest): Promise<readonly string[]> => {
    const maker = await createCgroupV2Maker(rig.context);
    const misses = await maker.check(asked);
    for (const { remedy } of misses) expect(remedy).not.toBe('');
    return misses.map(({ what }) => what);
  };

  it('is the tree', async () => {
    const rig = delegated();
    rig.files.put('/proc/self/mountinfo', '22 27 0:21 / /proc rw - proc proc rw');
    expect(await missesOf(rig, request())).toEqual(['cgroup v2 is not mounted here']);
    const maker = await createCgroupV2Maker(rig.context);
    expect(await maker.open(request())).toMatchObject({
      ok: false,
      failure: { reason: 'missing-requirements' },
    });
    expect(maker.describe(request())).toEqual([]);
  });

  it('is a file system that is mounted read-only', async () => {
    const rig = delegated();
    rig.files.put('/proc/self/mountinfo', `1 2 0:3 / ${root} ro,nosuid - cgroup2 cgroup2 rw`);
    expect(await missesOf(rig, request())).toEqual([
      `the control groups at '${root}' are mounted read-only`,
    ]);
  });

  it('is the controllers, where they belong to version 1', async () => {
    const rig = makeScopeRig({ version: 1 });
    const asked = request({ controllers: ['memory', 'cpu'] });
    expect(await missesOf(rig, asked)).toEqual([
      "'/sys/fs/cgroup/unified/cgroup.controllers' does not list 'memory', 'cpuset'",
    ]);
    const maker = await createCgroupV2Maker(rig.context);
    expect(await maker.open(asked)).toMatchObject({
      ok: false,
      failure: { reason: 'missing-requirements' },
    });
    expect(maker.describe(asked)).toEqual([]);
  });

  it('is permission', async () => {
    const rig = delegated();
    rig.files.fail('isWritable', /./, 'EACCES');
    expect(await missesOf(rig, request({ limits }))).toEqual([
      `this user may not make control groups in '${own}'`,
    ]);
  });

  it('is a kernel that does not limit swap, where there is some', async () => {
    const rig = delegated();
    addSwap(rig.files);
    rig.files.hide('memory.swap.max');
    const asked = request({ limits: { swapMax: 0 } });
    expect(await missesOf(rig, asked)).toEqual([
      "this kernel does not limit swap: there is no 'memory.swap.max'",
    ]);
    const maker = await createCgroupV2Maker(rig.context);
    expect(await maker.open(asked)).toMatchObject({ ok: false });
  });

  it('is nothing for no swap on a machine without swap', async () => {
    const rig = delegated();
    rig.files.hide('memory.swap.max');
    const maker = await createCgroupV2Maker(rig.context);
    await using scope = await openIn(maker, request({ limits: { swapMax: 0 } }));
    expect(scope.applied).toEqual({ 'memory.swap': 0 });
  });

  it('is processors that the group does not have', async () => {
    expect(await missesOf(delegated(), request({ limits: { cpus: '3-4' } }))).toEqual([
      `processors '3-4' were asked for, '${own}' allows '0-3'`,
    ]);
  });

  it('is /proc', async () => {
    const rig = delegated();
    rig.files.fail('read', '/proc/self/cgroup', 'EACCES');
    expect((await missesOf(rig, request()))[0]).toContain("cannot read '/proc/self/cgroup'");
  });
});
