import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { LeftChange } from '../model/undo-report.ts';
import type { LeftChanges } from '../ports/left-changes.ts';
import { attempt, errorCode } from './file-problem.ts';
import {
  parseJournalEntry,
  readBootId,
  readPidNamespace,
  readProcessStart,
} from './journal-entry.ts';
import { whyNotBelieved } from './journal-folder.ts';

/** Which machine start, and which processes, this process sees. */
interface Here {
  readonly root: string;
  readonly bootId: string;
  readonly pidNamespace: string;
}

type Judged =
  | { readonly kind: 'left'; readonly change: LeftChange }
  /** Gone meanwhile, or its process still runs and will undo it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'torn' | 'strange' | 'elsewhere' };

const judge = async (path: string, here: Here): Promise<Judged> => {
  if ((await whyNotBelieved(path, 'file')) !== undefined) return { kind: 'strange' };
  const entry = parseJournalEntry(await readFile(path, 'utf8'));
  if (entry === 'torn' || entry === 'strange') return { kind: entry };
  const { pid, pidStart, utc, change } = entry;
  const restarted = entry.bootId !== here.bootId;
  if (!restarted && entry.pidNamespace !== here.pidNamespace) return { kind: 'elsewhere' };
  if (!restarted && (await readProcessStart(here.root, pid)) === pidStart) return { kind: 'none' };
  return { kind: 'left', change: { path, pid, utc, restarted, change } };
};

const listEntries = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();

const unlessGone =
  <Value>(instead: Value) =>
  (error: unknown): Value => {
    if (errorCode(error) === 'ENOENT') return instead;
    throw error;
  };

/** Reads what no running process will undo; `root` is the folder that holds `proc`. */
export const readLeftChanges = async (
  folder: string,
  root = '/',
): Promise<Result<LeftChanges, Failure>> => {
  const bootId = await readBootId(root);
  if (!bootId.ok) return bootId;
  const here: Here = { root, bootId: bootId.value, pidNamespace: await readPidNamespace(root) };
  const believed = await attempt(folder, 'look at', () =>
    whyNotBelieved(folder, 'folder').catch(unlessGone(undefined)),
  );
  if (!believed.ok) return believed;
  if (believed.value !== undefined)
    return failed({
      reason: 'file-failed',
      path: folder,
      operation: 'believe the notes in',
      problem: believed.value,
    });
  const names = await attempt(folder, 'list', () =>
    listEntries(folder).catch(unlessGone<readonly string[]>([])),
  );
  if (!names.ok) return names;
  const changes: LeftChange[] = [];
  const others = { torn: [] as string[], strange: [] as string[], elsewhere: [] as string[] };
  for (const name of [...names.value].reverse()) {
    const path = join(folder, name);
    const judged = await attempt(path, 'read', () =>
      judge(path, here).catch(unlessGone<Judged>({ kind: 'none' })),
    );
    if (!judged.ok) return judged;
    if (judged.value.kind === 'left') changes.push(judged.value.change);
    else if (judged.value.kind !== 'none') others[judged.value.kind].push(path);
  }
  return success({ changes, ...others });
};
