import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeldFolder } from './held-folder.ts';

/** The name of a file while it is written; see `whole-file.ts`. */
const temporaryName = /^\.(.+)\.[0-9a-f]{12}\.tmp$/;

/** The name of a folder while what is merged is written to it; see `write-merged.ts`. */
const partName = /^\.(.+)\.[0-9a-f]{12}\.part$/;

/** Removes from a folder what a kill left of folders of this name that were being written. */
export const removeParts = async (parent: string, name: string): Promise<void> => {
  for (const each of await readdir(parent))
    if (partName.exec(each)?.[1] === name)
      await rm(join(parent, each), { recursive: true, force: true });
};

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
