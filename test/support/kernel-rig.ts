import { mkdir, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createPageCacheDriver } from '../../src/drivers/page-cache/driver.ts';
import { createCgroupV1Maker } from '../../src/drivers/scope/cgroup/cgroup-v1.ts';
import { createCgroupV2Maker } from '../../src/drivers/scope/cgroup/cgroup-v2.ts';
import { createScopeDriver } from '../../src/drivers/scope/driver.ts';
import { createStartDriver } from '../../src/drivers/start/driver.ts';
import { LeaseStack } from '../../src/engine/lease-stack.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Case } from '../../src/model/plan.ts';
import type { Constraints } from '../../src/model/profile/profile.ts';
import { renderFailure } from '../../src/model/render-failure.ts';
import type { ConstraintDriver, ConstraintLease, HeldFile } from '../../src/ports/constraint.ts';
import type { ProcessOutcome } from '../../src/ports/process-runner.ts';
import type { Scope } from '../../src/ports/scope.ts';
import { createBlockDevices } from '../../src/system/block-devices.ts';
import { createClock } from '../../src/system/clock.ts';
import { createControlFiles } from '../../src/system/control-files.ts';
import { createFiles } from '../../src/system/files.ts';
import { createHostProbe } from '../../src/system/host-probe.ts';
import { createPageCache } from '../../src/system/page-cache.ts';
import { createProcessSignals } from '../../src/system/process-signals.ts';
import { createProcessRunner } from '../../src/system/processes.ts';
import { createUndoJournal } from '../../src/system/undo-journal.ts';
import { buildLlamaBench } from '../../src/workloads/llama-bench/build.ts';
import { findLlamaBench } from '../../src/workloads/llama-bench/find.ts';
import { modelChunks } from '../../src/workloads/llama-bench/model/chunks.ts';
import { describeModel } from '../../src/workloads/llama-bench/model/describe.ts';
import { findShape } from '../../src/workloads/llama-bench/model/shape.ts';
import { packageFolder } from './command-line.ts';
import { makeCase } from './factory.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** The cache of the end-to-end tests, beside the sources and so on a disk as a rule. */
const cacheFolder = join(packageFolder, '.cache/e2e/emulate');

/** What a run of llama-bench under constraints left. */
export interface KernelRun {
  readonly outcome: ProcessOutcome;
  readonly evidence: readonly Evidence[];
  readonly warnings: readonly string[];
}

/** What a run does beside its constraints. */
export interface KernelRunOptions {
  readonly args: readonly string[];
  /** Weights stay in the mapped file; else llama.cpp copies them into layouts of its own. */
  readonly fileBacked: boolean;
}

/** The kernel's constraints on this machine, around a real llama-bench. */
export interface KernelRig extends AsyncDisposable {
  readonly model: HeldFile;
  /** What this machine lacks for the constraints, one line; undefined when it has everything. */
  lacks(constraints: Constraints): Promise<string | undefined>;
  run(constraints: Constraints, options: KernelRunOptions): Promise<KernelRun>;
}

const ensureModel = async (): Promise<HeldFile> => {
  const shape = findShape('demo');
  if (!shape.ok) throw new Error(renderFailure(shape.failure).message);
  const path = join(cacheFolder, 'models/demo-seed1.gguf');
  const { bytes } = describeModel(shape.value);
  const present = await stat(path).catch(() => undefined);
  if (present?.size === bytes) return { path, bytes };
  await mkdir(dirname(path), { recursive: true });
  const written = await createFiles().writeStream(path, modelChunks(shape.value, 1));
  if (!written.ok) throw new Error(renderFailure(written.failure).message);
  return { path, bytes };
};

const ensureBench = async (): Promise<string> => {
  const ports = {
    files: createFiles(),
    processes: createProcessRunner(),
    observe: () => undefined,
  };
  const places = { pathFolders: [], cacheFolder, architecture: process.arch };
  const found = await findLlamaBench(places, ports);
  const bench =
    found.ok && found.value !== undefined ? found : await buildLlamaBench(places, ports);
  if (!bench.ok) throw new Error(renderFailure(bench.failure).message);
  return bench.value?.path ?? '';
};

const observeAll = async (
  leases: readonly ConstraintLease[],
): Promise<Pick<KernelRun, 'evidence' | 'warnings'>> => {
  const evidence: Evidence[] = [];
  const warnings: string[] = [];
  for (const lease of leases) {
    const seen = await lease.observe();
    if (!seen.ok) throw new Error(renderFailure(seen.failure).message);
    evidence.push(...seen.value.evidence);
    warnings.push(...seen.value.warnings);
  }
  return { evidence, warnings };
};

/** Finds or makes all that runs need; whatever changes on the machine is undone with each run. */
export const makeKernelRig = async (): Promise<KernelRig> => {
  const [model, bench] = [await ensureModel(), await ensureBench()];
  const folder = await makeTemporaryFolder();
  const clock = createClock();
  const files = createControlFiles();
  const processes = createProcessRunner();
  const journal = createUndoJournal({ folder: folder.path, clock });
  const signals = createProcessSignals();
  const devices = createBlockDevices({ controlFiles: files, journal });
  const pageCache = createPageCache({ processes, controlFiles: files });
  const context = { files, clock, journal, signals, pid: process.pid };
  const version2 = await createCgroupV2Maker(context);
  const probe = { name: 'emulate-check', limits: {}, controllers: ['memory'] } as const;
  const maker =
    (await version2.check(probe)).length === 0 ? version2 : await createCgroupV1Maker(context);
  const drivers: readonly ConstraintDriver[] = [
    createScopeDriver({ maker, devices, clock, files }),
    createPageCacheDriver(clock),
    createStartDriver({
      ...{ pageCache, probe: createHostProbe({ clock }), dropGlobal: false },
      warn: () => undefined,
      signal: new AbortController().signal,
    }),
  ];
  let runs = 0;

  const acquire = async (subject: Case, stack: LeaseStack) => {
    const leases: ConstraintLease[] = [];
    let scope: Scope | undefined;
    for (const driver of drivers.filter((each) => each.concerns(subject))) {
      const lease = await driver.acquire({
        case: subject,
        nominal: subject.constraints,
        model,
        seed: 1,
        name: `test-${process.pid}-${runs}`,
        ...(scope === undefined ? {} : { scope }),
      });
      if (!lease.ok) throw new Error(renderFailure(lease.failure).message);
      stack.hold(driver.name, lease.value);
      leases.push(lease.value);
      scope ??= lease.value.scope;
    }
    return { leases, scope };
  };

  return {
    model,
    lacks: async (constraints) => {
      const cases = [makeCase({ constraints })];
      const misses = await Promise.all(drivers.map((driver) => driver.check(cases, model)));
      const lacking = misses.flat().map(({ what }) => what);
      return lacking.length === 0 ? undefined : lacking.join('; ');
    },
    run: async (constraints, { args, fileBacked }) => {
      runs += 1;
      const problems: string[] = [];
      const run = async (): Promise<KernelRun> => {
        await using stack = new LeaseStack((problem) => problems.push(problem));
        const { leases, scope } = await acquire(makeCase({ constraints }), stack);
        const threads = String(Math.min(2, cpus().length));
        const [command = '', ...rest] = [
          ...(scope?.entry ?? []),
          ...[bench, '-m', model.path, '-t', threads, '-r', '1', '-o', 'jsonl', ...args],
        ];
        const outcome = await processes.run({
          command,
          args: rest,
          env: fileBacked ? { EMULATE_FILE_BACKED_WEIGHTS: '1' } : {},
          timeoutMs: 120_000,
          outputLimitBytes: 2 ** 20,
        });
        const killed = await scope?.kill();
        if (killed?.ok === false) problems.push(renderFailure(killed.failure).message);
        return { outcome, ...(await observeAll(leases)) };
      };
      const done = await run();
      if (problems.length > 0) throw new Error(problems.join('\n'));
      return done;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};
