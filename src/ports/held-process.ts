import type { Failure } from '../model/failure.ts';
import type { Result } from '../model/result.ts';

/** A child process that only has to be there, because something lives as long as it does. */
export interface HeldSpec {
  readonly command: string;
  /** It must end when its standard input does, and print a line when it is where it has to be. */
  readonly args: readonly string[];
  /** Longest time until that line, in milliseconds. */
  readonly startLimitMs: number;
}

/** A process that is held; leaving the block ends it. */
export interface HeldProcess extends AsyncDisposable {
  readonly pid: number;
  /** In words, how it ended before it was told to; undefined as long as it runs. */
  ended(): string | undefined;
}

/** Keeps processes that the work needs beside it, for as long as this program runs and no longer. */
export interface ProcessHolder {
  /**
   * Starts a process and returns when it has printed its first line. It reads from a pipe that the
   * kernel closes with this program, so it ends even when this program is killed.
   */
  hold(spec: HeldSpec): Promise<Result<HeldProcess, Failure>>;
}
