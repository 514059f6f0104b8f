import { join, resolve } from 'node:path';
import { createTierPager } from '../drivers/tier-pager/driver.ts';
import { checkMemory, holdsWeights, preflight } from '../engine/preflight.ts';
import type { RunContext } from '../engine/run-context.ts';
import { runPlan, type SweepOutcome } from '../engine/run-plan.ts';
import type { Dataset } from '../model/dataset.ts';
import type { Failure } from '../model/failure.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { Manifest } from '../model/manifest.ts';
import { success, type Result } from '../model/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostProbe } from '../ports/host-probe.ts';
import type { Workload } from '../ports/workload.ts';
import { renderOutputs } from '../report/outputs.ts';
import { createResultFolder } from '../store/result-folder.ts';
import { openRunLog } from '../store/run-log.ts';
import { writeOutputs } from '../store/write-outputs.ts';
import { createFiles } from '../system/files.ts';
import { createProcessRunner } from '../system/processes.ts';
import { createLlamaBenchWorkload } from '../workloads/llama-bench/workload.ts';
import type { Measurement } from './measurement.ts';
import type { Narrator } from './observer.ts';
import type { RunOptions } from './options.ts';
import { cautionsOf } from './saved-calibration.ts';
import type { Staged } from './stage.ts';

/** What a sweep is made with. */
export interface MeasureContext {
  readonly options: RunOptions;
  readonly cwd: string;
  readonly command: readonly string[];
  readonly toolVersion: string;
  readonly clock: Clock;
  readonly probe: HostProbe;
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
  { plan, profileText }: Measurement,
  { bench, model }: Staged,
  workload: Workload,
  host: HostFacts,
): Manifest => ({
  schema: 'manifest/1',
  toolVersion: context.toolVersion,
  createdUtc: context.clock.utc(),
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
  },
});

/** Runs a staged plan from the empty folder to the last output. */
export const measure = async (
  context: MeasureContext,
  measurement: Measurement,
  staged: Staged,
): Promise<Result<Measured, Failure>> => {
  const { options, clock, probe, narrator, signal } = context;
  const { plan } = measurement;
  const host = await probe.facts();
  const workload = createLlamaBenchWorkload(staged.bench, {
    model: staged.model.path,
    tests: plan.tests,
    threads: options.threads ?? host.physicalCores ?? host.cpus,
    extra: options['--'],
  });
  if (!workload.ok) return workload;
  const { tests, repetitions } = workload.value;
  const files = createFiles();
  const run: RunContext = {
    plan,
    workload: workload.value,
    model: staged.model,
    drivers: [
      createTierPager({
        files,
        library: staged.library,
        repetition: { tests: tests.length, repetitions },
      }),
    ],
    processes: createProcessRunner(),
    clock,
    probe,
    observe: narrator.observe,
    cautions: cautionsOf(measurement.calibration),
    signal,
  };
  const short = holdsWeights(plan)
    ? await checkMemory(staged.model.bytes, probe, narrator.observe)
    : [];
  const ready = await preflight(plan, run.drivers, short);
  if (!ready.ok) return ready;

  const parent = resolve(context.cwd, options.out);
  const folder = await createResultFolder(parent, clock.utc(), plan.profile.name);
  if (!folder.ok) return folder;
  const log = await openRunLog(folder.value);
  if (!log.ok) return log;
  await using runLog = log.value;
  narrator.keepIn(join(folder.value, 'run.log'));
  const manifest = manifestOf(context, measurement, staged, workload.value, host);
  const written = await runLog.writeManifest(manifest);
  if (!written.ok) return written;

  const outcome = await runPlan(run, runLog);
  if (!outcome.ok) return outcome;
  const dataset: Dataset = { manifest, runs: outcome.value.runs };
  if (dataset.runs.length > 0) {
    const outputs = await writeOutputs(folder.value, await renderOutputs(dataset));
    if (!outputs.ok) return outputs;
  }
  return success({ ...outcome.value, folder: folder.value, dataset });
};
