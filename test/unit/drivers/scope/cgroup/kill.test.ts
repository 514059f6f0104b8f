import { describe, expect, it } from 'vitest';
import { killProcesses, processesIn } from '../../../../../src/drivers/scope/cgroup/kill.ts';
import type { CgroupFolders } from '../../../../../src/drivers/scope/cgroup/folders.ts';
import { success } from '../../../../../src/model/result.ts';
import { makeScopeRig } from '../../../../support/scope-rig.ts';

const memory = '/sys/fs/cgroup/memory/emulate-1';
const io = '/sys/fs/cgroup/blkio/emulate-1';
const folders: CgroupFolders = { version: 1, memory, io };

const prepare = async () => {
  const rig = makeScopeRig({ version: 1 });
  for (const folder of [memory, io]) await rig.files.makeFolder(folder);
  return rig;
};

describe('the processes of a scope', () => {
  it('are those in any of its folders, each once', async () => {
    const { files } = await prepare();
    files.setProcesses(memory, [30, 7]);
    files.setProcesses(io, [7, 100]);
    expect(await processesIn(files, folders)).toEqual([7, 30, 100]);
  });

  it('are none that this process cannot see', async () => {
    const { files } = await prepare();
    files.put(`${memory}/cgroup.procs`, '0\n7');
    expect(await processesIn(files, folders)).toEqual([7]);
  });

  it('are none in folders that are gone', async () => {
    const { files } = makeScopeRig({ version: 1 });
    expect(await processesIn(files, folders)).toEqual([]);
  });
});

describe('killing the processes of a scope', () => {
  it('kills those found in it, and returns when they are gone', async () => {
    const rig = await prepare();
    rig.files.setProcesses(memory, [7, 8]);
    rig.files.setProcesses(io, [7, 8]);
    expect(await rig.await(killProcesses(rig.context, folders))).toEqual(success(undefined));
    expect(rig.signals.killed).toEqual([7, 8]);
    expect(await processesIn(rig.files, folders)).toEqual([]);
  });

  it('kills those that were made meanwhile', async () => {
    const rig = await prepare();
    rig.files.setProcesses(memory, [7]);
    const { signals } = rig.context;
    let isFirst = true;
    const forking = {
      kill: (pid: number) => {
        signals.kill(pid);
        if (isFirst) rig.files.setProcesses(io, [8]);
        isFirst = false;
      },
    };
    await rig.await(killProcesses({ ...rig.context, signals: forking }, folders));
    expect(rig.signals.killed).toEqual([7, 8]);
  });

  it('leaves it to the kernel where it can do so', async () => {
    const rig = makeScopeRig();
    const folder = '/sys/fs/cgroup/emulate-1';
    await rig.files.makeFolder(folder);
    rig.files.setProcesses(folder, [7, 8]);
    await rig.await(killProcesses(rig.context, { version: 2, memory: folder }));
    expect(rig.files.written).toContainEqual({ path: `${folder}/cgroup.kill`, text: '1' });
    expect(rig.signals.killed).toEqual([]);
  });

  it('spares the process that holds a scope open, which the kernel would not', async () => {
    const rig = makeScopeRig();
    const folder = '/sys/fs/cgroup/emulate-1';
    await rig.files.makeFolder(folder);
    rig.files.setProcesses(folder, [6, 7, 8]);
    const only: CgroupFolders = { version: 2, memory: folder };
    expect(await rig.await(killProcesses(rig.context, only, 7))).toEqual(success(undefined));
    expect(rig.signals.killed).toEqual([6, 8]);
    expect(rig.files.written.map(({ path }) => path)).not.toContain(`${folder}/cgroup.kill`);
    expect(await processesIn(rig.files, only)).toEqual([7]);
    expect(await processesIn(rig.files, only, 7)).toEqual([]);
  });

  it('kills one by one on kernels before Linux 5.14', async () => {
    const rig = makeScopeRig();
    const folder = '/sys/fs/cgroup/emulate-1';
    rig.files.hide('cgroup.kill');
    await rig.files.makeFolder(folder);
    rig.files.setProcesses(folder, [7, 8]);
    await rig.await(killProcesses(rig.context, { version: 2, memory: folder }));
    expect(rig.signals.killed).toEqual([7, 8]);
  });

  it('says which processes do not end', async () => {
    const rig = await prepare();
    rig.files.setProcesses(memory, [7]);
    rig.signals.hang(7);
    rig.files.setProcesses(io, [8]);
    expect(await rig.await(killProcesses(rig.context, folders))).toEqual({
      ok: false,
      failure: { reason: 'processes-left', place: memory, pids: [7], waitedMs: 60_000 },
    });
    expect(rig.clock.intervals()).toEqual([]);
  });
});
