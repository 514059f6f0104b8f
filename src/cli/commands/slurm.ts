import { resolve } from 'node:path';
import process from 'node:process';
import { describeEstimate } from '../../model/plan/estimate-text.ts';
import { createClock } from '../../system/clock.ts';
import { createHostProbe } from '../../system/host-probe.ts';
import { defaultThreads } from '../default-threads.ts';
import type { Io } from '../io.ts';
import { planMeasurement } from '../measurement.ts';
import { checkOptions, SlurmOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';
import { estimateHere, loadSpeeds } from '../saved-speeds.ts';
import { wordsOf } from '../slurm/measure-options.ts';
import { renderSlurmScript } from '../slurm/script.ts';
import { plannedModel } from '../stage.ts';

/** Nodes differ from the host on which the estimate was made, and may have to build llama-bench first. */
const limitFactor = 2;
const stagingMinutes = 15;

/** Prints the script that has a plan measured by a cluster, a shard on each node; submits nothing. */
export const slurmCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(SlurmOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const { shards, into, constraint, partition, '--': extra } = options.value;
  const measured = { ...options.value, shard: `1/${shards}` };
  const measurement = await planMeasurement(measured, io.cwd);
  if (!measurement.ok) return reportFailure(io, measurement.failure);
  const model = await plannedModel(options.value, io.cwd);
  if (!model.ok) return reportFailure(io, model.failure);
  const { plan } = measurement.value;
  const facts = await createHostProbe({ clock: createClock() }).facts();
  const threads = options.value.threads ?? defaultThreads(plan, facts);
  const setting = { modelBytes: model.value.bytes, threads };
  const estimate = estimateHere(plan, setting, await loadSpeeds());
  io.out(
    renderSlurmScript({
      name: `emulate-${plan.profile.name}`,
      ...{ shards, extra },
      minutes: stagingMinutes + Math.ceil((limitFactor * estimate.high) / 60),
      estimate: describeEstimate(estimate).replace(/^Estimated time: /, ''),
      program: [process.execPath, process.argv[1] ?? ''],
      options: wordsOf(options.value, io.cwd),
      folder: resolve(io.cwd, into),
      ...(constraint === undefined ? {} : { constraint }),
      ...(partition === undefined ? {} : { partition }),
    }),
  );
  return 0;
};
