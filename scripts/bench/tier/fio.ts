import { join } from 'node:path';
import { readFioReport, reportOptions, type FioReading } from '../fio-report.ts';
import type { ExecRequest, Workshop } from '../workshop.ts';
import { underTier } from './tier-workshop.ts';

/**
 * fio reading a file through its mmap engine: it copies each block out of the mapping, so a touch of
 * an absent unit delays the copy. `--invalidate=0` keeps it from asking the kernel to forget the file.
 */
const commandOf = (
  file: string,
  output: string,
  options: readonly string[],
): readonly [string, ...string[]] => [
  'fio',
  ...[
    '--name=tier',
    `--filename=${file}`,
    '--thread',
    '--readonly',
    '--ioengine=mmap',
    '--invalidate=0',
  ],
  ...reportOptions(output),
  ...options,
];

/** fio under a profile. */
export const fioUnder = async (
  shop: Workshop,
  request: ExecRequest,
  options: readonly string[],
): Promise<FioReading> => {
  const output = join(shop.folder, 'fio.json');
  await underTier(shop, request, commandOf(request.file, output, options));
  return readFioReport(output);
};
