import { join } from 'node:path';
import type { ProcessOutcome, ProcessSpec } from '../../src/ports/process-runner.ts';
import type { FakeFiles } from './fakes/files.ts';
import {
  createFakeProcessRunner,
  outcome,
  type FakeProcessRunner,
} from './fakes/process-runner.ts';

/** How far a fake fio is. */
export interface FioTotals {
  readonly runtimeMs: number;
  readonly bytes: number;
  readonly operations?: number;
  readonly error?: number;
  readonly p50Ns?: number;
  readonly p99Ns?: number;
}

/** A status document as fio prints it, without the fields that nobody reads. */
export const fioDocument = (
  { runtimeMs, bytes, operations = bytes / 131_072, error = 0, p50Ns, p99Ns }: FioTotals,
  options: Readonly<Record<string, string>> = {},
): string => {
  const percentile =
    p50Ns === undefined ? {} : { percentile: { '50.000000': p50Ns, '99.000000': p99Ns } };
  const document = {
    'fio version': 'fio-3.33',
    jobs: [
      {
        error,
        'job options': options,
        mixed: {
          io_bytes: bytes,
          runtime: runtimeMs,
          total_ios: operations,
          clat_ns: { N: operations, ...percentile },
        },
      },
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
};

/** Reports of a load that runs at one rate, from the first one on. */
export const steadyReports = (rate: number, reports = 5): readonly FioTotals[] =>
  Array.from({ length: reports }, (_, at) => {
    const runtimeMs = 400 + 500 * at;
    return { runtimeMs, bytes: (rate * runtimeMs) / 1000 };
  });

/** What a fake fio does; everything else goes well. */
export interface FakeFioOptions {
  readonly version?: Partial<ProcessOutcome>;
  readonly engines?: readonly string[];
  /** How the writing of the data file ends. */
  readonly writing?: Partial<ProcessOutcome>;
  /** Reported as soon as a load begins. */
  readonly ramp?: readonly FioTotals[];
  /** Printed before these. */
  readonly notes?: string;
  /** The load ends by itself after the ramp. */
  readonly endsAfterRamp?: Partial<ProcessOutcome>;
  /** Reported when it is told to end; nothing when absent. */
  readonly final?: FioTotals;
}

/** A fio that reads nothing, and what it was asked. */
export interface FakeFio extends FakeProcessRunner {
  /** Prints a report of the load that runs. */
  report(totals: FioTotals): void;
  /** Ends the load that runs, from outside. */
  die(end: Partial<ProcessOutcome>): void;
  /** Loads that were begun and have not ended; 0 when a test has ended. */
  running(): number;
}

const valueOf = (args: readonly string[], option: string): string =>
  args.find((each) => each.startsWith(`--${option}=`))?.split('=')[1] ?? '';

const optionsOf = (args: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['rw', 'bs', 'iodepth', 'numjobs', 'rate']
      .map((name) => [name, valueOf(args, name)] as const)
      .filter(([, value]) => value !== ''),
  );

/** Stands in for every program, and is always fio. */
export const createFakeFio = (files: FakeFiles, options: FakeFioOptions = {}): FakeFio => {
  let current: ProcessSpec | undefined;
  let end: (how: Partial<ProcessOutcome>) => void = () => undefined;
  const print = (text: string): void => {
    for (const line of text.split('\n').slice(0, -1)) current?.onStdoutLine?.(line);
  };
  const report = (totals: FioTotals): void => {
    print(fioDocument(totals, optionsOf(current?.args ?? [])));
  };

  const load = async (spec: ProcessSpec): Promise<Partial<ProcessOutcome>> => {
    current = spec;
    const ended = new Promise<Partial<ProcessOutcome>>((resolve) => {
      end = resolve;
    });
    spec.signal?.addEventListener('abort', () => {
      print('\nfio: terminating on signal 15\n');
      if (options.final !== undefined) report(options.final);
      end({ end: { how: 'cancelled' } });
    });
    await Promise.resolve();
    print(options.notes ?? '');
    for (const totals of options.ramp ?? steadyReports(20e6)) report(totals);
    if (options.endsAfterRamp !== undefined) end(options.endsAfterRamp);
    const how = await ended;
    current = undefined;
    return how;
  };

  const runner = createFakeProcessRunner((spec) => {
    if (spec.args.includes('--version')) return { stdout: 'fio-3.33\n', ...options.version };
    if (spec.args.includes('--enghelp'))
      return {
        stdout: `Available IO engines:\n${(options.engines ?? ['psync', 'libaio']).map((name) => `\t${name}\n`).join('')}`,
      };
    if (!spec.args.includes('--refill_buffers')) return load(spec);
    const { cwd = '/', args } = spec;
    files.put(join(cwd, 'data'), new Uint8Array(Number(valueOf(args, 'size'))));
    return outcome(options.writing);
  });
  return {
    ...runner,
    report,
    die: (how) => {
      end(how);
    },
    running: () => (current === undefined ? 0 : 1),
  };
};
