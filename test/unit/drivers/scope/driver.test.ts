import { describe, expect, it } from 'vitest';
import { createScopeDriver } from '../../../../src/drivers/scope/driver.ts';
import { findEvidence } from '../../../../src/model/evidence.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';
import type { ConstraintLease, ConstraintRequest } from '../../../../src/ports/constraint.ts';
import { makeCase, makeModelFacts } from '../../../support/factory.ts';
import { createFakeBlockDevices, fakeDisk } from '../../../support/fakes/block-devices.ts';
import { createFakeControlFiles } from '../../../support/fakes/control-files.ts';
import {
  createFakeScopeMaker,
  type FakeScope,
  type FakeScopeMakerOptions,
} from '../../../support/fakes/scope.ts';
import { createTickingClock } from '../../../support/fakes/ticking-clock.ts';

const MiB = 2 ** 20;
const model = makeModelFacts({ bytes: 100 * MiB });

const makeRig = (options: FakeScopeMakerOptions = {}) => {
  const maker = createFakeScopeMaker(options);
  const devices = createFakeBlockDevices();
  const clock = createTickingClock();
  const files = createFakeControlFiles();
  const driver = createScopeDriver({ maker, devices, clock, files });
  const acquire = (constraints: Constraints, rest: Partial<ConstraintRequest> = {}) =>
    driver.acquire({
      case: makeCase({ constraints }),
      nominal: constraints,
      model,
      seed: 1,
      name: '20260102-7',
      ...rest,
    });
  const hold = async (
    constraints: Constraints,
    rest: Partial<ConstraintRequest> = {},
  ): Promise<{ lease: ConstraintLease; scope: FakeScope }> => {
    const lease = await acquire(constraints, rest);
    const scope = maker.scopes.at(-1);
    if (!lease.ok || scope === undefined) throw new Error(`no lease: ${JSON.stringify(lease)}`);
    return { lease: lease.value, scope };
  };
  /** Processors that a process may use. */
  const putProcess = (pid: number, allowed: string): void => {
    files.put(
      `/proc/${pid}/status`,
      `Name:\tbench\nCpus_allowed:\t3\nCpus_allowed_list:\t${allowed}\n`,
    );
  };
  return { maker, devices, clock, files, driver, acquire, hold, putProcess };
};

const observed = async (lease: ConstraintLease) => {
  const seen = await lease.observe();
  if (!seen.ok) throw new Error(`no observation: ${JSON.stringify(seen.failure)}`);
  return seen.value;
};

const limited: Constraints = {
  memory: { max: { kind: 'model-share', share: 0.6 }, swap: 0 },
  io: { readBandwidth: 100e6 },
  cpu: { affinity: '0-1' },
};

describe('the scope driver', () => {
  it('concerns cases with memory, io, cpu or pageCache, and no others', () => {
    const { driver } = makeRig();
    const concerns = (constraints: Constraints): boolean =>
      driver.concerns(makeCase({ constraints }));
    expect(
      [{ memory: {} }, { io: {} }, { cpu: {} }, { pageCache: {} }].map((each) => concerns(each)),
    ).toEqual([true, true, true, true]);
    expect([{}, { tier: {} }, { volume: {} }, { background: {} }].map(concerns)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('opens a scope named after the run, with the limits of the case', async () => {
    const { hold } = makeRig();
    const { lease, scope } = await hold(limited);
    await using _lease = lease;
    expect(scope.request).toEqual({
      name: 'emulate-20260102-7',
      limits: {
        memoryMax: 60 * MiB,
        swapMax: 0,
        io: { device: fakeDisk, readBandwidth: 100e6 },
        cpus: '0-1',
      },
      controllers: ['memory', 'io', 'cpu'],
    });
    expect(lease.scope).toBe(scope);
    expect(lease.env).toEqual({});
    expect(await lease.live()).toBeUndefined();
    expect(lease.applied).toEqual({
      'memory.max': 60 * MiB,
      'memory.swap': 0,
      'io.readBandwidth': 100e6,
    });
  });

  it('caps the device of the copy of the model that an earlier constraint made', async () => {
    const { hold, devices } = makeRig();
    const loop = { id: '7:3', path: '/dev/loop3' };
    devices.put('/mnt/', { device: loop, disks: [fakeDisk], filesystem: 'xfs' });
    const { lease, scope } = await hold(
      { volume: {}, io: { readIops: 50 } },
      { model: { ...model, path: '/mnt/demo.gguf' } },
    );
    await using _lease = lease;
    expect(scope.request.limits).toEqual({ io: { device: loop, readIops: 50 } });
  });

  it('counts memory wherever it can, though nothing asks for it', async () => {
    const counting = makeRig();
    const { lease, scope } = await counting.hold({ cpu: {} });
    await using _lease = lease;
    expect(scope.request.controllers).toEqual(['memory', 'cpu']);

    const lacking = makeRig({
      misses: ({ controllers }) =>
        controllers.includes('memory') ? [{ what: 'memory', remedy: 'mount it' }] : [],
    });
    const other = await lacking.hold({ cpu: {} });
    await using _other = other.lease;
    expect(other.scope.request.controllers).toEqual(['cpu']);
  });

  it('leaves the host as it was when the lease is released', async () => {
    const { hold, clock } = makeRig();
    const { lease, scope } = await hold(limited);
    await lease[Symbol.asyncDispose]();
    expect(scope.calls).toEqual(['dispose']);
    expect(clock.intervals()).toEqual([]);
  });
});

describe('the model that evidence of memory is about', () => {
  it('is every file that is held', async () => {
    const { hold } = makeRig();
    const { lease } = await hold({ memory: {} }, { more: [{ path: '/b', bytes: MiB }] });
    await using _lease = lease;
    const { evidence } = await observed(lease);
    expect(findEvidence(evidence, 'memory')?.modelBytes).toBe(101 * MiB);
  });
});

describe('what keeps a run from its scope', () => {
  it('is a device on which no cap can act', async () => {
    const { acquire, devices, maker } = makeRig();
    devices.refuse('/models', { reason: 'busy', problem: 'overlay' });
    expect(await acquire({ io: {} })).toEqual({
      ok: false,
      failure: { reason: 'busy', problem: 'overlay' },
    });
    expect(maker.scopes).toEqual([]);
  });

  it('is a share of the model that leaves too little', async () => {
    const { acquire } = makeRig();
    expect(await acquire({ memory: { max: { kind: 'model-share', share: 0.1 } } })).toMatchObject({
      failure: { reason: 'invalid-profile', problems: [{ path: 'constraints.memory.max' }] },
    });
  });

  it('is a scope that cannot be opened', async () => {
    const openFailure = { reason: 'busy', problem: 'no scope' } as const;
    const { acquire } = makeRig({ openFailure });
    expect(await acquire({ cpu: {} })).toEqual({ ok: false, failure: openFailure });
  });
});

describe('what was seen of a run', () => {
  it('is where it lived, and the most memory of each kind at any look', async () => {
    const { hold, clock } = makeRig();
    const { lease, scope } = await hold({ memory: limited.memory ?? {} });
    await using _lease = lease;
    scope.setProcesses([71]);
    scope.count({ anonymousBytes: 5 * MiB, fileBytes: 30 * MiB });
    await clock.pass(200);
    scope.count({ anonymousBytes: 9 * MiB, fileBytes: 20 * MiB, swapBytes: MiB });
    await clock.pass(200);
    await scope.kill();
    scope.count({
      anonymousBytes: 0,
      memoryPeakBytes: 60 * MiB,
      limitHits: 12,
      oomKills: 1,
      refaultedBytes: 7 * MiB,
      majorFaults: 40,
      memoryPressureNs: 5e6,
    });
    const { evidence, tests, warnings } = await observed(lease);
    expect(evidence).toEqual([
      { kind: 'scope', scope: 'cgroup-v2', place: '/sys/fs/cgroup/emulate-20260102-7' },
      {
        kind: 'memory',
        limitBytes: 60 * MiB,
        swapLimitBytes: 0,
        peakBytes: 60 * MiB,
        anonymousBytesMax: 9 * MiB,
        fileBytesMax: 30 * MiB,
        swapBytesMax: MiB,
        limitHits: 12,
        oomKills: 1,
        refaultedBytes: 7 * MiB,
        majorFaults: 40,
        pressureNs: 5e6,
        modelBytes: model.bytes,
      },
    ]);
    expect([tests, warnings]).toEqual([[], []]);
  });

  it('is what was in use in its last quarter, and what was read again in it', async () => {
    const { hold, clock } = makeRig();
    const { lease, scope } = await hold({ memory: limited.memory ?? {} });
    await using _lease = lease;
    // Another constraint takes its time.
    await clock.pass(10_000);
    scope.setProcesses([71]);
    // Loading copies what it reads, and lets go of it.
    for (let look = 1; look <= 15; look += 1) {
      const loaded = Math.min(1, look / 10);
      scope.count({
        anonymousBytes: 80 * loaded * MiB,
        mappedFileBytes: 100 * (1 - loaded) * MiB,
        refaultedBytes: 50 * loaded * MiB,
      });
      await clock.pass(200);
    }
    for (const spike of [0, 500, 0, 1]) {
      scope.count({ anonymousBytes: (81 + spike) * MiB, mappedFileBytes: (20 + spike) * MiB });
      await clock.pass(200);
    }
    scope.count({ refaultedBytes: 53 * MiB });
    await clock.pass(200);
    await scope.kill();
    scope.count({ anonymousBytes: 0, mappedFileBytes: 0, refaultedBytes: 54 * MiB });
    const { evidence } = await observed(lease);
    expect(findEvidence(evidence, 'memory')).toMatchObject({
      anonymousBytesLate: 82 * MiB,
      mappedFileBytesLate: 21 * MiB,
      refaultedBytes: 54 * MiB,
      refaultedBytesLate: 4 * MiB,
    });
  });

  it('says nothing of the last quarter of a run that is too short for it', async () => {
    const { hold, clock } = makeRig();
    const { lease, scope } = await hold({ memory: limited.memory ?? {} });
    await using _lease = lease;
    scope.setProcesses([71]);
    await clock.pass(600);
    await scope.kill();
    const { evidence } = await observed(lease);
    const memory = findEvidence(evidence, 'memory');
    expect(memory?.anonymousBytesMax).toBe(0);
    for (const late of ['anonymousBytesLate', 'mappedFileBytesLate', 'refaultedBytesLate'] as const)
      expect(memory?.[late]).toBeUndefined();
  });

  it('says nothing of how often a limit was met where there was none', async () => {
    const { hold } = makeRig();
    const { lease, scope } = await hold({ memory: {} });
    await using _lease = lease;
    scope.count({ limitHits: 99 });
    const { evidence } = await observed(lease);
    expect(findEvidence(evidence, 'memory')?.limitHits).toBeUndefined();
  });

  it('is without memory where the kernel counts none', async () => {
    const { hold } = makeRig({ counters: { readBytes: 0, readOperations: 0 } });
    const { lease } = await hold({ io: {} });
    await using _lease = lease;
    const { evidence } = await observed(lease);
    expect(evidence.map(({ kind }) => kind)).toEqual(['scope', 'io']);
  });

  it('is what the workload and the device read, from the look before its first process', async () => {
    const { hold, clock, devices } = makeRig();
    devices.setCounters('254:0', { readBytes: 1e9, readOperations: 1e6, writtenBytes: 0 });
    const { lease, scope } = await hold({ io: { readBandwidth: 100e6, readIops: 5000 } });
    await using _lease = lease;
    // Another constraint takes its time, and reads.
    await clock.pass(5000);
    devices.setCounters('254:0', { readBytes: 3e9, readOperations: 3e6, writtenBytes: 0 });
    await clock.pass(200);
    scope.setProcesses([71]);
    for (let look = 1; look <= 10; look += 1) {
      const read = look <= 5 ? look * 20e6 : 100e6 + (look - 5) * 1e6;
      scope.count({ readBytes: read, readOperations: read / 1e5, ioPressureNs: look });
      devices.setCounters('254:0', {
        readBytes: 3e9 + read,
        readOperations: 3e6 + read / 1e5,
        writtenBytes: 0,
      });
      await clock.pass(200);
    }
    await scope.kill();
    const { evidence } = await observed(lease);
    expect(findEvidence(evidence, 'io')).toEqual({
      kind: 'io',
      device: '254:0',
      devicePath: '/dev/vda',
      readBandwidth: 100e6,
      readIops: 5000,
      readBytes: 105e6,
      readOperations: 1050,
      deviceReadBytes: 105e6,
      deviceReadOperations: 1050,
      wallNs: 2e9,
      busiestBytesPerSecond: 100e6,
      busiestOperationsPerSecond: 1000,
      busiestBytesPerSecondLate: 5e6,
      busiestOperationsPerSecondLate: 50,
      pressureNs: 10,
    });
  });

  it("has the device's rates where the scope's own reads are not counted", async () => {
    const { hold, clock, devices } = makeRig({ counters: { memoryBytes: 0 } });
    const { lease, scope } = await hold({ io: {} });
    await using _lease = lease;
    devices.setCounters('254:0', { readBytes: 5e9, readOperations: 5, writtenBytes: 0 });
    await clock.pass(1000);
    scope.setProcesses([71]);
    await clock.pass(1000);
    devices.setCounters('254:0', { readBytes: 5e9 + 4e6, readOperations: 9, writtenBytes: 0 });
    await clock.pass(200);
    const { evidence } = await observed(lease);
    const io = findEvidence(evidence, 'io');
    expect(io?.readBytes).toBeUndefined();
    expect(io?.deviceReadBytes).toBe(4e6);
    expect(io?.busiestBytesPerSecond).toBe(10e6);
    expect(io?.busiestOperationsPerSecond).toBe(10);
  });

  it('has no more than the device delivered, where the scope counts what it asked for', async () => {
    const { hold, clock, devices } = makeRig();
    devices.setCounters('254:0', { readBytes: 0, readOperations: 0, writtenBytes: 0 });
    const { lease, scope } = await hold({ io: { readBandwidth: 100e6 } });
    await using _lease = lease;
    scope.setProcesses([71]);
    scope.count({ readBytes: 80e6, readOperations: 10 });
    for (let look = 1; look <= 4; look += 1) {
      const delivered = { readBytes: look * 20e6, readOperations: look };
      devices.setCounters('254:0', { ...delivered, writtenBytes: 0 });
      await clock.pass(200);
    }
    const { evidence } = await observed(lease);
    const io = findEvidence(evidence, 'io');
    expect(io?.busiestBytesPerSecond).toBe(100e6);
    expect(io?.busiestOperationsPerSecond).toBe(25);
  });

  it('is what processors a process could use, as the kernel lists them', async () => {
    const { hold, clock, putProcess } = makeRig();
    const { lease, scope } = await hold({ cpu: { affinity: '1' } });
    await using _lease = lease;
    // A moment before it enters the last of its groups, it may use all.
    putProcess(71, '0-3');
    scope.setProcesses([71]);
    await clock.pass(200);
    putProcess(71, '1');
    await clock.pass(200);
    await scope.kill();
    const { evidence } = await observed(lease);
    expect(findEvidence(evidence, 'cpu')).toEqual({ kind: 'cpu', allowed: '1', asked: '1' });
  });

  it('does not look again before the look before has ended', async () => {
    const looks: (() => void)[] = [];
    const delay = (): Promise<void> =>
      new Promise((resolve) => {
        looks.push(resolve);
      });
    const { hold, clock } = makeRig({ delay });
    const { lease } = await hold({ memory: {} });
    await clock.pass(1000);
    expect(looks).toHaveLength(1);
    looks[0]?.();
    await clock.pass(0);
    await clock.pass(200);
    expect(looks).toHaveLength(2);
    looks[1]?.();
    await lease[Symbol.asyncDispose]();
  });
});

describe('a run whose counters went missing', () => {
  const missing = (problem: string) => ({
    ok: false,
    failure: { reason: 'evidence-missing', problem: expect.stringContaining(problem) as string },
  });

  it('has no evidence when they cannot be read', async () => {
    const { hold } = makeRig();
    const { lease, scope } = await hold({ memory: {} });
    await using _lease = lease;
    scope.failCounters({ reason: 'busy', problem: 'gone' });
    expect(await lease.observe()).toEqual(
      missing(
        "the counters of the scope '/sys/fs/cgroup/emulate-20260102-7' could not be read after the run: gone",
      ),
    );
  });

  it('has no evidence when one is there no more', async () => {
    const { hold } = makeRig();
    const { lease, scope } = await hold({ memory: {} });
    await using _lease = lease;
    scope.countOnly({ memoryBytes: 1, memoryPeakBytes: 1, anonymousBytes: 1, fileBytes: 1 });
    expect(await lease.observe()).toEqual(missing('swapBytes, limitHits, oomKills'));
  });

  it("has no evidence of reads without the device's counters", async () => {
    const { hold, devices } = makeRig();
    const { lease } = await hold({ io: {} });
    await using _lease = lease;
    devices.setCounters('254:0', undefined);
    expect(await lease.observe()).toEqual(missing("the device '/dev/vda' have vanished"));
  });

  it('has no evidence of processors when no process was seen, unless none were asked for', async () => {
    const { hold } = makeRig();
    const { lease } = await hold({ cpu: { affinity: '0' } });
    await using _lease = lease;
    expect(await lease.observe()).toEqual(missing('on the processors 0, none was seen'));
    const bare = await hold({ cpu: {} });
    await using _bare = bare.lease;
    const { evidence } = await observed(bare.lease);
    expect(findEvidence(evidence, 'cpu')).toBeUndefined();
  });

  it('does not begin when they cannot be read from the start', async () => {
    const countersFailure = { reason: 'busy', problem: 'gone' } as const;
    const { acquire, maker } = makeRig({ countersFailure });
    expect(await acquire({ memory: {} })).toEqual({ ok: false, failure: countersFailure });
    expect(maker.scopes[0]?.calls).toEqual(['dispose']);
  });
});
