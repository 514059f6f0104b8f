import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCgroupV1Maker } from '../../../../../src/drivers/scope/cgroup/cgroup-v1.ts';
import { createCgroupV2Maker } from '../../../../../src/drivers/scope/cgroup/cgroup-v2.ts';
import { lookForGroups } from '../../../../../src/drivers/scope/cgroup/left.ts';
import type { ChangeOf, HostChange } from '../../../../../src/model/host-change.ts';
import type { ScopeMaker } from '../../../../../src/ports/scope.ts';
import type { Remains } from '../../../../../src/ports/left-changes.ts';
import { makeScopeRig, request, vda, type ScopeRig } from '../../../../support/scope-rig.ts';

const MiB = 2 ** 20;
const limits = {
  memoryMax: 64 * MiB,
  io: { device: vda, readBandwidth: 500e6 },
  cpus: '0-1',
} as const;
const root = '/sys/fs/cgroup';

const lookIn = (rig: ScopeRig, spared: readonly number[] = []) =>
  lookForGroups({ ...rig.context, spared });

const lookFor = (rig: ScopeRig, change: HostChange): Promise<Remains> => {
  if (change.kind === 'cgroup') return lookIn(rig).cgroup(change);
  if (change.kind === 'controllers') return lookIn(rig).controllers(change);
  throw new Error(`a scope makes no '${change.kind}'`);
};

/** Undoes all that is noted, the latest first, and gives what was said against it. */
const cleanUp = async (rig: ScopeRig): Promise<readonly string[]> => {
  const problems: string[] = [];
  for (const change of [...rig.journal.open()].reverse()) {
    const remains = await lookFor(rig, change);
    const problem =
      remains.state === 'there' ? await rig.await(remains.undo()) : JSON.stringify(remains);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
};

const openIn = async (maker: ScopeMaker): Promise<void> => {
  const scope = await maker.open(request({ limits }));
  if (!scope.ok) throw new Error(JSON.stringify(scope.failure));
};

describe('a control group that was left', () => {
  it('of version 1 is emptied and removed in every tree, with its caps', async () => {
    const rig = makeScopeRig({ version: 1, own: { memory: '/user/session' } });
    await openIn(await createCgroupV1Maker(rig.context));
    for (const group of rig.files.groups()) rig.files.setProcesses(group, [7, 8]);
    expect(rig.files.groups().length).toBeGreaterThanOrEqual(3);
    expect(await cleanUp(rig)).toEqual([]);
    expect(rig.files.groups()).toEqual([]);
    expect(rig.signals.killed).toEqual(expect.arrayContaining([7, 8]));
    const lifted = rig.files.written.find(
      ({ path, text }) => path.endsWith('read_bps_device') && text === '254:0 0',
    );
    expect(lifted).toBeDefined();
  });

  it('of version 2 is removed, and what was handed down to it taken back', async () => {
    const rig = makeScopeRig({ own: '/user/own', controllers: ['cpuset', 'io', 'memory'] });
    await openIn(await createCgroupV2Maker(rig.context));
    // The process is gone with which the group for itself was made.
    rig.files.setProcesses(`${root}/user/own/emulate-1-self`, []);
    rig.files.setProcesses(`${root}/user/own/emulate-1`, [7]);
    expect(await cleanUp(rig)).toEqual([]);
    expect(rig.files.groups()).toEqual([]);
    const handedDown = await rig.files.read(`${root}/user/own/cgroup.subtree_control`);
    expect(handedDown).toEqual({ ok: true, value: '' });
  });

  it('is gone with the groups that were made in it', async () => {
    const rig = makeScopeRig({ version: 1 });
    const path = `${root}/memory/emulate-1`;
    await rig.files.makeFolder(path);
    await rig.files.makeFolder(`${path}/docker`);
    rig.files.setProcesses(`${path}/docker`, [9]);
    const remains = await lookIn(rig).cgroup({ kind: 'cgroup', path });
    expect(remains.state === 'there' && (await rig.await(remains.undo()))).toBeUndefined();
    expect(rig.files.groups()).toEqual([]);
    expect(rig.signals.killed).toEqual([9]);
  });

  it('is kept while the process that cleans up lives in it', async () => {
    const rig = makeScopeRig({ version: 1 });
    const path = `${root}/memory/emulate-1`;
    await rig.files.makeFolder(path);
    rig.files.setProcesses(path, [9]);
    const remains = await lookIn(rig, [9]).cgroup({ kind: 'cgroup', path });
    expect(remains.state === 'there' && (await rig.await(remains.undo()))).toBe(
      `process 9 lives in '${path}', and this cleanup was started by it; clean up from elsewhere`,
    );
    expect(rig.signals.killed).toEqual([]);
  });

  it('stays when its processes do', async () => {
    const rig = makeScopeRig({ version: 1 });
    const path = `${root}/memory/emulate-1`;
    await rig.files.makeFolder(path);
    rig.files.setProcesses(path, [9]);
    rig.signals.hang(9);
    const remains = await lookIn(rig).cgroup({ kind: 'cgroup', path });
    expect(remains.state === 'there' && (await rig.await(remains.undo()))).toContain('9');
    expect(rig.files.groups()).toEqual([path]);
  });

  it('is gone when it is not there', async () => {
    const rig = makeScopeRig();
    const change: ChangeOf<'cgroup'> = { kind: 'cgroup', path: `${root}/emulate-1` };
    expect(await lookIn(rig).cgroup(change)).toEqual({ state: 'gone' });
  });
});

describe('controllers that were handed down', () => {
  const change: ChangeOf<'controllers'> = {
    kind: 'controllers',
    path: `${root}/cgroup.subtree_control`,
    takeBack: '-memory -io',
  };

  it('are left alone where others may have come to rely on them', async () => {
    const rig = makeScopeRig();
    await rig.files.write(change.path, '+memory');
    await rig.files.makeFolder(`${root}/system.slice`);
    expect(await lookIn(rig).controllers(change)).toEqual({
      state: 'untouched',
      problem: `the group '${root}/system.slice' is there, which this program did not make`,
    });
  });

  it('are gone when none of them is handed down', async () => {
    expect(await lookIn(makeScopeRig()).controllers(change)).toEqual({ state: 'gone' });
  });
});

describe('a note that names something else', () => {
  const part = fc.constantFrom(
    ...['', '.', '..', 'sys', 'fs', 'cgroup', 'user', 'emulate-1', 'emulate-', 'x', 'emulate-1/..'],
    ...['cgroup.subtree_control', 'memory.max', 'cgroup.procs', 'emulate-1\n'],
  );
  const path = fc.oneof(
    fc.array(part, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
    fc.array(part, { maxLength: 3 }).map((parts) => [root, ...parts].join('/')),
  );
  const forged: fc.Arbitrary<HostChange> = fc.oneof(
    path.map((each): HostChange => ({ kind: 'cgroup', path: each })),
    fc
      .tuple(path, fc.constantFrom('-memory', '+memory', 'max', '-memory\n+io', ''))
      .map(([each, takeBack]): HostChange => ({ kind: 'controllers', path: each, takeBack })),
  );

  it('never leads to a deed outside the own names', async () => {
    await fc.assert(
      fc.asyncProperty(forged, async (change) => {
        const rig = makeScopeRig();
        for (const each of ['user', 'user/emulate-1', 'emulate-1'])
          await rig.files.makeFolder(`${root}/${each}`);
        rig.files.setProcesses(`${root}/user`, [7]);
        await rig.files.write(`${root}/cgroup.subtree_control`, '+memory');
        const before = rig.files.written.length;
        const remains = await lookFor(rig, change);
        if (remains.state === 'there') {
          expect(change).toMatchObject({ kind: 'cgroup' });
          await rig.await(remains.undo());
        }
        const writes = rig.files.written.slice(before).map((each) => each.path);
        expect(writes.filter((each) => !each.includes('/emulate-1/'))).toEqual([]);
        expect(rig.files.groups()).toContain(`${root}/user`);
        expect(rig.signals.killed).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
