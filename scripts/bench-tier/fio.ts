import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { under, type ExecRequest, type Workshop } from './workshop.ts';

const Output = z.object({
  jobs: z.tuple([
    z.object({
      error: z.literal(0),
      read: z.object({
        bw_bytes: z.number(),
        runtime: z.number(),
        total_ios: z.number(),
        clat_ns: z.object({ percentile: z.record(z.string(), z.number()) }),
      }),
    }),
  ]),
});

/** What fio says of its reads. */
export interface FioReading {
  readonly bytesPerSecond: number;
  readonly reads: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
}

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
  ...['--output-format=json', `--output=${output}`, '--percentile_list=50:99', ...options],
];

const readOutput = async (path: string): Promise<FioReading> => {
  const text = await readFile(path, 'utf8');
  // fio may print notes before its JSON.
  const { read } = Output.parse(JSON.parse(text.slice(text.indexOf('{')))).jobs[0];
  return {
    bytesPerSecond: read.bw_bytes,
    reads: read.total_ios,
    p50Ns: read.clat_ns.percentile['50.000000'] ?? Number.NaN,
    p99Ns: read.clat_ns.percentile['99.000000'] ?? Number.NaN,
  };
};

/** fio under a profile. */
export const fioUnder = async (
  shop: Workshop,
  request: ExecRequest,
  options: readonly string[],
): Promise<FioReading> => {
  const output = join(shop.folder, 'fio.json');
  await under(shop, request, commandOf(request.file, output, options));
  return readOutput(output);
};
