import type { Evidence, TierTestEvidence } from '../model/evidence.ts';
import type { Failure, Miss } from '../model/failure.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import type { Case } from '../model/plan.ts';
import type { Constraints } from '../model/profile/profile.ts';
import type { Result } from '../model/result.ts';
import type { Scope } from './scope.ts';

/** One repetition of a test, as something inside the workload saw it. */
export interface ObservedRepetition {
  /** Durations of its steps in nanoseconds: generated tokens, or the one prompt. */
  readonly stepsNs: readonly number[];
  readonly tier?: TierTestEvidence;
}

/** The measured repetitions of one test, in order. */
export type ObservedTest = readonly ObservedRepetition[];

/** What a constraint's lease saw during the run. */
export interface Observation {
  readonly evidence: readonly Evidence[];
  /** One entry a test, in the order in which the workload measured them; empty when not seen. */
  readonly tests: readonly ObservedTest[];
  readonly warnings: readonly string[];
}

/** Counters of a run that goes on. */
export interface LiveCounters {
  readonly bytesFetched: number;
  readonly steps: number;
  /** Touches that had to wait for the constraint. */
  readonly waits: number;
  /** Time asked of them, summed over threads. */
  readonly waitNs: number;
}

/** A file whose content a constraint holds: a model, or whatever another program maps. */
export type HeldFile = Pick<ModelFacts, 'path' | 'bytes'>;

/** A constraint in force; leaving the block releases it. */
export interface ConstraintLease extends AsyncDisposable {
  /** Values read back from what enforces them, by parameter; empty as long as nothing was read back. */
  readonly applied: Readonly<Record<string, number>>;
  /** Added to the workload's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the workload is to live; at most one lease of a run has one. */
  readonly scope?: Scope;
  /** The copy of the model that the workload, and the leases after this one, are to use in its place. */
  readonly model?: HeldFile;
  /** Read while the workload runs; undefined before it has begun. */
  live(): Promise<LiveCounters | undefined>;
  /** Read after the workload has ended. */
  observe(): Promise<Result<Observation, Failure>>;
}

/** What a constraint is asked to hold. */
export interface ConstraintRequest {
  readonly case: Case;
  /** The plan's nominal constraints: the null case takes from them what is no limit, such as sizes. */
  readonly nominal: Constraints;
  readonly model: HeldFile;
  /** Held besides the model. */
  readonly more?: readonly HeldFile[];
  /** Decides what the constraint draws; a whole number from 0 to 2^32 - 1, another one in each round. */
  readonly seed: number;
  /** Tells this run from every other one; letters, digits and dashes. */
  readonly name: string;
  /** Where the workload will live, when an earlier lease of the run made it. */
  readonly scope?: Scope;
}

/** A mechanism that puts one constraint on a workload. */
export interface ConstraintDriver {
  readonly name: string;
  /** Whether it has anything to do in a case; it is left out of the runs of all others. */
  concerns(subject: Case): boolean;
  /**
   * What this host lacks for the mechanism to work in these cases, all of which concern it; empty
   * when it works.
   */
  check(cases: readonly Case[], model: HeldFile): Promise<readonly Miss[]>;
  /** Puts the constraint in force for one run. */
  acquire(request: ConstraintRequest): Promise<Result<ConstraintLease, Failure>>;
}
