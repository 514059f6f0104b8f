import type { Failure } from '../../model/failure.ts';
import type { Plan } from '../../model/plan.ts';
import { success, type Result } from '../../model/result.ts';
import { createClock } from '../../system/clock.ts';
import { renderPlan } from '../../model/plan/render-plan.ts';
import type { Io } from '../io.ts';
import { planMeasurement } from '../measurement.ts';
import { checkOptions, MeasureOptions, type RawOptions } from '../options.ts';
import { needsScope } from '../choose-scope.ts';
import { createHostPorts } from '../host-ports.ts';
import { planScopes, renderScopePlan, type ScopePlan } from '../plan-scopes.ts';
import { reportFailure } from '../report-failure.ts';
import { renderPlanCalibration } from '../saved-calibration.ts';
import { plannedModel } from '../stage.ts';

const planScopesHere = async (
  plan: Plan,
  options: MeasureOptions,
  cwd: string,
): Promise<Result<ScopePlan, Failure>> => {
  const model = await plannedModel(options, cwd);
  if (!model.ok) return model;
  return await planScopes(plan, model.value, options.scope, createHostPorts(createClock()));
};

/** Prints what `run` would do; changes nothing. */
export const planCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(MeasureOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const measurement = await planMeasurement(options.value, io.cwd);
  if (!measurement.ok) return reportFailure(io, measurement.failure);
  const { plan, calibration } = measurement.value;
  const scopes = needsScope(plan.cases)
    ? await planScopesHere(plan, options.value, io.cwd)
    : success(undefined);
  const found = scopes.ok ? scopes.value : undefined;
  io.out(
    options.value.json
      ? `${JSON.stringify({ schemaVersion: 1, plan, calibration, scopes: found }, undefined, 2)}\n`
      : `${renderPlan(plan)}\n${renderPlanCalibration(calibration)}${found === undefined ? '' : `\n${renderScopePlan(found)}`}`,
  );
  return scopes.ok ? 0 : reportFailure(io, scopes.failure);
};
