import type { Failure } from '../model/failure.ts';
import type { ChangeOf, HostChange } from '../model/host-change.ts';
import type { Result } from '../model/result.ts';
import type { LeftChange, OtherNotes } from '../model/undo-report.ts';

/** What a journal holds that no running process will undo. */
export interface LeftChanges extends OtherNotes {
  /** The latest first: the order in which to undo them. */
  readonly changes: readonly LeftChange[];
}

/** What is found of a change on the host. Only what is found, and is this program's own, can be undone. */
export type Remains =
  | { readonly state: 'gone' }
  /** Let be: it is something else, or it cannot be told what it is. */
  | { readonly state: 'untouched'; readonly problem: string }
  | {
      readonly state: 'there';
      /** What is there beyond what the note says, in words. */
      readonly detail?: string;
      /** Undefined when it is gone; else in words why it is not. */
      readonly undo: () => Promise<string | undefined>;
    };

/** Looks for what is left of a change of one kind; changes nothing. */
export type Look<Kind extends HostChange['kind']> = (change: ChangeOf<Kind>) => Promise<Remains>;

/** What earlier processes left behind, and the means to look for it and to forget it. */
export interface LeftBehind {
  /** Reads the journal; fails where it cannot be read. */
  read(): Promise<Result<LeftChanges, Failure>>;
  /** Looks for what is left of a change of any kind. */
  look(change: HostChange): Promise<Remains>;
  /** Removes a file of the journal; one that is gone is fine. */
  strike(path: string): Promise<Result<void, Failure>>;
}
