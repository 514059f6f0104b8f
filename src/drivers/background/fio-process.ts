import type { ProcessOutcome, ProcessRunner } from '../../ports/process-runner.ts';
import { createDocumentReader } from './documents.ts';
import { parseReport, type FioReport } from './report.ts';

/** A fio to be started. */
export interface FioSpec {
  /** fio with its arguments, behind whatever puts it into its scope. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Told of each report, and with undefined of the end. */
  readonly onReport: (report: FioReport | undefined) => void;
}

/** A fio that was started. */
export interface FioProcess {
  latest(): FioReport | undefined;
  /** Undefined as long as it runs. */
  ended(): ProcessOutcome | undefined;
  /** What it said besides its reports. */
  words(): string;
  /** Tells it to end, waits for that, and gives its final report when it made one. */
  stop(): Promise<FioReport | undefined>;
}

/** More than fio prints in a line, and enough of its errors. */
const outputLimitBytes = 64 * 1024;

/** Starts fio. It makes a final report when it is told to end, as long as it can. */
export const startFio = (processes: ProcessRunner, spec: FioSpec): FioProcess => {
  const [command = '', ...args] = spec.command;
  const stopping = new AbortController();
  let latest: FioReport | undefined;
  let outcome: ProcessOutcome | undefined;
  const reader = createDocumentReader((text) => {
    const report = parseReport(text);
    if (report === undefined) return;
    latest = report;
    spec.onReport(report);
  });
  const running = processes
    .run({
      command,
      args,
      cwd: spec.folder,
      timeoutMs: spec.timeoutMs,
      outputLimitBytes,
      discardStdout: true,
      onStdoutLine: (line) => {
        reader.take(line);
      },
      signal:
        spec.signal === undefined
          ? stopping.signal
          : AbortSignal.any([stopping.signal, spec.signal]),
    })
    .then((end) => {
      outcome = end;
      spec.onReport(undefined);
    });
  return {
    latest: () => latest,
    ended: () => outcome,
    words: () =>
      [outcome?.stderr.trim() ?? '', reader.words()].filter((text) => text !== '').join('\n'),
    stop: async () => {
      const before = latest;
      stopping.abort();
      await running;
      return latest === before ? undefined : latest;
    },
  };
};
