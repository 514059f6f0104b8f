import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/** A file of the repository. */
export const readSample = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(path, root)), 'utf8');

/** Every file of a folder of the repository with this ending. */
export const readSamples = async (folder: string, ending: string): Promise<readonly string[]> => {
  const names = await readdir(fileURLToPath(new URL(folder, root)));
  return Promise.all(
    names
      .filter((name) => name.endsWith(ending))
      .toSorted()
      .map((name) => readSample(`${folder}${name}`)),
  );
};

/** What a reader of UTF-8 makes of a part of an input. */
export const textOf = (part: Uint8Array | string | undefined): string =>
  typeof part === 'string' ? part : Buffer.from(part ?? []).toString('utf8');
