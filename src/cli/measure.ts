import { join, resolve } from 'node:path';
import { checkMemory, holdsWeights, preflight } from '../engine/preflight.ts';
import type { RunContext } from '../engine/run-context.ts';
import { runPlan, type SweepOutcome } from '../engine/run-plan.ts';
import { watchInputs } from '../engine/sweep-inputs.ts';
import type { Dataset } from '../model/dataset.ts';
import { keepForDecisions } from '../model/kept-run.ts';
import type { Failure } from '../model/failure.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { RecordedOptions, type Manifest, type Session } from '../model/manifest.ts';
import { needsFileBackedWeights } from '../model/page-cache/needs-file-backed-weights.ts';
import { planForModel } from '../model/plan/for-model.ts';
import { nameOfPlan } from '../model/plan/parse-shard.ts';
import { sweepSeconds } from '../model/plan/estimate-observed.ts';
import type { Plan } from '../model/plan.ts';
import { renderFailure } from '../model/render-failure.ts';
import { compareCommands } from '../model/resume/differences.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Workload } from '../ports/workload.ts';
import { renderOutputs } from '../report/outputs.ts';
import { tryFile } from '../store/file-failure.ts';
import { createResultFolder, takeResultFolder } from '../store/result-folder.ts';
import { readRuns } from '../store/read-results.ts';
import { openRunLog, runsName } from '../store/run-log.ts';
import { writeOutputs } from '../store/write-outputs.ts';
import { createLlamaBenchWorkload } from '../workloads/llama-bench/workload.ts';
import { readChartRuntime } from './chart-runtime.ts';
import { compose } from './compose.ts';
import { defaultThreads } from './default-threads.ts';
import type { HostPorts } from './host-ports.ts';
import type { Measurement } from './measurement.ts';
import type { Narrator } from './observer.ts';
import type { RunOptions } from './options.ts';
import { expectSame, type Continued } from './resume.ts';
import { cautionsOf } from './saved-calibration.ts';
import { estimateHere, keepSpeed, loadSpeeds } from './saved-speeds.ts';
import type { Staged } from './stage.ts';
import { uniqueName } from './unique-name.ts';

/** What a sweep is made with. */
export interface MeasureContext {
  readonly options: RunOptions;
  readonly cwd: string;
  readonly command: readonly string[];
  readonly toolVersion: string;
  readonly ports: HostPorts;
  readonly narrator: Narrator;
  readonly signal: AbortSignal;
}

/** A sweep that has ended, with its outputs written. */
export interface Measured extends SweepOutcome {
  readonly folder: string;
  readonly dataset: Dataset;
}

const manifestOf = (
  context: MeasureContext,
  plan: Plan,
  profileText: string,
  { bench, model }: Staged,
  workload: Workload,
  host: HostFacts,
  options: RecordedOptions,
): Manifest => ({
  schema: 'manifest/1',
  toolVersion: context.toolVersion,
  createdUtc: context.ports.clock.utc(),
  command: [...context.command],
  profileText,
  plan,
  host,
  model,
  workload: {
    path: bench.path,
    origin: bench.origin,
    version: bench.version,
    sha256: bench.sha256,
    argv: [...workload.argv],
    env: { ...workload.env },
  },
  options,
});

const optionsUsed = (
  options: RunOptions,
  used: Pick<RecordedOptions, 'threads' | 'scope'>,
): RecordedOptions => RecordedOptions.parse({ ...options, ...used });

/** The manifest of a sweep that goes on, with the session that begins now. */
const nextSession = (
  { manifest, runs }: Continued,
  { command, ports, toolVersion }: MeasureContext,
  { bootId }: HostFacts,
): Manifest => {
  const first: Session = {
    startedUtc: manifest.createdUtc,
    runsBefore: 0,
    toolVersion: manifest.toolVersion,
    command: manifest.command,
    ...(manifest.host.bootId === undefined ? {} : { bootId: manifest.host.bootId }),
  };
  const next: Session = {
    startedUtc: ports.clock.utc(),
    runsBefore: runs.length,
    toolVersion,
    command: [...command],
    ...(bootId === undefined ? {} : { bootId }),
  };
  return { ...manifest, sessions: [...(manifest.sessions ?? [first]), next] };
};

/** A failure that leaves a folder of results behind, with what to do about its runs. */
const withRunsKept = (failure: Failure, hint: string): Failure =>
  failure.reason === 'file-failed' && failure.hint === undefined ? { ...failure, hint } : failure;

/** Derives every output of a recorded sweep and writes it into its folder. */
export const writeReport = async (
  folder: string,
  dataset: Dataset,
  { observe }: Narrator,
): Promise<Result<void, Failure>> => {
  const chartRuntime = await readChartRuntime((detail) => {
    observe({ kind: 'warning', message: 'report without charts', detail });
  });
  const outputs = await writeOutputs(folder, await renderOutputs(dataset, { chartRuntime }));
  return outputs.ok
    ? success(undefined)
    : failed(
        withRunsKept(
          outputs.failure,
          `every run is recorded: 'emulate report ${folder}' writes the outputs again`,
        ),
      );
};

/** Says how long a sweep took beside how long it was thought to, and remembers how fast this host ran it. */
const closeEstimate = async (dataset: Dataset, { observe }: Narrator): Promise<void> => {
  const { estimatedSeconds = 0 } = dataset.manifest;
  observe({ kind: 'sweep-timed', seconds: sweepSeconds(dataset.runs), estimatedSeconds });
  const kept = await keepSpeed(dataset);
  // The sweep is measured and recorded; only later estimates lose by it.
  if (!kept.ok) observe({ kind: 'warning', message: renderFailure(kept.failure).message });
};

/** Runs a staged plan from the empty folder, or from where it was interrupted, to the last output. */
export const measure = async (
  context: MeasureContext,
  measurement: Measurement,
  staged: Staged,
  continued?: Continued,
): Promise<Result<Measured, Failure>> => {
  const { options, ports, narrator, signal } = context;
  const { clock, probe } = ports;
  const { model } = staged;
  const resolved = planForModel(measurement.plan, model.bytes);
  if (!resolved.ok) return resolved;
  const plan = resolved.value;
  const host = await probe.facts();
  const threads = options.threads ?? defaultThreads(plan, host);
  const workload = createLlamaBenchWorkload(staged.bench, {
    model: model.path,
    tests: plan.tests,
    threads,
    extra: options['--'],
    // Limits of the kernel act on weights in the mapped file; every case has the same kind.
    fileBackedWeights: plan.cases.some(({ constraints }) => needsFileBackedWeights(constraints)),
  });
  if (!workload.ok) return workload;
  if (continued !== undefined) {
    const now = { argv: workload.value.argv, model: model.path };
    const same = expectSame(continued.folder, compareCommands(continued.manifest, now));
    if (!same.ok) return same;
  }
  const { tests, repetitions } = workload.value;
  const name = uniqueName();
  const composed = await compose(
    {
      ...{ cases: plan.cases, model, name, signal, observe: narrator.observe },
      ...(model.sha256 === undefined ? {} : { sha256: model.sha256 }),
      ...(options.scope === undefined ? {} : { scope: options.scope }),
      dropGlobal: options['drop-global'],
      start: plan.profile.workload.start,
      runLimitMs: plan.profile.workload.runTimeLimit / 1e6,
      tier: { library: staged.library, repetition: { tests: tests.length, repetitions } },
    },
    ports,
  );
  if (!composed.ok) return composed;
  await using composition = composed.value;
  const run: RunContext = {
    ...{ name, plan, model, signal, clock, probe },
    inputs: watchInputs(ports.files, [...staged.inputs, ...composition.inputs]),
    workload: workload.value,
    drivers: composition.drivers,
    processes: ports.processes,
    activity: ports.activity,
    observe: narrator.observe,
    cautions: cautionsOf(measurement.calibration),
  };
  const short = holdsWeights(plan) ? await checkMemory(model.bytes, probe, narrator.observe) : [];
  const ready = await preflight(plan, run.drivers, model, short);
  if (!ready.ok) return ready;

  const parent = resolve(context.cwd, options.out);
  const folder =
    continued === undefined
      ? options.into === undefined
        ? await createResultFolder(parent, clock.utc(), nameOfPlan(plan))
        : await takeResultFolder(resolve(context.cwd, options.into))
      : success(continued.folder);
  if (!folder.ok) return folder;
  const log = await openRunLog(folder.value, {
    keep: keepForDecisions(plan),
    runs: continued?.runs ?? [],
    indexed: continued?.indexed,
  });
  if (!log.ok) return log;
  await using runLog = log.value;
  const logPath = join(folder.value, 'run.log');
  const kept = await tryFile(logPath, 'open', () => {
    narrator.keepIn(logPath);
  });
  if (!kept.ok) return kept;
  const estimate = estimateHere(
    plan,
    { modelBytes: model.bytes, threads, llamaBench: staged.bench.path },
    await loadSpeeds(),
  );
  const scope = composition.scope ?? options.scope;
  const used = optionsUsed(options, { threads, ...(scope === undefined ? {} : { scope }) });
  const manifest: Manifest =
    continued === undefined
      ? {
          ...manifestOf(context, plan, measurement.profileText, staged, workload.value, host, used),
          estimatedSeconds: Math.round(estimate.seconds),
        }
      : nextSession(continued, context, host);
  const written = await runLog.writeManifest(manifest);
  if (!written.ok) return written;

  const outcome = await runPlan(run, runLog, continued?.runs);
  if (!outcome.ok)
    return failed(
      withRunsKept(
        outcome.failure,
        `the runs that had ended are recorded: 'emulate --resume ${folder.value}' goes on from there`,
      ),
    );
  // All that is derived is a function of what is on the disk; runs in memory lack what only reports need.
  const recorded = await readRuns(join(folder.value, runsName));
  if (!recorded.ok) return recorded;
  const dataset: Dataset = { manifest, runs: recorded.value.runs };
  if (dataset.runs.length > 0) {
    const reported = await writeReport(folder.value, dataset, narrator);
    if (!reported.ok) return reported;
  }
  // Of a sweep that was interrupted the time between its sessions is no part of what it takes.
  if (!outcome.value.interrupted && manifest.sessions === undefined)
    await closeEstimate(dataset, narrator);
  return success({ ...outcome.value, folder: folder.value, dataset });
};
