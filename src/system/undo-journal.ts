import { randomBytes } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Failure } from '../model/failure.ts';
import type { HostChange } from '../model/host-change.ts';
import { renderFailure } from '../model/render-failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, errorCode } from './file-problem.ts';
import {
  readBootId,
  readPidNamespace,
  readProcessStart,
  type JournalEntry,
} from './journal-entry.ts';
import { whyNotBelieved } from './journal-folder.ts';
import { makeFolders } from './make-folders.ts';
import { flushFolder } from './write-whole.ts';

/** Where the journal is. */
export interface UndoJournalOptions {
  /** Made when it is not there; for this user alone. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'utc'>;
}

const operation = 'note a change to this host in';

/** A journal with one file for each change that is not undone yet. */
export const createUndoJournal = ({ folder, clock }: UndoJournalOptions): Journal => {
  let count = 0;
  return {
    note: async (change) => {
      count += 1;
      const name = nextName(count);
      const entry = await describe(change, clock);
      if (!entry.ok) return entry;
      const path = join(folder, name);
      const made = await attempt(path, operation, () => makeFolder(folder));
      if (!made.ok) return made;
      const problem = await whyNotBelieved(folder, 'folder');
      if (problem !== undefined)
        return failed({ reason: 'file-failed', path: folder, operation, problem });
      const noted = await attempt(path, operation, () => writeEntry(path, entry.value));
      return noted.ok ? success({ undone: () => removeEntry(path) }) : noted;
    },
  };
};

const describe = async (
  change: HostChange,
  clock: Pick<Clock, 'utc'>,
): Promise<Result<JournalEntry, Failure>> => {
  const bootId = await readBootId('/');
  if (!bootId.ok) return bootId;
  const { pid } = process;
  return success({
    schema: 'change/1',
    bootId: bootId.value,
    pid,
    pidNamespace: await readPidNamespace('/'),
    pidStart: (await readProcessStart('/', pid)) ?? '',
    utc: clock.utc(),
    change,
  });
};

/**
 * Names sort by the time since the machine was started, which no one sets back, then by order within
 * this process; the random part keeps two journals of it apart.
 */
const nextName = (count: number): string => {
  const sinceStartUs = String(process.hrtime.bigint() / 1000n).padStart(16, '0');
  const order = String(count).padStart(6, '0');
  return `${sinceStartUs}-${order}-${process.pid}-${randomBytes(4).toString('hex')}.json`;
};

const makeFolder = async (folder: string): Promise<void> => {
  const first = await makeFolders(folder, 0o700);
  if (first !== undefined) await flushFolder(dirname(first));
};

const writeEntry = async (path: string, entry: JournalEntry): Promise<void> => {
  // 'wx' is O_CREAT | O_EXCL: a link that someone put there is not followed.
  await using file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(entry)}\n`);
    await file.sync();
    await flushFolder(dirname(path));
  } catch (error) {
    // The change will not be made.
    await unlink(path).catch(() => undefined);
    throw error;
  }
};

/** Removes an entry; one that is gone is fine. */
export const strikeEntry = (path: string): Promise<Result<void, Failure>> =>
  attempt(path, 'remove', async () => {
    await unlink(path).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  });

/** An entry that stays would have the change undone a second time, so that it must be heard of. */
const removeEntry = async (path: string): Promise<void> => {
  const removed = await strikeEntry(path);
  if (!removed.ok) throw new Error(renderFailure(removed.failure).message);
};
