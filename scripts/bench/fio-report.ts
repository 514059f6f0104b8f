import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Output = z.object({
  timestamp_ms: z.number(),
  jobs: z.tuple([
    z.object({
      error: z.literal(0),
      read: z.object({
        bw_bytes: z.number(),
        /** In ms, without the ramp. */
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
  readonly readsPerSecond: number;
  readonly reads: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  /** When it ended, by the clock on the wall, and how long it had been counting. */
  readonly endedMs: number;
  readonly countedMs: number;
}

/** Options with which fio writes what {@link readFioReport} reads. */
export const reportOptions = (path: string): readonly string[] => [
  ...['--output-format=json', `--output=${path}`, '--percentile_list=50:99'],
];

/** Reads the report of one job. */
export const readFioReport = async (path: string): Promise<FioReading> => {
  const text = await readFile(path, 'utf8');
  // fio may print notes before its JSON.
  const report = Output.parse(JSON.parse(text.slice(text.indexOf('{'))));
  const { read } = report.jobs[0];
  return {
    bytesPerSecond: read.bw_bytes,
    readsPerSecond: (read.total_ios * 1000) / read.runtime,
    reads: read.total_ios,
    p50Ns: read.clat_ns.percentile['50.000000'] ?? Number.NaN,
    p99Ns: read.clat_ns.percentile['99.000000'] ?? Number.NaN,
    endedMs: report.timestamp_ms,
    countedMs: read.runtime,
  };
};
