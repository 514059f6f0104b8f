import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { bundleMember, recipeFor } from '../../src/workloads/llama-bench/recipe.ts';
import { packageFolder } from './command-line.ts';

/** The modules that the script imports are Debian's, so the interpreter is too. */
const python = '/usr/bin/python3';

/** llama.cpp's own script that compares results of llama-bench, or why it cannot be run here. */
export type ComparisonScript =
  { readonly missing: string } | { readonly command: readonly [string, string] };

/** Takes the script out of the package that holds the source of the llama-bench that emulate builds. */
const fetchScript = async (path: string, folder: string): Promise<void> => {
  const source = recipeFor('x64')?.source;
  if (source === undefined) throw new Error('Internal error: no recipe for x64');
  const inFolder = { cwd: folder };
  const label = `${source.name}@${source.version}`;
  const { stdout } = await execa('npm', ['pack', '--silent', '--ignore-scripts', label], inFolder);
  const tarball = stdout.trim();
  const digest = createHash('sha512').update(await readFile(join(folder, tarball)));
  if (digest.digest('base64') !== source.sha512) throw new Error(`${label} has another content`);
  await execa('tar', ['-xzf', tarball, '--no-same-owner', bundleMember], inFolder);
  await execa('git', ['clone', '--quiet', '--bare', bundleMember, 'source.git'], inFolder);
  const script = await execa(
    'git',
    ['-C', 'source.git', 'show', 'HEAD:scripts/compare-llama-bench.py'],
    inFolder,
  );
  await writeFile(join(folder, 'script'), `${script.stdout}\n`);
  await rename(join(folder, 'script'), path);
};

/** Finds the script in the cache of the tests, or fetches it there. */
export const findComparisonScript = async (): Promise<ComparisonScript> => {
  const modules = await execa(python, ['-c', 'import git, tabulate'], { reject: false });
  if (modules.failed)
    return {
      missing: `${python} lacks the modules git and tabulate (python3-git, python3-tabulate)`,
    };
  const cache = join(packageFolder, '.cache/e2e/compare-llama-bench');
  const path = join(cache, 'compare-llama-bench.py');
  if (!existsSync(path)) {
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, 'fetch-'));
    try {
      await fetchScript(path, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return { command: [python, path] };
};
