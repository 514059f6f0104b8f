import { readFile } from 'node:fs/promises';
import { errorCode } from '../system/file-problem.ts';
import { packagePaths } from './paths.ts';

/**
 * The script that makes charts of the drawings in `report.html`. Without it the report is whole, but
 * its figures are still: that is told, and nothing else is given up for it.
 */
export const readChartRuntime = async (
  warn: (message: string) => void,
): Promise<string | undefined> => {
  try {
    return await readFile(packagePaths.chartRuntime, 'utf8');
  } catch (error) {
    warn(
      `the figures in report.html are still drawings: cannot read ${packagePaths.chartRuntime} (${errorCode(error) ?? 'unknown error'}). 'npm run build' makes it; 'emulate report' then writes the report again.`,
    );
    return undefined;
  }
};
