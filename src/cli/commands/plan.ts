import { renderPlan } from '../../model/plan/render-plan.ts';
import type { Io } from '../io.ts';
import { planMeasurement } from '../measurement.ts';
import { checkOptions, MeasureOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';
import { renderPlanCalibration } from '../saved-calibration.ts';

/** Prints what `run` would do; changes nothing. */
export const planCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(MeasureOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const measurement = await planMeasurement(options.value, io.cwd);
  if (!measurement.ok) return reportFailure(io, measurement.failure);
  const { plan, calibration } = measurement.value;
  io.out(
    options.value.json
      ? `${JSON.stringify({ schemaVersion: 1, plan, calibration }, undefined, 2)}\n`
      : `${renderPlan(plan)}\n${renderPlanCalibration(calibration)}`,
  );
  return 0;
};
