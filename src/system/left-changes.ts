import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import type { HostChange } from '../model/host-change.ts';
import { success, type Result } from '../model/result.ts';
import { attempt, errorCode } from './file-problem.ts';
import { parseJournalEntry, readBootId, readProcessStart } from './journal-entry.ts';

/** A change whose process ended without undoing it. */
export interface LeftChange {
  /** The journal's file, to be removed once the change is undone. */
  readonly path: string;
  readonly pid: number;
  readonly utc: string;
  /** Whether the machine has been started anew since: of a change, only a folder on a disk outlives that. */
  readonly rebooted: boolean;
  readonly change: HostChange;
}

/** What a journal holds of processes that are gone. */
export interface LeftChanges {
  /** The latest first: the order in which to undo them. */
  readonly changes: readonly LeftChange[];
  /** Files that are no entries of this version, or are cut short: then their change was never made. */
  readonly unreadable: readonly string[];
}

/** Reads what no running process will undo; `root` is the folder that holds `proc`. */
export const readLeftChanges = async (
  folder: string,
  root = '/',
): Promise<Result<LeftChanges, Failure>> => {
  const bootId = await readBootId(root);
  if (!bootId.ok) return bootId;
  const names = await attempt(folder, 'list', () => listEntries(folder));
  if (!names.ok) return names;
  const changes: LeftChange[] = [];
  const unreadable: string[] = [];
  for (const name of [...names.value].sort().reverse()) {
    const path = join(folder, name);
    const text = await attempt(path, 'read', () => readIfThere(path));
    if (!text.ok) return text;
    if (text.value === undefined) continue;
    const entry = parseJournalEntry(text.value);
    if (entry === undefined) {
      unreadable.push(path);
      continue;
    }
    const { pid, pidStart, utc, change } = entry;
    const rebooted = entry.bootId !== bootId.value;
    if (rebooted || (await readProcessStart(root, pid)) !== pidStart)
      changes.push({ path, pid, utc, rebooted, change });
  }
  return success({ changes, unreadable });
};

const unlessGone =
  <Value>(instead: Value) =>
  (error: unknown): Value => {
    if (errorCode(error) === 'ENOENT') return instead;
    throw error;
  };

const listEntries = (folder: string): Promise<readonly string[]> =>
  readdir(folder).then(
    (names) => names.filter((name) => name.endsWith('.json')),
    unlessGone<readonly string[]>([]),
  );

/** Undefined when its process has removed it meanwhile. */
const readIfThere = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(unlessGone(undefined));
