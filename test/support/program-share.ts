import { createHash } from 'node:crypto';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { tierLibrary, touchReader } from '../../src/cli/compiled-files.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { Result } from '../../src/model/result.ts';
import { ensureCompiled } from '../../src/system/compiled.ts';
import { createFiles } from '../../src/system/files.ts';
import { createProcessRunner } from '../../src/system/processes.ts';
import { buildLlamaBench } from '../../src/workloads/llama-bench/build.ts';
import { findLlamaBench } from '../../src/workloads/llama-bench/find.ts';
import { packageFolder, runCommand } from './command-line.ts';
import { emulate } from './end-to-end.ts';

const here = (path: string): string => join(packageFolder, path);
const parent = here('.cache/guest');

/** The cache of the end-to-end tests. */
const cacheHome = here('.cache/e2e');

/** Models that lie in the share, by the names of their shapes: /share/tiny.gguf. */
const models = ['tiny', 'small'];

/** What is on the path of every script in the guest, in /share/bin. */
const launcher = `#!/bin/sh
# What takes a compiler or a network to make comes with the share; copied, for links are not followed.
cache=\${XDG_CACHE_HOME:-$HOME/.cache}
[ -d "$cache/emulate" ] || { mkdir -p "$cache" && cp -r /share/cache/emulate "$cache"; }
exec node /share/dist/cli/main.js "$@"
`;

const orThrow = <T>(result: Result<T, Failure>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};

/** Makes sure that everything is in the end-to-end tests' cache that emulate would make on first use. */
const fillCache = async (): Promise<readonly string[]> => {
  const cacheFolder = join(cacheHome, 'emulate');
  const architecture = process.arch;
  const ports = {
    files: createFiles(),
    processes: createProcessRunner(),
    observe: () => undefined,
  };
  const compiled: string[] = [];
  for (const file of [tierLibrary, touchReader])
    compiled.push(orThrow(await ensureCompiled(file, { ...ports, cacheFolder, architecture })));
  const found = orThrow(
    await findLlamaBench({ pathFolders: [], cacheFolder, architecture }, ports),
  );
  const { path } = found ?? orThrow(await buildLlamaBench({ cacheFolder, architecture }, ports));
  return [...compiled, path].map((file) => join(file, '..'));
};

/** The packages that the program needs when it runs, without those that lie in another one's folder. */
const productionPackages = async (): Promise<readonly string[]> => {
  const { code, out, err } = await runCommand(
    ['npm', 'ls', '--omit=dev', '--all', '--parseable'],
    [],
  );
  if (code !== 0) throw new Error(err);
  return out
    .trim()
    .split('\n')
    .map((path) => relative(packageFolder, path))
    .filter((path) => path.lastIndexOf('node_modules') === 0);
};

const composeShare = async (folder: string): Promise<void> => {
  const copy = (from: string, to: string) =>
    cp(from, join(folder, to), { recursive: true, preserveTimestamps: true });
  for (const path of ['dist', 'profiles', 'package.json', ...(await productionPackages())])
    await copy(here(path), path);
  for (const path of await fillCache()) await copy(path, join('cache', relative(cacheHome, path)));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/emulate'), launcher, { mode: 0o755 });
  for (const shape of models) {
    const { code, err } = await emulate([
      ...['model', 'make', '--shape', shape, '--out', join(folder, `${shape}.gguf`)],
    ]);
    if (code !== 0) throw new Error(err);
  }
  // Every user of the guest may read it, whatever this user's files are like.
  const { code, err } = await runCommand(['chmod', '-R', 'a+rX', folder], []);
  if (code !== 0) throw new Error(err);
};

/** What the share is made of, but for what these name in turn. */
const sources = ['dist', 'profiles', 'package-lock.json'].map(here);

const shareKey = async (): Promise<string> => {
  const hash = createHash('sha256');
  for (const source of [...sources, fileURLToPath(import.meta.url)]) {
    const names = (await stat(source)).isDirectory()
      ? (await readdir(source, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .sort()
      : [source];
    for (const name of names) hash.update(`${name}\n`).update(await readFile(name));
  }
  return hash.digest('hex').slice(0, 16);
};

/**
 * A disk image for the guest, made anew when the program has changed: the built program with what it
 * needs, llama-bench and two small models. There `emulate` is on the path.
 */
export const programShare = async (): Promise<string> => {
  const name = `share-${await shareKey()}`;
  const image = join(parent, name);
  const present = await readdir(parent).catch((): string[] => []);
  if (present.includes(name)) return image;

  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, 'compose-'));
  try {
    const folder = join(work, 'share');
    await mkdir(folder);
    await composeShare(folder);
    const { code, err } = await runCommand(
      [here('scripts/guest/share')],
      [folder, join(work, 'image')],
    );
    if (code !== 0) throw new Error(err);
    await rename(join(work, 'image'), image);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  for (const old of present.filter((entry) => entry.startsWith('share-')))
    await rm(join(parent, old));
  return image;
};
