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
  /**
   * Put into its environment as `EMULATE_RUN`, by which processes are found and killed after its end
   * that left its process group, such as daemons. Different for each run.
   */
  readonly mark?: string;
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
  /** Processes that it left behind, found by its mark and killed after its end. */
  readonly escaped?: readonly number[];
  /** Processes that are still there although they were killed, and how long they were waited for. */
  readonly left?: { readonly pids: readonly number[]; readonly waitedMs: number };
}

/** The one door for child processes. */
export interface ProcessRunner {
  /**
   * Runs a process to its end and kills whatever it leaves behind in its process group; never rejects.
   * A process that has been killed is waited for a minute, not for ever.
   */
  run(spec: ProcessSpec): Promise<ProcessOutcome>;
}
