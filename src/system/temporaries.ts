import { randomBytes } from 'node:crypto';
import { readdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseMountInfo } from '../model/mount-info.ts';
import { isPlainPath } from '../model/own-names.ts';
import { renderFailure } from '../model/render-failure.ts';
import type { Journal, JournalEntry } from '../ports/journal.ts';
import type { Look } from '../ports/left-changes.ts';
import { attempt } from './file-problem.ts';

/** What keeps track of temporary files and folders. */
export interface TemporariesOptions {
  readonly journal: Journal;
  /** Part of each of their names: 16 hex digits, random. */
  readonly mark: string;
  /** Told that temporary files cannot be noted down. */
  readonly warn: (message: string) => void;
}

interface Register {
  readonly mark: string;
  /** Returns when it is noted down that temporaries of this process may be in the folder. */
  readonly announce: (folder: string) => Promise<void>;
}

/** Of the whole process: files are made in many places, and none may be forgotten. */
let register: Register | undefined;

/** The middle part of the name of a temporary that is now made in a folder; when it returns, that is noted. */
export const announceTemporary = async (folder: string): Promise<string | undefined> => {
  await register?.announce(folder);
  return register?.mark;
};

/**
 * From now on each folder in which this process makes something temporary is noted down before the
 * first: one note a folder, as the names tell the rest. Leaving the block removes what is left there.
 */
export const trackTemporaries = ({ journal, mark, warn }: TemporariesOptions): AsyncDisposable => {
  const folders = new Map<string, Promise<JournalEntry | undefined>>();
  let isWarned = false;

  const note = async (folder: string): Promise<JournalEntry | undefined> => {
    const entry = await journal.note({ kind: 'temporary', folder, mark });
    if (entry.ok) return entry.value;
    // Nothing of the host hangs on them: a run without constraints of the kernel needs no journal.
    if (!isWarned)
      warn(
        `temporary files are not noted down, so a kill would leave them: ${renderFailure(entry.failure).message}`,
      );
    isWarned = true;
    return undefined;
  };

  const former = register;
  register = {
    mark,
    announce: async (folder) => {
      const place = await realpath(folder).catch(() => undefined);
      // What lies in a temporary folder goes with it.
      if (place === undefined || place.split('/').some(isNamedBy(mark))) return;
      const noted = folders.get(place) ?? note(place);
      folders.set(place, noted);
      await noted;
    },
  };
  return {
    [Symbol.asyncDispose]: async () => {
      register = former;
      for (const [folder, noted] of folders) {
        const remains = await lookForTemporaries({ kind: 'temporary', folder, mark });
        const problem = remains.state === 'there' ? await remains.undo() : undefined;
        if (problem === undefined) await (await noted)?.undone();
        else warn(`${problem}; 'emulate cleanup' tries again`);
      }
    },
  };
};

/** Names that `makeTemporaryFolder` and `writeStream` of the files give. */
const isNamedBy = (mark: string) => {
  const folder = new RegExp(`^[a-z-]+-${mark}-[0-9A-Za-z]{6}$`);
  const file = new RegExp(`^\\..*\\.${mark}-[0-9a-f]{12}\\.tmp$`, 's');
  return (name: string): boolean => folder.test(name) || file.test(name);
};

/** The name of a new temporary file beside another one. */
export const temporaryName = (name: string, mark: string | undefined): string => {
  const random = randomBytes(6).toString('hex');
  return `.${name}.${mark === undefined ? random : `${mark}-${random}`}.tmp`;
};

const listMountPoints = async (): Promise<readonly string[]> =>
  parseMountInfo(await readFile('/proc/self/mountinfo', 'utf8')).map(({ path }) => path);

/** Looks for temporary files and folders by the mark in their names, and removes them. */
export const lookForTemporaries: Look<'temporary'> = async ({ folder, mark }) => {
  if (!isPlainPath(folder) || !/^[0-9a-f]{16}$/.test(mark))
    return {
      state: 'untouched',
      problem: `'${mark}' in '${folder}' are no temporary files of this program`,
    };
  const place = await realpath(folder).catch(() => undefined);
  if (place === undefined) return { state: 'gone' };
  if (place !== folder)
    return { state: 'untouched', problem: `'${folder}' leads by a link to '${place}'` };
  const names = (await readdir(folder).catch(() => [])).filter(isNamedBy(mark)).sort();
  if (names.length === 0) return { state: 'gone' };
  const undo = async (): Promise<string | undefined> => {
    const points = await listMountPoints();
    for (const name of names) {
      const path = join(folder, name);
      const inside = points.find((point) => point === path || point.startsWith(`${path}/`));
      if (inside !== undefined) return `'${path}' was kept: something is mounted at '${inside}'`;
      const removed = await attempt(path, 'remove', () =>
        rm(path, { recursive: true, force: true }),
      );
      if (!removed.ok) return renderFailure(removed.failure).message;
    }
    return undefined;
  };
  return { state: 'there', detail: names.join(', '), undo };
};
