import type { Failure } from '../model/failure.ts';
import type { TestSpec } from '../model/test-name.ts';
import type { ProcessOutcome } from './process-runner.ts';

/** One measured test as the workload printed it. */
export interface MeasuredTest {
  readonly test: TestSpec;
  readonly repetitionsNs: readonly number[];
}

/** What a finished workload process gave. */
export interface WorkloadReading {
  /** In the order in which they were printed, which is the order in which they were measured. */
  readonly tests: readonly MeasuredTest[];
  /** What the workload says of itself, e.g. build commit, load mode. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Set when the process failed or its output was not what was expected; tests hold what came before. */
  readonly failure?: Failure;
  readonly warnings: readonly string[];
}

/** A program that is measured under constraints. */
export interface Workload {
  /** The argument vector of one run; the first element is the program. */
  readonly argv: readonly string[];
  /** What each run measures, in the order in which the program measures it. */
  readonly tests: readonly TestSpec[];
  /** How often each run measures each test. */
  readonly repetitions: number;
  readonly env: Readonly<Record<string, string>>;
  /** Reads what a finished process printed. */
  read(outcome: ProcessOutcome): WorkloadReading;
}
