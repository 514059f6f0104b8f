import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readFile, readdir, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Seal } from '../model/seal.ts';
import { errorCode } from './file-problem.ts';
import { whyForeignBelow } from './foreign.ts';
import { writeWhole } from './write-whole.ts';

/** The record of what was built, as `sha256sum --check` reads it. */
const sealName = 'contents.sha256';

const digest = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

const contentNames = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name !== sealName).sort();

const listContents = async (folder: string): Promise<string> => {
  let text = '';
  for (const name of await contentNames(folder))
    text += `${await digest(join(folder, name))}  ${name}\n`;
  return text;
};

/** Records the content of a folder that holds files alone. */
export const sealFolder = async (folder: string): Promise<void> => {
  await writeWhole(join(folder, sealName), [Buffer.from(await listContents(folder))]);
};

const readSeal = (folder: string): Promise<string | undefined> =>
  readFile(join(folder, sealName), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });

/** What lies in the folder is looked at, not what it leads to, before any of it is read. */
const whyForeign = async (folder: string, base: string): Promise<string | undefined> => {
  const wholeBase = await realpath(base);
  const whole = join(wholeBase, relative(base, folder));
  const why = await whyForeignBelow(whole, wholeBase);
  if (why !== undefined) return why;
  for (const name of await readdir(whole)) {
    const path = join(whole, name);
    const whyFile = await whyForeignBelow(path, path);
    if (whyFile !== undefined) return whyFile;
    if (!(await lstat(path)).isFile()) return `'${path}' is no file`;
  }
  return undefined;
};

/** Looks whether the content of a folder below `base` is what this user has built. */
export const checkSealedFolder = async (folder: string, base: string): Promise<Seal> => {
  try {
    const problem = await whyForeign(folder, base);
    if (problem !== undefined) return { state: 'foreign', problem };
    const sealed = await readSeal(folder);
    if (sealed === undefined)
      return { state: 'damaged', problem: `'${folder}' lacks the record of what was built` };
    return sealed === (await listContents(folder))
      ? { state: 'whole' }
      : { state: 'damaged', problem: `'${folder}' does not hold what was built` };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { state: 'absent' };
    throw error;
  }
};
