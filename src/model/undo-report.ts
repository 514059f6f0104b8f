import type { HostChange } from './host-change.ts';

/** A change to the host whose process ended without undoing it. */
export interface LeftChange {
  /** The journal's file, to be removed once nothing of the change is there. */
  readonly path: string;
  /** Of the process that made it. */
  readonly pid: number;
  readonly utc: string;
  /** Whether the machine has been started anew since. */
  readonly restarted: boolean;
  readonly change: HostChange;
}

/** What became of a change that was left. */
export interface Undone {
  readonly left: LeftChange;
  readonly how:
    | 'undone'
    /** Nothing of it was there: it was never made, or undone before its process ended. */
    | 'gone'
    /** It is there, and was only to be looked for. */
    | 'found'
    /** It could not be undone, and stays noted down. */
    | 'stays'
    /** It is not this program's own, or that cannot be told; it stays noted down. */
    | 'untouched';
  /** What was found beyond what was noted. */
  readonly detail?: string;
  /** Why it stays. */
  readonly problem?: string;
}

/** Files of a journal that are not, or not here, to be acted upon; by their paths. */
export interface OtherNotes {
  /** Cut short: the change was never made, for it comes after the whole note. */
  readonly torn: readonly string[];
  /** Whole, but not of this version, or such as another user could have written. */
  readonly strange: readonly string[];
  /** Of another process namespace, a container: whether their processes still run is unknown here. */
  readonly elsewhere: readonly string[];
}

/** What became of everything that was left. */
export interface UndoReport extends OtherNotes {
  /** In the order in which they were first looked for. */
  readonly changes: readonly Undone[];
}

/** Whether something that was left still is, or may be. */
export const hasRest = ({ changes, strange, elsewhere }: UndoReport): boolean =>
  strange.length + elsewhere.length > 0 ||
  changes.some(({ how }) => how === 'stays' || how === 'untouched');
