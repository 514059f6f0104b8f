import type { Failure } from '../../model/failure.ts';
import type { HostChange } from '../../model/host-change.ts';
import { success, type Result } from '../../model/result.ts';
import type { Journal, JournalEntry } from '../../ports/journal.ts';

/** Undoes a change, or finds that it was never made; otherwise says what stays. */
export type Undo = () => Promise<string | undefined>;

/** Puts a fuller note in the journal in place of the first one. */
export type NoteMore = (change: HostChange) => Promise<Result<void, Failure>>;

/**
 * Changes to the host, noted down before they are made. Leaving the block undoes them, last made
 * first; one that cannot be undone is told and stays in the journal, and does not keep the others.
 */
export interface Changes extends AsyncDisposable {
  /**
   * `undo` is called in the end whatever comes of it: a program may fail when its work is done, and a
   * change may be there before it could be noted.
   */
  make<Value>(
    change: HostChange,
    undo: Undo,
    make: (noteMore: NoteMore) => Promise<Result<Value, Failure>>,
  ): Promise<Result<Value, Failure>>;
}

/** No changes yet. */
export const createChanges = (journal: Journal, warn: (message: string) => void): Changes => {
  const steps: { entry?: JournalEntry; readonly undo: Undo }[] = [];

  const undoStep = async ({ undo, entry }: (typeof steps)[number]): Promise<void> => {
    try {
      const stays = await undo();
      if (stays === undefined) await entry?.undone();
      else warn(`${stays}; 'emulate cleanup' tries again`);
    } catch (error) {
      warn(`a change to the host may not be undone: ${String(error)}`);
    }
  };

  return {
    make: async (change, undo, make) => {
      const step: (typeof steps)[number] = { undo };
      steps.push(step);
      const note: NoteMore = async (each) => {
        const noted = await journal.note(each);
        if (!noted.ok) return noted;
        const { entry: former } = step;
        step.entry = noted.value;
        await former?.undone();
        return success(undefined);
      };
      const first = await note(change);
      return first.ok ? make(note) : first;
    },
    [Symbol.asyncDispose]: async () => {
      for (let last = steps.pop(); last !== undefined; last = steps.pop()) await undoStep(last);
    },
  };
};
