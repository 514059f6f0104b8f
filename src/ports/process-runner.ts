import type { ProcessEnd } from '../model/process-end.ts';

/** A child process to run: an argument vector, never a shell string. */
export interface ProcessSpec {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the inherited environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Wall-clock limit in milliseconds; past it the whole process tree is killed. */
  readonly timeoutMs: number;
  /**
   * Most bytes kept of each stream. Standard output past it ends the run as `flooded`;
   * standard error is cut in the middle instead, and the run goes on.
   */
  readonly outputLimitBytes: number;
  /** Cancels the run: the whole process tree is ended. */
  readonly signal?: AbortSignal;
  /** Told the id of the process as soon as it is there; never for one that could not be started. */
  readonly onStart?: (pid: number) => void;
  /** Told about each line on standard output that ended with a line feed, while the process runs. */
  readonly onStdoutLine?: (line: string) => void;
  /**
   * Standard output goes to `onStdoutLine` alone and is not kept, for a process that prints for as
   * long as it runs; `outputLimitBytes` is then the most of one line.
   */
  readonly discardStdout?: true;
}

/** What is left of a child process after its end. */
export interface ProcessOutcome {
  readonly end: ProcessEnd;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** The one door for child processes. */
export interface ProcessRunner {
  /** Runs a process to its end and kills whatever it leaves behind in its process group; never rejects. */
  run(spec: ProcessSpec): Promise<ProcessOutcome>;
}
