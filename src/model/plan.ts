import type { Dimension } from './dimension.ts';
import type { Design } from './plan/design.ts';
import type { Constraints, Level, Profile } from './profile/profile.ts';
import type { TestSpec } from './test-name.ts';

/** A point of a sweep that a case stands for. */
export interface SweepPoint {
  readonly parameter: string;
  readonly dimension: Dimension;
  readonly level: Level;
}

/** What a case is in the plan. */
export type CaseKind = 'baseline' | 'null' | 'nominal' | 'level' | 'design';

/** One set of constraint values. */
export interface Case {
  /** Unique in the plan and readable, e.g. `tier.readBandwidth=25GB/s`. */
  readonly id: string;
  readonly kind: CaseKind;
  readonly constraints: Constraints;
  /** The sweep points that this case stands for; several when a level is the nominal value; in a design what it sets. */
  readonly points: readonly SweepPoint[];
}

/** One run in the order in which it is made. */
export interface PlannedRun {
  /** Counts from 0 over the whole plan. */
  readonly index: number;
  /** 0 and up for rounds that count; below 0 for warm-up rounds. */
  readonly round: number;
  /** Place within the round, from 0. */
  readonly order: number;
  readonly caseId: string;
  /** Counts repetitions of a disturbed run from 1; absent for the run as planned. */
  readonly attempt?: number;
}

/** One part of a plan, to be measured on one machine while others measure the other parts. */
export interface Shard {
  /** From 1 to `of`. */
  readonly index: number;
  /** How many parts the plan is divided into. */
  readonly of: number;
}

/** Everything that will be measured, decided before anything is measured. */
export interface Plan {
  readonly schema: 'plan/1';
  readonly profile: Profile;
  readonly seed: number;
  /** Too little for intervals: a quick plan, or fewer than 6 rounds. */
  readonly indicative: boolean;
  /** The case that ratios are taken to: `null` where a tier is on, else `baseline`. */
  readonly reference: 'null' | 'baseline';
  /** What chose the cases in place of one-factor sweeps; absent for those. */
  readonly design?: Design;
  readonly tests: readonly TestSpec[];
  readonly cases: readonly Case[];
  /** Up to the most rounds; where rounds are added as they are needed, the last may not be made. */
  readonly runs: readonly PlannedRun[];
  /** Which part of a plan this is; its runs are then those of the part. Absent for a whole plan. */
  readonly shard?: Shard;
}
