import { join, resolve } from 'node:path';
import { checkMemory, holdsWeights, preflight } from '../engine/preflight.ts';
import type { RunContext } from '../engine/run-context.ts';
import { runPlan, type SweepOutcome } from '../engine/run-plan.ts';
import type { Dataset } from '../model/dataset.ts';
import type { Failure } from '../model/failure.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { Manifest } from '../model/manifest.ts';
import { needsFileBackedWeights } from '../model/page-cache/needs-file-backed-weights.ts';
import { planForModel } from '../model/plan/for-model.ts';
import { sweepSeconds } from '../model/plan/estimate-observed.ts';
import type { Plan } from '../model/plan.ts';
import { renderFailure } from '../model/render-failure.ts';
import { success, type Result } from '../model/result.ts';
import type { Workload } from '../ports/workload.ts';
import { renderOutputs } from '../report/outputs.ts';
import { createResultFolder } from '../store/result-folder.ts';
import { openRunLog } from '../store/run-log.ts';
import { writeOutputs } from '../store/write-outputs.ts';
import { createLlamaBenchWorkload } from '../workloads/llama-bench/workload.ts';
import { readChartRuntime } from './chart-runtime.ts';
import { compose } from './compose.ts';
import { defaultThreads } from './default-threads.ts';
import type { HostPorts } from './host-ports.ts';
import type { Measurement } from './measurement.ts';
import type { Narrator } from './observer.ts';
import type { RunOptions } from './options.ts';
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
});

/** Says how long a sweep took beside how long it was thought to, and remembers how fast this host ran it. */
const closeEstimate = async (dataset: Dataset, { observe }: Narrator): Promise<void> => {
  const { estimatedSeconds = 0 } = dataset.manifest;
  observe({ kind: 'sweep-timed', seconds: sweepSeconds(dataset.runs), estimatedSeconds });
  const kept = await keepSpeed(dataset);
  // The sweep is measured and recorded; only later estimates lose by it.
  if (!kept.ok) observe({ kind: 'warning', message: renderFailure(kept.failure).message });
};

/** Runs a staged plan from the empty folder to the last output. */
export const measure = async (
  context: MeasureContext,
  measurement: Measurement,
  staged: Staged,
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
  const folder = await createResultFolder(parent, clock.utc(), plan.profile.name);
  if (!folder.ok) return folder;
  const log = await openRunLog(folder.value);
  if (!log.ok) return log;
  await using runLog = log.value;
  narrator.keepIn(join(folder.value, 'run.log'));
  const estimate = estimateHere(
    plan,
    { modelBytes: model.bytes, threads, llamaBench: staged.bench.path },
    await loadSpeeds(),
  );
  const manifest: Manifest = {
    ...manifestOf(context, plan, measurement.profileText, staged, workload.value, host),
    estimatedSeconds: Math.round(estimate.seconds),
  };
  const written = await runLog.writeManifest(manifest);
  if (!written.ok) return written;

  const outcome = await runPlan(run, runLog);
  if (!outcome.ok) return outcome;
  const dataset: Dataset = { manifest, runs: outcome.value.runs };
  if (dataset.runs.length > 0) {
    const chartRuntime = await readChartRuntime((detail) => {
      narrator.observe({ kind: 'warning', message: 'report without charts', detail });
    });
    const outputs = await writeOutputs(
      folder.value,
      await renderOutputs(dataset, { chartRuntime }),
    );
    if (!outputs.ok) return outputs;
  }
  if (!outcome.value.interrupted) await closeEstimate(dataset, narrator);
  return success({ ...outcome.value, folder: folder.value, dataset });
};
