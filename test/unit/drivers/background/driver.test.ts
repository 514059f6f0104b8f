import { describe, expect, it, onTestFinished } from 'vitest';
import type { BackgroundContext } from '../../../../src/drivers/background/context.ts';
import { createBackgroundDriver } from '../../../../src/drivers/background/driver.ts';
import { findEvidence } from '../../../../src/model/evidence.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import type { BackgroundConstraint, Constraints } from '../../../../src/model/profile/profile.ts';
import { renderFailure } from '../../../../src/model/render-failure.ts';
import type { ConstraintRequest } from '../../../../src/ports/constraint.ts';
import { baselineCase, makeCase } from '../../../support/factory.ts';
import { createFakeFio, steadyReports, type FakeFioOptions } from '../../../support/fake-fio.ts';
import { createFakeBlockDevices } from '../../../support/fakes/block-devices.ts';
import { createFakeFiles } from '../../../support/fakes/files.ts';
import { createFakeJournal } from '../../../support/fakes/journal.ts';
import { notFound } from '../../../support/fakes/process-runner.ts';
import { createFakeScopeMaker, type FakeScopeMakerOptions } from '../../../support/fakes/scope.ts';
import { createTickingClock, type TickingClock } from '../../../support/fakes/ticking-clock.ts';

const MiB = 2 ** 20;
const model = { path: '/models/big.gguf', bytes: 1e9 };
const folder = '/models/emulate-background-sweep-1';
const load: BackgroundConstraint = { rate: 20e6 };

const caseOf = (constraints: Constraints) => makeCase({ id: 'loaded', constraints });

const setUp = (
  options: FakeFioOptions = {},
  rest: {
    readonly scope?: FakeScopeMakerOptions;
    readonly context?: Partial<BackgroundContext>;
  } = {},
) => {
  const files = createFakeFiles();
  files.put(model.path, 'weights');
  files.setFreeBytes(40 * MiB);
  const fio = createFakeFio(files, options);
  const clock = createTickingClock();
  const devices = createFakeBlockDevices();
  const journal = createFakeJournal();
  const maker = createFakeScopeMaker(rest.scope);
  const warnings: string[] = [];
  const driver = createBackgroundDriver({
    ...{ files, clock, devices, journal, maker, processes: fio },
    controlFiles: {
      isWritable: () => Promise.resolve(true),
      resolve: (path) => Promise.resolve(path),
    },
    name: 'sweep-1',
    runLimitMs: 600_000,
    warn: (message) => warnings.push(message),
    ...rest.context,
  });
  onTestFinished(() => {
    expect(fio.running(), 'fio is left running').toBe(0);
    expect(clock.intervals(), 'a timer is left').toEqual([]);
  });
  const request = (background: BackgroundConstraint = load): ConstraintRequest => ({
    case: caseOf({ background }),
    nominal: { background },
    model,
    seed: 7,
    name: 'sweep-1-3',
  });
  const acquire = async (background?: BackgroundConstraint) => {
    const lease = await driver.acquire(request(background));
    if (!lease.ok) throw new Error(renderFailure(lease.failure).message);
    // As the kernel lists it.
    maker.scopes.at(-1)?.setProcesses([4711]);
    return lease.value;
  };
  const fail = async (background?: BackgroundConstraint): Promise<Failure> => {
    const lease = await driver.acquire(request(background));
    if (lease.ok) throw new Error('it was acquired');
    return lease.failure;
  };
  const loads = () => fio.specs.filter(({ args }) => args.includes('--time_based'));
  const writings = () => fio.specs.filter(({ args }) => args.includes('--refill_buffers'));
  return {
    ...{ files, fio, clock, devices, journal, maker, warnings, driver },
    ...{ request, acquire, fail, loads, writings },
  };
};

/** Lets the ramp begin, and then its time be over. */
const passRamp = async (clock: TickingClock): Promise<void> => {
  await clock.pass(0);
  await clock.pass(10_000);
};

const observed = async (lease: Awaited<ReturnType<ReturnType<typeof setUp>['acquire']>>) => {
  const seen = await lease.observe();
  if (!seen.ok) throw new Error(renderFailure(seen.failure).message);
  return { ...seen.value, background: findEvidence(seen.value.evidence, 'background') };
};

describe('what the background driver concerns', () => {
  it('is every case with a load, and neither the null case nor the baseline', () => {
    const { driver } = setUp();
    expect(driver.concerns(caseOf({ background: {} }))).toBe(true);
    expect(driver.concerns(caseOf({ tier: {} }))).toBe(false);
    expect(driver.concerns(baselineCase)).toBe(false);
    const bare = makeCase({ id: 'null', kind: 'null', constraints: { background: {} } });
    expect(driver.concerns(bare)).toBe(false);
  });
});

describe('what a host lacks for a background load', () => {
  it('is nothing where all is there', async () => {
    const { driver } = setUp();
    expect(await driver.check([caseOf({ background: load })], model)).toEqual([]);
  });

  it('is fio where there is none', async () => {
    const { driver } = setUp({ version: notFound('fio') });
    const misses = await driver.check([caseOf({ background: load })], model);
    expect(misses.map(({ what }) => what)).toEqual([
      "fio, which makes the background load, cannot be run: 'fio' was not found on the PATH",
    ]);
  });

  it('is a newer fio, an engine, a scope, a device and space, each told once and all at once', async () => {
    const miss = { what: 'a hierarchy of control groups', remedy: 'mount one' };
    const { driver, devices, files } = setUp(
      { engines: ['psync'] },
      { scope: { misses: () => [miss] } },
    );
    const noDevice = { what: 'a block device below tmpfs', remedy: 'use a disk' };
    devices.refuse('/models', { reason: 'missing-requirements', misses: [noDevice] });
    files.setFreeBytes(39 * MiB);
    const cases = [1, 2].map((at) =>
      caseOf({ background: { queueDepth: 2, blockSize: 1000, rate: at * 1e6 } }),
    );
    expect(await driver.check(cases, model)).toEqual([
      miss,
      {
        what: "background.queueDepth: this fio has neither the engine 'libaio' nor 'io_uring', so it cannot keep 2 accesses in flight",
        remedy:
          "use a fio that has one of them ('fio --enghelp' lists them), or ask for queueDepth: 1 and 2 jobs",
      },
      {
        what: 'background.blockSize: expected a multiple of 512 B, which access past the page cache needs, got 1000 B',
        remedy: "write it in KiB or MiB, e.g. '128 KiB'",
      },
      noDevice,
      {
        what: "expected at least 40 MiB of free space in '/models' for the file that the background load acts on, got 39 MiB",
        remedy:
          'free some space there (256 MiB are used where they are free), or move the model to a file system with more',
      },
    ]);
  });

  it('is a folder that may be written to', async () => {
    const { driver } = setUp(
      {},
      {
        context: {
          controlFiles: {
            isWritable: () => Promise.resolve(false),
            resolve: () => Promise.resolve('/blobs/abc'),
          },
        },
      },
    );
    expect(await driver.check([caseOf({ background: load })], model)).toEqual([
      {
        what: "the folder of the model, '/blobs', cannot be written to, and the background load needs a file on the same device",
        remedy: 'run as a user who may write there, or copy the model into a folder of your own',
      },
    ]);
  });

  it('is neither device nor space where a volume is made for the model', async () => {
    const { driver, devices, files } = setUp();
    devices.refuse('/models', { reason: 'busy', problem: 'no device' });
    files.setFreeBytes(0);
    const onVolume = caseOf({ background: load, volume: {} });
    expect(await driver.check([onVolume], model)).toEqual([]);
    expect(await driver.check([caseOf({ background: load })], model)).toMatchObject([
      {
        what: "the background load needs the model's device: no device",
        remedy: "put the model on a local disk, or add 'volume: {}' to the constraints",
      },
      {},
    ]);
  });
});

describe('a background load', () => {
  it('runs in a scope of its own, in the folder of its file, which is beside the model', async () => {
    const { acquire, driver, files, journal, loads, maker, writings } = setUp();
    const lease = await acquire();
    expect(maker.scopes[0]?.request).toEqual({
      name: 'emulate-sweep-1-3-background',
      limits: {},
      controllers: ['io'],
    });
    expect(lease.scope).toBeUndefined();
    const [spec] = loads();
    expect(spec).toMatchObject({ command: 'enter', cwd: folder, discardStdout: true });
    expect(spec?.args.slice(0, 3)).toEqual([
      'emulate-sweep-1-3-background',
      'fio',
      '--name=emulate',
    ]);
    expect(spec?.args).toEqual(
      expect.arrayContaining(['--rate=20000000', '--randseed=7', `--size=${32 * MiB}`]),
    );
    expect(spec?.args.join(' ')).not.toContain('/');
    // The run's limit, the ramp, and ten minutes for whatever comes before and after.
    expect(spec?.args).toContain('--runtime=1210');
    expect(writings()).toMatchObject([{ command: 'fio', cwd: folder }]);
    expect(files.paths()).toContain(`${folder}/data`);
    expect(journal.open()).toEqual([{ kind: 'background-folder', path: folder }]);
    await lease[Symbol.asyncDispose]();
    expect(maker.scopes[0]?.calls).toEqual(['dispose']);
    await driver[Symbol.asyncDispose]();
    expect(files.folders()).not.toContain(folder);
    expect(files.paths()).toEqual([model.path]);
    expect(journal.open()).toEqual([]);
  });

  it('does without counters of its own where the scope cannot have them', async () => {
    const { acquire, maker } = setUp(
      {},
      {
        scope: {
          misses: ({ controllers }) =>
            controllers.includes('io') ? [{ what: 'io', remedy: 'none' }] : [],
        },
      },
    );
    await using _lease = await acquire();
    expect(maker.scopes[0]?.request.controllers).toEqual([]);
  });

  it('is proved by what fio counted while the workload ran, with its latencies', async () => {
    const { acquire, clock } = setUp({
      final: { runtimeMs: 12_400, bytes: 248e6, operations: 2000, p50Ns: 300_000, p99Ns: 900_000 },
    });
    await using lease = await acquire({ ...load, pattern: 'randwrite' });
    expect(lease.applied).toEqual({
      'background.rate': 20e6,
      'background.blockSize': 131_072,
      'background.queueDepth': 8,
      'background.jobs': 1,
    });
    expect(lease.env).toEqual({});
    expect(await lease.live()).toBeUndefined();
    await clock.pass(10_000);
    const { background, tests, warnings } = await observed(lease);
    expect(background).toEqual({
      kind: 'background',
      fioVersion: 'fio-3.33',
      pattern: 'randwrite',
      rate: 20e6,
      achieved: 20e6,
      steadyBefore: 20e6,
      steady: true,
      aliveUntilEnd: true,
      operations: 2000 - 48e6 / 131_072,
      latencyP50Ns: 300_000,
      latencyP99Ns: 900_000,
      device: '/dev/vda',
    });
    expect(tests).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('tolerates the notes that fio prints before its documents', async () => {
    const { acquire } = setUp({
      notes: 'note: both iodepth >= 1 and synchronous I/O engine are selected\n{\n',
    });
    await using lease = await acquire();
    expect(lease.applied['background.rate']).toBe(20e6);
  });

  it('counts what came up to the last report when fio leaves no final one', async () => {
    const { acquire, fio } = setUp();
    await using lease = await acquire();
    fio.report({ runtimeMs: 3400, bytes: 60e6, p50Ns: 1, p99Ns: 2 });
    const { background } = await observed(lease);
    expect(background).toMatchObject({ achieved: 12e6, aliveUntilEnd: true });
    expect(background).not.toHaveProperty('latencyP50Ns');
  });

  it('is not proved when fio reported nothing after the workload began', async () => {
    const { acquire } = setUp();
    await using lease = await acquire();
    const seen = await lease.observe();
    expect(seen).toEqual({
      ok: false,
      failure: {
        reason: 'evidence-missing',
        problem: 'fio reported nothing between the start of the workload and its end',
      },
    });
  });

  it('goes on when it is not steady in time, and says so', async () => {
    const slow = steadyReports(10e6, 7);
    const { clock, driver, maker, request } = setUp({
      ramp: slow,
      final: { runtimeMs: 13_400, bytes: 134e6 },
    });
    const acquiring = driver.acquire(request());
    await passRamp(clock);
    const lease = await acquiring;
    if (!lease.ok) throw new Error('not acquired');
    maker.scopes[0]?.setProcesses([1]);
    await using held = lease.value;
    const { background, warnings } = await observed(held);
    expect(background).toMatchObject({ steady: false, steadyBefore: 10e6, achieved: 10e6 });
    expect(warnings).toEqual([
      'background: fio was not steady at 20 MB/s after 10 s; it did 10 MB/s in the end. Ask for a lower rate, smaller blocks, or more accesses in flight',
    ]);
  });

  it('asks for a rate when a load without one is not steady', async () => {
    const { clock, driver, maker, request } = setUp({
      ramp: [
        ...steadyReports(10e6, 3),
        { runtimeMs: 5000, bytes: 900e6 },
        { runtimeMs: 6000, bytes: 901e6 },
      ],
      final: { runtimeMs: 7000, bytes: 902e6 },
    });
    const acquiring = driver.acquire(request({}));
    await passRamp(clock);
    const lease = await acquiring;
    if (!lease.ok) throw new Error('not acquired');
    maker.scopes[0]?.setProcesses([1]);
    await using held = lease.value;
    const { background, warnings } = await observed(held);
    expect(background).not.toHaveProperty('rate');
    expect(warnings.join()).toMatch(
      /^background: fio's rate was not steady after 10 s; it was .* MB\/s in the end. Give it a rate that the device can keep$/,
    );
  });

  it('that was killed is noticed, and what it did counts over the whole run', async () => {
    const { acquire, clock, fio, maker } = setUp();
    await using lease = await acquire();
    fio.report({ runtimeMs: 4400, bytes: 88e6, operations: 700, p50Ns: 1, p99Ns: 2 });
    await clock.pass(2000);
    fio.die({ end: { how: 'killed-by-signal', signal: 'SIGKILL' }, stderr: 'so long\n' });
    await clock.pass(6000);
    maker.scopes[0]?.setProcesses([]);
    const { background, warnings } = await observed(lease);
    expect(background).toMatchObject({ aliveUntilEnd: false, steady: true, achieved: 5e6 });
    expect(background).not.toHaveProperty('latencyP50Ns');
    expect(warnings).toEqual([
      'background: fio did not run until the workload had ended: it was killed by SIGKILL; it said: so long',
    ]);
  });

  it('that was stopped is noticed although it is there, and what it did counts over the whole run', async () => {
    const { acquire, clock, fio } = setUp();
    await using lease = await acquire();
    fio.report({ runtimeMs: 4400, bytes: 88e6, operations: 700, p50Ns: 1, p99Ns: 2 });
    await clock.pass(20_000);
    const { background, warnings } = await observed(lease);
    expect(background).toMatchObject({ aliveUntilEnd: false, steady: true, achieved: 2e6 });
    expect(background).not.toHaveProperty('latencyP50Ns');
    expect(warnings).toEqual([
      'background: fio did not run until the workload had ended: it was stopped, or it hung; it reported nothing in the last 18 s',
    ]);
  });

  it('that is only slow to end has lasted', async () => {
    const { acquire, clock, fio } = setUp();
    await using lease = await acquire();
    fio.report({ runtimeMs: 4400, bytes: 88e6, p50Ns: 1, p99Ns: 2 });
    await clock.pass(4000);
    expect((await observed(lease)).background).toMatchObject({ aliveUntilEnd: true });
  });

  it('with an error in one of its jobs did not last, even if the others go on', async () => {
    const { acquire, clock, fio } = setUp();
    await using lease = await acquire();
    await clock.pass(1000);
    fio.report({ runtimeMs: 4400, bytes: 88e6, error: 5 });
    const { background, warnings } = await observed(lease);
    expect(background?.aliveUntilEnd).toBe(false);
    expect(warnings.join()).toContain('one of its jobs met an error (errno 5)');
  });
});

describe('a background load that cannot be made', () => {
  it("gives fio's own words when it ends before the workload begins", async () => {
    const { fail, maker } = setUp({
      ramp: [],
      notes: 'fio: engine libaio not loadable\n',
      endsAfterRamp: { end: { how: 'exited', code: 1 }, stderr: 'fio: failed to load engine\n' },
    });
    expect(renderFailure(await fail()).message).toBe(
      'fio failed: it ended with exit code 1, before the workload began\nIts last words were:\n  fio: failed to load engine\n  fio: engine libaio not loadable',
    );
    expect(maker.scopes[0]?.calls).toEqual(['dispose']);
  });

  it('gives the error of a job', async () => {
    const { fail } = setUp({ ramp: [{ runtimeMs: 1, bytes: 0, error: 22 }] });
    expect(renderFailure(await fail()).message).toContain(
      'fio failed: one of its jobs met an error (errno 22), before the workload began',
    );
  });

  it('says that fio reported nothing', async () => {
    const { clock, driver, request } = setUp({ ramp: [] });
    const acquiring = driver.acquire(request());
    await passRamp(clock);
    const lease = await acquiring;
    expect(lease.ok ? '' : renderFailure(lease.failure).message).toContain(
      'fio failed: it reported nothing for 10 s',
    );
  });

  it('is an interruption when the user wants no more', async () => {
    const user = new AbortController();
    const { clock, driver, request } = setUp({ ramp: [] }, { context: { signal: user.signal } });
    const acquiring = driver.acquire(request());
    await clock.pass(0);
    user.abort();
    expect(await acquiring).toEqual({
      ok: false,
      failure: { reason: 'interrupted', signal: 'SIGINT' },
    });
  });

  it('names what is missing, as far as it turns out only now', async () => {
    expect(await setUp({ version: notFound('fio') }).fail()).toMatchObject({
      reason: 'missing-requirements',
    });
    expect(await setUp({ engines: ['psync'] }).fail()).toMatchObject({
      reason: 'missing-requirements',
    });
    const { fail, files } = setUp();
    files.setFreeBytes(1);
    expect(await fail()).toMatchObject({ reason: 'missing-requirements' });
  });

  it('hands on that there is no device or no scope', async () => {
    const busy: Failure = { reason: 'busy', problem: 'not now' };
    expect(await setUp({}, { scope: { openFailure: busy } }).fail()).toEqual(busy);
    const { devices, fail } = setUp();
    devices.refuse('/models', busy);
    expect(await fail()).toEqual(busy);
  });
});

describe('the file of a background load', () => {
  it('is written once for all runs of a sweep', async () => {
    const { acquire, driver, journal, writings } = setUp();
    for (let runs = 0; runs < 3; runs += 1) await (await acquire())[Symbol.asyncDispose]();
    expect(writings()).toHaveLength(1);
    expect(journal.noted).toHaveLength(1);
    await driver[Symbol.asyncDispose]();
    expect(journal.open()).toEqual([]);
  });

  it('is written anew when it has vanished, as with a volume that was made anew', async () => {
    const { acquire, driver, files, journal, writings } = setUp();
    await (await acquire())[Symbol.asyncDispose]();
    await files.remove(folder);
    await (await acquire())[Symbol.asyncDispose]();
    expect(writings()).toHaveLength(2);
    await driver[Symbol.asyncDispose]();
    expect(journal.open()).toEqual([]);
  });

  it('is written anew when one access does not fit into it', async () => {
    const { acquire, driver, files, loads } = setUp();
    await (await acquire())[Symbol.asyncDispose]();
    files.setFreeBytes(80 * MiB);
    await (await acquire({ ...load, blockSize: 64 * MiB }))[Symbol.asyncDispose]();
    expect(loads().map(({ args }) => args.find((each) => each.startsWith('--size')))).toEqual([
      `--size=${32 * MiB}`,
      `--size=${72 * MiB}`,
    ]);
    await driver[Symbol.asyncDispose]();
  });

  it('goes when it could not be written, and the words of fio stay', async () => {
    const { fail, files, journal } = setUp({
      writing: { end: { how: 'exited', code: 1 }, stderr: 'fio: no space left\n' },
    });
    expect(renderFailure(await fail()).message).toBe(
      `fio, which was to write '${folder}/data', failed: it ended with exit code 1\nIts last words were:\n  fio: no space left`,
    );
    expect(files.folders()).not.toContain(folder);
    expect(journal.open()).toEqual([]);
  });

  it('is no reason to go on when the user interrupts its writing', async () => {
    const { fail, journal } = setUp({ writing: { end: { how: 'cancelled' } } });
    expect(await fail()).toEqual({ reason: 'interrupted', signal: 'SIGINT' });
    expect(journal.open()).toEqual([]);
  });

  it('is not put where something is that this program did not make', async () => {
    const { driver, fail, files } = setUp();
    files.put(`${folder}/data`, 'mine');
    expect(renderFailure(await fail()).message).toBe(
      `cannot create the folder '${folder}': something of this name is there already, perhaps left by a run that was killed; 'emulate cleanup' undoes what such runs left`,
    );
    await driver[Symbol.asyncDispose]();
    expect(files.paths()).toContain(`${folder}/data`);
  });

  it('is not made when it cannot be noted down, and stays noted when it cannot be removed', async () => {
    const silent = setUp();
    silent.journal.breakDown('disk full');
    expect(await silent.fail()).toMatchObject({ reason: 'file-failed', path: '/journal' });
    expect(silent.files.folders()).not.toContain(folder);

    const { acquire, driver, files, journal, warnings } = setUp();
    await (await acquire())[Symbol.asyncDispose]();
    files.breakDown('remove', folder, 'read-only');
    await driver[Symbol.asyncDispose]();
    expect(warnings).toEqual([
      `the background load's folder '${folder}' was not removed; 'emulate cleanup' tries again`,
    ]);
    expect(journal.open()).toEqual([{ kind: 'background-folder', path: folder }]);
  });
});
