import { z } from 'zod';
import type { Bytes, Nanoseconds } from '../../model/units.ts';

/** How far fio is, or was in the end; counted since it began. */
export interface FioReport {
  /** E.g. `fio-3.33`. */
  readonly version: string;
  readonly runtimeMs: number;
  /** Read and written by all jobs. */
  readonly bytes: Bytes;
  readonly operations: number;
  /** Number of the first error of a job (errno); 0 as long as all is well. */
  readonly error: number;
  /** Completion latencies; absent before the first access. */
  readonly latencyP50Ns?: Nanoseconds;
  readonly latencyP99Ns?: Nanoseconds;
  /** What fio says of the load that it makes, by parameter, in counting units. */
  readonly applied: Readonly<Record<string, number>>;
}

/** Field names and units of fio's JSON output since 3.0: https://fio.readthedocs.io/en/latest/fio_doc.html#json-output */
const Totals = z.object({
  io_bytes: z.number().nonnegative(),
  runtime: z.number().nonnegative(),
  total_ios: z.number().nonnegative(),
  clat_ns: z.object({ percentile: z.record(z.string(), z.number().nonnegative()).optional() }),
});
const Job = z.object({
  error: z.number().nonnegative(),
  'job options': z.record(z.string(), z.string()).default({}),
  mixed: Totals,
});
const Document = z.object({ 'fio version': z.string(), jobs: z.array(Job).min(1) });
type Document = z.infer<typeof Document>;

const appliedOf = (options: Readonly<Record<string, string>>): Record<string, number> => {
  const { rate, bs, iodepth, numjobs } = options;
  const jobs = Number(numjobs);
  const total = rate
    ?.split(',')
    .map(Number)
    .reduce((sum, each) => sum + each, 0);
  const values = {
    'background.rate': total === undefined ? NaN : total * jobs,
    'background.blockSize': Number(bs),
    'background.queueDepth': Number(iodepth),
    'background.jobs': jobs,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
};

const summarize = ({ 'fio version': version, jobs }: Document): FioReport => {
  const sum = (count: (job: z.infer<typeof Job>) => number): number =>
    jobs.reduce((total, job) => total + count(job), 0);
  // Jobs are reported as one, unless some of them could not begin.
  const [busiest] = [...jobs].sort((a, b) => b.mixed.total_ios - a.mixed.total_ios);
  const { '50.000000': p50, '99.000000': p99 } = busiest?.mixed.clat_ns.percentile ?? {};
  return {
    version,
    runtimeMs: Math.max(...jobs.map(({ mixed }) => mixed.runtime)),
    bytes: sum(({ mixed }) => mixed.io_bytes),
    operations: sum(({ mixed }) => mixed.total_ios),
    error: jobs.find(({ error }) => error !== 0)?.error ?? 0,
    ...(p50 === undefined ? {} : { latencyP50Ns: p50 }),
    ...(p99 === undefined ? {} : { latencyP99Ns: p99 }),
    applied: appliedOf(busiest?.['job options'] ?? {}),
  };
};

/** Reads one of fio's JSON documents; undefined when it is none that this program understands. */
export const parseReport = (text: string): FioReport | undefined => {
  try {
    const document = Document.safeParse(JSON.parse(text));
    return document.success ? summarize(document.data) : undefined;
  } catch {
    return undefined;
  }
};
