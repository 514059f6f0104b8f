import { randomBytes } from 'node:crypto';
import { mkdir, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Failure } from '../model/failure.ts';
import type { HostChange } from '../model/host-change.ts';
import { renderFailure } from '../model/render-failure.ts';
import { success, type Result } from '../model/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, errorCode } from './file-problem.ts';
import { readBootId, readProcessStart, type JournalEntry } from './journal-entry.ts';
import { flushFolder } from './write-whole.ts';

/** Where the journal is. */
export interface UndoJournalOptions {
  /** Made when it is not there; for this user alone. */
  readonly folder: string;
  readonly clock: Clock;
}

/** A journal with one file for each change that is not undone yet. */
export const createUndoJournal = ({ folder, clock }: UndoJournalOptions): Journal => {
  let count = 0;
  return {
    note: async (change) => {
      count += 1;
      const entry = await describe(change, clock);
      if (!entry.ok) return entry;
      const path = join(folder, nameOf(entry.value, count));
      const noted = await attempt(path, 'note a change to this host in', () =>
        writeEntry(path, entry.value),
      );
      return noted.ok ? success({ undone: () => removeEntry(path) }) : noted;
    },
  };
};

const describe = async (
  change: HostChange,
  clock: Clock,
): Promise<Result<JournalEntry, Failure>> => {
  const bootId = await readBootId('/');
  if (!bootId.ok) return bootId;
  const { pid } = process;
  const pidStart = (await readProcessStart('/', pid)) ?? '';
  const utc = clock.utc();
  return success({ schema: 'change/1', bootId: bootId.value, pid, pidStart, utc, change });
};

/** Names sort by time, then by order within this process; the random part keeps two journals of it apart. */
const nameOf = ({ utc, pid }: JournalEntry, count: number): string => {
  const order = String(count).padStart(6, '0');
  return `${utc.replaceAll(':', '')}-${order}-${pid}-${randomBytes(4).toString('hex')}.json`;
};

const writeEntry = async (path: string, entry: JournalEntry): Promise<void> => {
  const folder = dirname(path);
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first !== undefined) await flushFolder(dirname(first));
  // 'wx' is O_CREAT | O_EXCL: a link that someone put there is not followed.
  await using file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(entry)}\n`);
    await file.sync();
    await flushFolder(folder);
  } catch (error) {
    // The change will not be made.
    await unlink(path).catch(() => undefined);
    throw error;
  }
};

/** An entry that stays would have the change undone a second time, so that it must be heard of. */
const removeEntry = async (path: string): Promise<void> => {
  const removed = await attempt(path, 'remove', async () => {
    await unlink(path).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  });
  if (!removed.ok) throw new Error(renderFailure(removed.failure).message);
};
