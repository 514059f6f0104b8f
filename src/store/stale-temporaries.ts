import { readdir, rm } from 'node:fs/promises';
import type { HeldFolder } from './held-folder.ts';

/** The name of a file while it is written; see `whole-file.ts`. */
const temporaryName = /^\.(.+)\.[0-9a-f]{12}\.tmp$/;

/** Removes from a held folder what a kill left of files of these names that were being written. */
export const removeTemporaries = async (
  folder: HeldFolder,
  names: ReadonlySet<string>,
): Promise<void> => {
  for (const name of await readdir(folder.at('.'))) {
    const [, meant] = temporaryName.exec(name) ?? [];
    if (meant !== undefined && names.has(meant)) await rm(folder.at(name), { force: true });
  }
};
