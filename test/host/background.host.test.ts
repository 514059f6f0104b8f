import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createBackgroundDriver,
  type BackgroundDriver,
} from '../../src/drivers/background/driver.ts';
import { createCgroupV1Maker } from '../../src/drivers/scope/cgroup/cgroup-v1.ts';
import { createCgroupV2Maker } from '../../src/drivers/scope/cgroup/cgroup-v2.ts';
import { findEvidence } from '../../src/model/evidence.ts';
import type { Miss } from '../../src/model/failure.ts';
import type { BackgroundConstraint } from '../../src/model/profile/profile.ts';
import type { ConstraintLease, ConstraintRequest } from '../../src/ports/constraint.ts';
import type { Scope, ScopeMaker } from '../../src/ports/scope.ts';
import { createBlockDevices } from '../../src/system/block-devices.ts';
import { createClock } from '../../src/system/clock.ts';
import { createControlFiles } from '../../src/system/control-files.ts';
import { createFiles } from '../../src/system/files.ts';
import { createProcessSignals } from '../../src/system/process-signals.ts';
import { createProcessRunner } from '../../src/system/processes.ts';
import { makeCase } from '../support/factory.ts';
import { createFakeJournal } from '../support/fakes/journal.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const KiB = 2 ** 10;
const load = { pattern: 'randread', blockSize: 128 * KiB, rate: 20e6 } as const;
const subject = (background: BackgroundConstraint) =>
  makeCase({ id: 'loaded', constraints: { background } });

const clock = createClock();
const controlFiles = createControlFiles();
const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const makeMaker = async (journal: ReturnType<typeof createFakeJournal>): Promise<ScopeMaker> => {
  const signals = createProcessSignals();
  const context = { files: controlFiles, clock, journal, signals, pid: process.pid };
  const makers = [await createCgroupV1Maker(context), await createCgroupV2Maker(context)];
  const request = { name: 'emulate-check', limits: {}, controllers: [] };
  for (const maker of makers) if ((await maker.check(request)).length === 0) return maker;
  const [first] = makers;
  if (first === undefined) throw new Error('no maker');
  return first;
};

/** Keeps hold of the scopes that are made, to look into them. */
const remembering = (maker: ScopeMaker, scopes: Scope[]): ScopeMaker => ({
  ...maker,
  open: async (request) => {
    const scope = await maker.open(request);
    if (scope.ok) scopes.push(scope.value);
    return scope;
  },
});

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const isRunning = (pid: number): Promise<boolean> => isThere(`/proc/${pid}`);

let folder: TemporaryFolder;
let parent: string;
let model: string;
let journal: ReturnType<typeof createFakeJournal>;
let scopes: Scope[];
let driver: BackgroundDriver;
let warnings: string[];
let misses: readonly Miss[];

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  // Characters that mean something to fio, and to a shell that it calls.
  parent = join(folder.path, "a b:c $ncpus 'd'");
  await mkdir(parent);
  model = join(parent, 'model.gguf');
  await writeFile(model, 'weights');
  journal = createFakeJournal();
  scopes = [];
  warnings = [];
  driver = createBackgroundDriver({
    ...{ clock, controlFiles, journal, files: createFiles(), processes: createProcessRunner() },
    devices: createBlockDevices({ controlFiles, journal }),
    maker: remembering(await makeMaker(journal), scopes),
    name: `test-${process.pid}`,
    runLimitMs: 60_000,
    warn: (message) => warnings.push(message),
  });
  misses = await driver.check([subject(load)], { path: model, bytes: 7 });
});

afterEach(async () => {
  await driver[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
  expect(journal.open()).toEqual([]);
  expect(warnings).toEqual([]);
});

const whyNot = (): string => misses.map(({ what }) => what).join('; ');

const acquire = async (background: BackgroundConstraint): Promise<ConstraintLease> => {
  const request: ConstraintRequest = {
    case: subject(background),
    nominal: { background },
    model: { path: model, bytes: 7 },
    seed: 1,
    name: `test-${process.pid}-${scopes.length}`,
  };
  const lease = await driver.acquire(request);
  if (!lease.ok) throw new Error(JSON.stringify(lease.failure));
  return lease.value;
};

const fioIn = async (scope: Scope | undefined): Promise<number> => {
  const [pid, ...more] = (await scope?.processes()) ?? [];
  expect(more).toEqual([]);
  if (pid === undefined) throw new Error('no process in the scope');
  expect((await readFile(`/proc/${pid}/comm`, 'utf8')).trim()).toBe('fio');
  return pid;
};

describe('the background load with a real fio', () => {
  it('reads at the asked rate beside the workload, in a scope of its own', async ({ skip }) => {
    skip(misses.length > 0, whyNot());
    const beganNs = clock.monotonicNs();
    const lease = await acquire(load);
    const [scope] = scopes;
    expect(scope?.name).toBe(`emulate-test-${process.pid}-0-background`);
    const pid = await fioIn(scope);
    await sleep(2000);
    const seen = await lease.observe();
    if (!seen.ok) throw new Error(JSON.stringify(seen.failure));
    const evidence = findEvidence(seen.value.evidence, 'background');
    expect(evidence).toMatchObject({ aliveUntilEnd: true, pattern: 'randread' });
    expect(evidence?.fioVersion).toMatch(/^fio-\d/);
    expect(evidence?.device).toMatch(/^\/dev\//);
    // What was read since the beginning cannot be more than the rate lets through and what is in flight.
    const mostBytes = (load.rate * (clock.monotonicNs() - beganNs)) / 1e9 + 8 * load.blockSize;
    expect((evidence?.operations ?? Infinity) * load.blockSize).toBeLessThanOrEqual(mostBytes);
    expect(evidence?.achieved).toBeLessThan(load.rate * 1.5);
    // A busy device may hold it back.
    expect(evidence?.achieved).toBeGreaterThan(load.rate * 0.25);
    // No access to a block device takes less than a microsecond, and the median is not above the tail.
    expect(evidence?.latencyP50Ns).toBeGreaterThan(1000);
    expect(evidence?.latencyP99Ns).toBeGreaterThanOrEqual(evidence?.latencyP50Ns ?? Infinity);
    // On a busy device it may not become steady, and then says so.
    expect(seen.value.warnings).toHaveLength(evidence?.steady === true ? 0 : 1);
    expect(lease.applied).toEqual({
      'background.rate': load.rate,
      'background.blockSize': load.blockSize,
      'background.queueDepth': 8,
      'background.jobs': 1,
    });
    const place = scope?.place ?? '';
    expect(await isThere(place)).toBe(true);
    await lease[Symbol.asyncDispose]();
    expect(await isRunning(pid)).toBe(false);
    expect(await isThere(place)).toBe(false);
  });

  it('notices that fio was killed while the workload ran, and keeps its file for the next run', async ({
    skip,
  }) => {
    skip(misses.length > 0, whyNot());
    const lease = await acquire(load);
    const pid = await fioIn(scopes[0]);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 10_000, interval: 20 }).toBe(false);
    const seen = await lease.observe();
    if (!seen.ok) throw new Error(JSON.stringify(seen.failure));
    const evidence = findEvidence(seen.value.evidence, 'background');
    expect(evidence).toMatchObject({ aliveUntilEnd: false });
    expect(evidence).not.toHaveProperty('latencyP50Ns');
    expect(seen.value.warnings.join()).toMatch(
      /^background: fio did not run until the workload had ended: it was killed by SIGKILL/,
    );
    await lease[Symbol.asyncDispose]();

    const file = join(parent, `emulate-background-test-${process.pid}`, 'data');
    const noted = journal.noted.filter(({ kind }) => kind === 'background-folder').length;
    expect(await isThere(file)).toBe(true);
    const next = await acquire({ ...load, pattern: 'randrw', jobs: 2 });
    await fioIn(scopes[1]);
    const again = await next.observe();
    await next[Symbol.asyncDispose]();
    expect(again.ok && findEvidence(again.value.evidence, 'background')).toMatchObject({
      aliveUntilEnd: true,
    });
    expect(journal.noted.filter(({ kind }) => kind === 'background-folder')).toHaveLength(noted);
    await driver[Symbol.asyncDispose]();
    expect(await isThere(file)).toBe(false);
  });
});
