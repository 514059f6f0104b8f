import { resolve } from 'node:path';
import type { Failure } from '../../model/failure.ts';
import { describeEstimate } from '../../model/plan/estimate-text.ts';
import type { TimeEstimate } from '../../model/plan/estimate.ts';
import { renderPlan } from '../../model/plan/render-plan.ts';
import type { Plan } from '../../model/plan.ts';
import { success, type Result } from '../../model/result.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import { createClock } from '../../system/clock.ts';
import { needsScope } from '../choose-scope.ts';
import { defaultThreads } from '../default-threads.ts';
import { noteTemporaries } from '../host-changes.ts';
import { createHostPorts, type HostPorts } from '../host-ports.ts';
import type { Io } from '../io.ts';
import { planMeasurement } from '../measurement.ts';
import { checkOptions, MeasureOptions, type RawOptions } from '../options.ts';
import { planScopes, renderScopePlan, type ScopePlan } from '../plan-scopes.ts';
import { reportFailure } from '../report-failure.ts';
import { renderPlanCalibration } from '../saved-calibration.ts';
import { estimateHere, loadSpeeds } from '../saved-speeds.ts';
import { plannedModel } from '../stage.ts';

/** The llama-bench that was asked for by its path; one that is only named is not looked for. */
const askedBench = (options: MeasureOptions, { cwd, env }: Io): { llamaBench?: string } => {
  const asked = options['llama-bench'] ?? env['EMULATE_LLAMA_BENCH'];
  return asked?.includes('/') === true ? { llamaBench: resolve(cwd, asked) } : {};
};

const estimate = async (
  plan: Plan,
  model: HeldFile,
  options: MeasureOptions,
  io: Io,
  { probe }: HostPorts,
): Promise<TimeEstimate> => {
  const threads = options.threads ?? defaultThreads(plan, await probe.facts());
  const setting = { modelBytes: model.bytes, threads, ...askedBench(options, io) };
  return estimateHere(plan, setting, await loadSpeeds());
};

const scopesFor = async (
  plan: Plan,
  model: Result<HeldFile, Failure>,
  options: MeasureOptions,
  ports: HostPorts,
): Promise<Result<ScopePlan | undefined, Failure>> => {
  if (!needsScope(plan.cases)) return success(undefined);
  return model.ok ? await planScopes(plan, model.value, options.scope, ports) : model;
};

/** Prints what `run` would do, and how long it would take; changes nothing. */
export const planCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(MeasureOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const measurement = await planMeasurement(options.value, io.cwd);
  if (!measurement.ok) return reportFailure(io, measurement.failure);
  const { plan, calibration } = measurement.value;
  const ports = createHostPorts(createClock());
  await using _temporaries = noteTemporaries(ports.journal);
  const model = await plannedModel(options.value, io.cwd);
  const time = model.ok ? await estimate(plan, model.value, options.value, io, ports) : undefined;
  const scopes = await scopesFor(plan, model, options.value, ports);
  const found = scopes.ok ? scopes.value : undefined;
  io.out(
    options.value.json
      ? `${JSON.stringify({ schemaVersion: 1, plan, estimate: time, calibration, scopes: found }, undefined, 2)}\n`
      : [
          `${renderPlan(plan)}\n`,
          renderPlanCalibration(calibration),
          ...(time === undefined ? [] : [`${describeEstimate(time)}\n`]),
          ...(found === undefined ? [] : ['\n', renderScopePlan(found)]),
        ].join(''),
  );
  return scopes.ok ? 0 : reportFailure(io, scopes.failure);
};
