import type { Failure } from '../model/failure.ts';
import type { HostChange } from '../model/host-change.ts';
import type { Result } from '../model/result.ts';

/** A change that has been noted down. */
export interface JournalEntry {
  /** To be called when the change is undone, or was not made after all. */
  undone(): Promise<void>;
}

/** Changes to the host, each noted down durably before it is made, so that none outlives this program unknown. */
export interface Journal {
  /** Returns when the note would survive a loss of power; without one the change must not be made. */
  note(change: HostChange): Promise<Result<JournalEntry, Failure>>;
}
