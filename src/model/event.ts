import type { KeptRun } from './kept-run.ts';
import type { RoundsDecision } from './plan/rounds-decision.ts';
import type { Plan, PlannedRun } from './plan.ts';
import type { RunRecord } from './run-record.ts';

/** Something that happened and that a person may want to see. Below `cli` nothing prints: it emits one of these. */
export type Event =
  | { readonly kind: 'step-began'; readonly step: string; readonly detail?: string }
  | { readonly kind: 'step-ended'; readonly step: string; readonly detail?: string }
  | {
      readonly kind: 'progress';
      readonly step: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'warning'; readonly message: string; readonly detail?: string }
  | {
      readonly kind: 'sweep-began';
      readonly plan: Plan;
      readonly folder: string;
      /** What an interrupted sweep goes on from; absent for a new one. */
      readonly before?: readonly KeptRun[];
    }
  | { readonly kind: 'run-began'; readonly run: PlannedRun; readonly plan: Plan }
  | {
      readonly kind: 'run-live';
      readonly run: PlannedRun;
      readonly bytesFetched: number;
      readonly steps: number;
      readonly waits: number;
      /** Time asked of the waits, summed over threads. */
      readonly waitNs: number;
      readonly elapsedMs: number;
    }
  | {
      readonly kind: 'run-ended';
      readonly run: PlannedRun;
      readonly record: RunRecord;
      /** Of it, what the sweep keeps in memory: one who keeps more of each run grows with the sweep. */
      readonly kept: KeptRun;
    }
  /** Comes after `run-ended`. */
  | {
      readonly kind: 'run-disturbed';
      readonly run: PlannedRun;
      readonly why: readonly string[];
      /** Whether it is made again at the end of its round. */
      readonly again: boolean;
    }
  /** After each whole round that counts. */
  | { readonly kind: 'rounds-decided'; readonly decision: RoundsDecision }
  | { readonly kind: 'sweep-ended'; readonly folder: string; readonly failed: number }
  /** After a sweep that was made to its end: how long its runs took, and were thought to. */
  | { readonly kind: 'sweep-timed'; readonly seconds: number; readonly estimatedSeconds: number };

/** Receives events. */
export type Observer = (event: Event) => void;
