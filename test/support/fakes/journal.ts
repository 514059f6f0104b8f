import type { Failure } from '../../../src/model/failure.ts';
import type { HostChange } from '../../../src/model/host-change.ts';
import { failed, success } from '../../../src/model/result.ts';
import type { Journal } from '../../../src/ports/journal.ts';

/** A journal in memory. A test of what changes the host ends with `expect(journal.open()).toEqual([])`. */
export interface FakeJournal extends Journal {
  /** Every change that was ever noted, in order. */
  readonly noted: readonly HostChange[];
  /** Changes that were noted and not undone, in order. */
  open(): readonly HostChange[];
  /** From now on nothing can be noted. */
  breakDown(problem: string): void;
}

/** A journal in memory, empty. */
export const createFakeJournal = (): FakeJournal => {
  const noted: HostChange[] = [];
  const open: HostChange[] = [];
  let failure: Failure | undefined;
  return {
    noted,
    open: () => [...open],
    breakDown: (problem) => {
      failure = { reason: 'file-failed', path: '/journal', operation: 'write', problem };
    },
    note: (change) => {
      if (failure !== undefined) return Promise.resolve(failed(failure));
      noted.push(change);
      open.push(change);
      return Promise.resolve(
        success({
          undone: () => {
            const at = open.indexOf(change);
            if (at >= 0) open.splice(at, 1);
            return Promise.resolve();
          },
        }),
      );
    },
  };
};
