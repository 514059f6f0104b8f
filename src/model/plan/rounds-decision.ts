import type { KeptRun } from '../kept-run.ts';
import type { Plan } from '../plan.ts';
import type { Share } from '../units.ts';

/** The widest interval of all that a sweep is made for. */
export interface WidestInterval {
  readonly caseId: string;
  readonly test: string;
  /** `sqrt(high / low) - 1`. */
  readonly halfWidth: Share;
}

/** Whether another round is made, and why. `rounds` are those that are made; `widest` is absent as long as there is no interval. */
export type RoundsDecision =
  /** The plan's rounds are fixed. */
  | {
      readonly kind: 'fixed';
      readonly rounds: number;
      readonly more: boolean;
      readonly widest?: WidestInterval;
    }
  /** Fewer rounds than the plan's fewest, or an interval is too wide still. */
  | {
      readonly kind: 'widen';
      readonly rounds: number;
      readonly more: true;
      readonly widest?: WidestInterval;
    }
  /** Every interval is narrow enough. */
  | {
      readonly kind: 'narrow-enough';
      readonly rounds: number;
      readonly more: false;
      readonly widest: WidestInterval;
    }
  /** At no point would another round help: none is bound. */
  | { readonly kind: 'none-bound'; readonly rounds: number; readonly more: false }
  /** The most rounds are made, and some interval is still too wide. */
  | {
      readonly kind: 'cap-reached';
      readonly rounds: number;
      readonly more: false;
      readonly widest?: WidestInterval;
    };

/** Decides after a whole round whether another one is made. */
export type DecideRounds = (plan: Plan, records: readonly KeptRun[]) => RoundsDecision;
