import { renderPlan } from '../../model/plan/render-plan.ts';
import type { Io } from '../io.ts';
import { planMeasurement } from '../measurement.ts';
import { checkOptions, MeasureOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';

/** Prints what `run` would do; changes nothing. */
export const planCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(MeasureOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const measurement = await planMeasurement(options.value, io.cwd);
  if (!measurement.ok) return reportFailure(io, measurement.failure);
  const { plan } = measurement.value;
  io.out(
    options.value.json
      ? `${JSON.stringify({ schemaVersion: 1, plan }, undefined, 2)}\n`
      : renderPlan(plan),
  );
  return 0;
};
