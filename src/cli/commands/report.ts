import { renderOutputs } from '../../report/outputs.ts';
import { readResults } from '../../store/read-results.ts';
import { writeOutputs } from '../../store/write-outputs.ts';
import { resolve } from 'node:path';
import { readChartRuntime } from '../chart-runtime.ts';
import type { Io } from '../io.ts';
import { keepHeapLean } from '../lean-heap.ts';
import { checkOptions, ReportOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';

/** Rebuilds every output of recorded sweeps; runs nothing. */
export const reportCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  keepHeapLean();
  const options = checkOptions(ReportOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const chartRuntime = await readChartRuntime((text) => {
    io.err(`emulate: warning: ${text}\n`);
  });
  for (const folder of options.value.folders) {
    const path = resolve(io.cwd, folder);
    const results = await readResults(path);
    if (!results.ok) return reportFailure(io, results.failure);
    for (const warning of results.value.warnings) io.err(`emulate: warning: ${warning}\n`);
    const written = await writeOutputs(path, await renderOutputs(results.value, { chartRuntime }));
    if (!written.ok) return reportFailure(io, written.failure);
    for (const each of written.value) io.out(`${each}\n`);
  }
  return 0;
};
