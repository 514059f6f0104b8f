import { describe, expect, it } from 'vitest';
import { createSystemdMaker } from '../../../../../src/drivers/scope/systemd/maker.ts';
import type { SystemdKind } from '../../../../../src/drivers/scope/systemd/requirements.ts';
import type { ScopeLimits, ScopeRequest } from '../../../../../src/model/scope.ts';
import type { ScopeHost } from '../../../../../src/model/scope-host.ts';
import type { Scope, ScopeMaker } from '../../../../../src/ports/scope.ts';
import {
  createFakeSystemd,
  keeperPid,
  manager,
  scopeHost,
  type FakeSystemd,
  type FakeSystemdOptions,
} from '../../../../support/fakes/systemd.ts';
import { makeScopeRig, request, vda, type ScopeRig } from '../../../../support/scope-rig.ts';

const MiB = 2 ** 20;
const folder = '/sys/fs/cgroup/system.slice/emulate-1.scope';

const limits: ScopeLimits = {
  memoryMax: 64 * MiB,
  swapMax: 0,
  io: { device: vda, readBandwidth: 500e6, readIops: 1000 },
  cpus: '0-1',
};

interface SystemdRig extends ScopeRig {
  readonly systemd: FakeSystemd;
  readonly maker: ScopeMaker;
}

const version1: ScopeHost = scopeHost({
  systemManager: {
    answered: true,
    manager: manager({ cgroups: 1, controllers: ['memory', 'io'] }),
  },
});

const makeRig = (
  options: FakeSystemdOptions & { readonly kind?: SystemdKind; readonly host?: ScopeHost } = {},
): SystemdRig => {
  const { kind = 'systemd', version = 2, host = version === 2 ? scopeHost() : version1 } = options;
  const rig = makeScopeRig({ version, own: '/system.slice/session-1.scope' });
  const systemd = createFakeSystemd(rig.files, options);
  const { holder, processes } = systemd;
  return {
    ...rig,
    systemd,
    maker: createSystemdMaker(kind, { ...rig.context, holder, processes, host }),
  };
};

const openIn = async ({ maker }: SystemdRig, asked: ScopeRequest): Promise<Scope> => {
  const scope = await maker.open(asked);
  if (!scope.ok) throw new Error(JSON.stringify(scope.failure));
  return scope.value;
};

const expectNothingLeft = ({ files, journal }: SystemdRig): void => {
  expect(files.groups()).toEqual([]);
  expect(journal.open()).toEqual([]);
};

describe('a scope of systemd', () => {
  it('is a unit that a process keeps, noted down before it is made', async () => {
    const rig = makeRig();
    const scope = await openIn(rig, request({ limits, controllers: ['memory', 'io'] }));
    expect(scope).toMatchObject({ kind: 'systemd', name: 'emulate-1', place: 'emulate-1.scope' });
    expect(rig.systemd.held).toMatchObject([{ command: 'systemd-run' }]);
    expect(rig.journal.open()).toEqual([
      { kind: 'unit', name: 'emulate-1.scope', manager: 'system' },
    ]);
    expect(rig.files.groups()).toEqual([folder]);
    await scope[Symbol.asyncDispose]();
    expect(rig.systemd.processes.specs).toMatchObject([
      { command: 'systemctl', args: ['--system', '--no-ask-password', 'stop', 'emulate-1.scope'] },
    ]);
    expectNothingLeft(rig);
  });

  it('has its limits, read back from the kernel', async () => {
    const rig = makeRig();
    await using scope = await openIn(rig, request({ limits }));
    expect(scope.applied).toEqual({
      'memory.max': 64 * MiB,
      'memory.swap': 0,
      'io.readBandwidth': 500e6,
      'io.readIops': 1000,
    });
    expect(scope.warnings).toEqual([]);
  });

  it('is entered by way of its manager, and by no other', async () => {
    const rig = makeRig();
    await using scope = await openIn(rig, request());
    expect(scope.entry.slice(3)).toEqual([
      'emulate-enter',
      '--system',
      'emulate-1.scope',
      '0::/system.slice/emulate-1.scope',
      '--',
    ]);
  });

  it('does not count its keeper among the processes of the workload, nor kill it', async () => {
    const rig = makeRig();
    await using scope = await openIn(rig, request());
    expect(await scope.processes()).toEqual([]);
    rig.files.setProcesses(folder, [keeperPid, 700, 701]);
    expect(await scope.processes()).toEqual([700, 701]);
    await rig.await(scope.kill());
    expect(rig.signals.killed).toEqual([700, 701]);
    expect(await scope.processes()).toEqual([]);
    expect(await rig.files.read(`${folder}/cgroup.procs`)).toEqual({
      ok: true,
      value: String(keeperPid),
    });
  });

  it('counts what the kernel counts for it', async () => {
    const rig = makeRig();
    await using scope = await openIn(rig, request({ controllers: ['memory'] }));
    rig.files.setMemory(folder, { fileBytes: 8 * MiB, oomKills: 1 });
    const counters = await scope.counters();
    expect(counters).toMatchObject({ ok: true, value: { fileBytes: 8 * MiB, oomKills: 1 } });
  });

  it('has no counters to trust when its keeper ended before it', async () => {
    const rig = makeRig();
    await using scope = await openIn(rig, request({ controllers: ['memory'] }));
    rig.systemd.endKeeper('killed by signal SIGTERM');
    expect(await scope.counters()).toEqual({
      ok: false,
      failure: {
        reason: 'evidence-missing',
        problem:
          "the process that keeps 'emulate-1.scope' and its counters ended too early (killed by signal SIGTERM); something outside this program ended it",
      },
    });
  });

  it('kills what is left of the workload when it is removed, and is removed once', async () => {
    const rig = makeRig();
    const scope = await openIn(rig, request());
    rig.files.setProcesses(folder, [keeperPid, 700]);
    await rig.await(Promise.resolve(scope[Symbol.asyncDispose]()));
    await scope[Symbol.asyncDispose]();
    expect(rig.signals.killed).toEqual([700]);
    expect(rig.systemd.processes.specs).toHaveLength(1);
    expectNothingLeft(rig);
  });

  it('says which processes do not end, and is still removed when they do after all', async () => {
    const rig = makeRig();
    const scope = await openIn(rig, request());
    rig.files.setProcesses(folder, [keeperPid, 700]);
    rig.signals.hang(700);
    expect(await rig.await(scope.kill())).toEqual({
      ok: false,
      failure: { reason: 'processes-left', place: folder, pids: [700], waitedMs: 60_000 },
    });
    await rig.await(Promise.resolve(scope[Symbol.asyncDispose]()));
    expectNothingLeft(rig);
  });

  it('stays in the journal while a process in it does not end, which is said', async () => {
    const rig = makeRig({ stopProblem: 'Job timed out' });
    const scope = await openIn(rig, request());
    rig.files.setProcesses(folder, [keeperPid, 700]);
    rig.signals.hang(700);
    await expect(rig.await(Promise.resolve(scope[Symbol.asyncDispose]()))).rejects.toThrow(
      `process 700 in '${folder}' is still there 60 s after being killed`,
    );
    expect(rig.journal.open()).toHaveLength(1);
  });

  it('may have ended by itself', async () => {
    const rig = makeRig();
    const scope = await openIn(rig, request());
    rig.files.setProcesses(folder, []);
    await rig.files.removeFolder(folder);
    await scope[Symbol.asyncDispose]();
    expectNothingLeft(rig);
  });

  it('stays in the journal when it cannot be stopped', async () => {
    const rig = makeRig({ stopProblem: 'Failed to stop emulate-1.scope: Connection timed out\n' });
    const scope = await openIn(rig, request());
    await expect(scope[Symbol.asyncDispose]()).rejects.toThrow(
      "'systemctl --system stop emulate-1.scope' failed: exit code 1; Failed to stop emulate-1.scope: Connection timed out",
    );
    expect(rig.journal.open()).toHaveLength(1);
  });

  it('is asked of the manager of the user in the same way', async () => {
    const host = scopeHost({ uid: 1000, userManager: { answered: true, manager: manager() } });
    const rig = makeRig({ kind: 'systemd-user', host });
    await using scope = await openIn(rig, request());
    expect(rig.systemd.held[0]?.args[0]).toBe('--user');
    expect(scope).toMatchObject({ kind: 'systemd-user' });
    expect(scope.entry[4]).toBe('--user');
    expect(rig.journal.open()).toEqual([
      { kind: 'unit', name: 'emulate-1.scope', manager: 'user' },
    ]);
  });
});

describe('a scope of systemd that cannot be made', () => {
  it('is not begun where the host lacks something', async () => {
    const rig = makeRig({ host: scopeHost({ systemdRuns: false }) });
    expect(await rig.maker.open(request())).toMatchObject({
      ok: false,
      failure: { reason: 'missing-requirements' },
    });
    expect(rig.systemd.held).toEqual([]);
    expect(rig.journal.noted).toEqual([]);
  });

  it('is not begun when it cannot be noted down', async () => {
    const rig = makeRig();
    rig.journal.breakDown('disk full');
    expect(await rig.maker.open(request())).toMatchObject({ ok: false });
    expect(rig.systemd.held).toEqual([]);
  });

  it('fails with what systemd-run said', async () => {
    const rig = makeRig({ refusal: 'Failed to start transient scope unit: Access denied' });
    expect(await rig.maker.open(request())).toMatchObject({
      ok: false,
      failure: { stderr: 'Failed to start transient scope unit: Access denied' },
    });
    expectNothingLeft(rig);
  });

  it.each([
    ['MemoryMax', 'memory.max', String(64 * MiB), 'max'],
    ['MemorySwapMax', 'memory.swap.max', '0', 'max'],
    ['IOReadIOPSMax', 'io.max', 'rbps=500000000 riops=1000', 'rbps=500000000 riops=max'],
    ['AllowedCPUs', 'cpuset.cpus.effective', '0-1', '0-3'],
  ])(
    'fails where systemd does not act on %s, and is removed',
    async (property, file, asked, applied) => {
      const rig = makeRig({ ignores: [property] });
      expect(await rig.maker.open(request({ limits }))).toEqual({
        ok: false,
        failure: {
          reason: 'not-applied',
          place: `${folder}/${file}`,
          asked,
          applied,
          hint: "systemd was asked for it and did not say no; use '--scope cgroup-v2' or '--scope cgroup-v1', which write the kernel's files themselves",
        },
      });
      expectNothingLeft(rig);
    },
  );

  it('fails for a device that systemd did not find', async () => {
    const rig = makeRig({ devices: {} });
    const io = { device: vda, readBandwidth: 500e6 };
    expect(await rig.maker.open(request({ limits: { io } }))).toMatchObject({
      ok: false,
      failure: { place: `${folder}/io.max`, asked: 'rbps=500000000', applied: 'rbps=max' },
    });
    expectNothingLeft(rig);
  });

  it('fails where the keeper is in no group of its own', async () => {
    const rig = makeRig({ version: 2, host: version1 });
    expect(await rig.maker.open(request({ controllers: ['memory'] }))).toEqual({
      ok: false,
      failure: {
        reason: 'not-applied',
        place: `/proc/${keeperPid}/cgroup`,
        asked: "control groups named 'emulate-1.scope'",
        applied: '0::/system.slice/emulate-1.scope',
        hint: "use '--scope cgroup-v2' or '--scope cgroup-v1', which do without systemd",
      },
    });
    expectNothingLeft(rig);
  });
});

describe('a scope of systemd with cgroup v1', () => {
  const io = { device: vda, readBandwidth: 500e6 };

  it('has its limits in the hierarchies that systemd uses', async () => {
    const rig = makeRig({ version: 1 });
    await using scope = await openIn(
      rig,
      request({ limits: { memoryMax: 64 * MiB, swapMax: 0, io } }),
    );
    expect(scope.applied).toEqual({
      'memory.max': 64 * MiB,
      // There is no swap on this machine.
      'memory.swap': 0,
      'io.readBandwidth': 500e6,
    });
    expect(rig.files.groups()).toEqual(
      ['blkio', 'memory', 'unified'].map(
        (name) => `/sys/fs/cgroup/${name}/system.slice/emulate-1.scope`,
      ),
    );
  });

  it('must be entered in all of these', async () => {
    const rig = makeRig({ version: 1 });
    await using scope = await openIn(rig, request());
    const path = '/system.slice/emulate-1.scope';
    expect(scope.entry.slice(6)).toEqual([
      `9:name=systemd:${path}`,
      `5:memory:${path}`,
      `4:blkio:${path}`,
      `0::${path}`,
      '--',
    ]);
  });

  it('has the counters of a device begin where nothing is capped', async () => {
    const rig = makeRig({ version: 1 });
    await using scope = await openIn(rig, request({ limits: { io: { device: vda } } }));
    expect(scope.applied).toEqual({});
    const throttle = '/sys/fs/cgroup/blkio/system.slice/emulate-1.scope/blkio.throttle';
    expect(rig.files.written).toEqual([
      { path: `${throttle}.read_bps_device`, text: '254:0 0' },
      { path: `${throttle}.read_iops_device`, text: '254:0 0' },
    ]);
  });

  it('is refused for what systemd would ignore', async () => {
    const rig = makeRig({ version: 1 });
    const capped = { device: vda, readIops: 100 };
    expect(await rig.maker.open(request({ limits: { io: capped } }))).toMatchObject({
      ok: false,
      failure: { reason: 'missing-requirements' },
    });
    expect(rig.systemd.held).toEqual([]);
  });
});

describe('a scope of systemd for a device on another one', () => {
  const dm = { id: '253:0', path: '/dev/dm-0' };
  const asked = request({ limits: { io: { device: dm, readBandwidth: 1e7 } } });

  it('is accepted with the cap on the disk below, with a warning', async () => {
    const rig = makeRig({ devices: { '/dev/dm-0': '254:0' } });
    const slave = '/sys/dev/block/253:0/slaves/vda';
    rig.files.put(`${slave}/dev`, '254:0');
    rig.files.put(`${slave}/uevent`, 'MAJOR=254\nDEVNAME=vda\nDEVTYPE=disk');
    await using scope = await openIn(rig, asked);
    expect(scope.applied).toEqual({ 'io.readBandwidth': 1e7 });
    expect(scope.warnings).toEqual([
      "systemd caps and counts '/dev/vda', the disk below '/dev/dm-0': other reads of the workload from that disk count, too",
    ]);
  });

  it('fails where the disk below is not known', async () => {
    const rig = makeRig({ devices: { '/dev/dm-0': '254:0' } });
    expect(await rig.maker.open(asked)).toMatchObject({
      ok: false,
      failure: { reason: 'not-applied', asked: 'rbps=10000000', applied: 'rbps=max' },
    });
    expectNothingLeft(rig);
  });
});

describe('what is printed of a scope of systemd', () => {
  it('is the command lines that make and fill it', () => {
    expect(makeRig().maker.describe(request({ limits, controllers: ['memory', 'io'] }))).toEqual([
      'systemd-run --system --no-ask-password --quiet --scope --collect --unit=emulate-1.scope' +
        ' --property=Delegate=yes --property=OOMPolicy=continue' +
        ' --property=MemoryAccounting=yes --property=IOAccounting=yes' +
        ' --property=MemoryMax=67108864 --property=MemorySwapMax=0' +
        " '--property=IOReadBandwidthMax=/dev/vda 500000000' '--property=IOReadIOPSMax=/dev/vda 1000'" +
        " --property=AllowedCPUs=0-1 -- /bin/sh -c 'echo held; read -r _'",
      'busctl --system call org.freedesktop.systemd1 /org/freedesktop/systemd1' +
        " org.freedesktop.systemd1.Manager AttachProcessesToUnit ssau emulate-1.scope '' 1 PID",
    ]);
  });

  it('leaves out what is in force without', () => {
    const [line] = makeRig({ version: 1 }).maker.describe(request({ limits: { swapMax: 0 } }));
    expect(line).not.toContain('MemorySwapMax');
  });
});
