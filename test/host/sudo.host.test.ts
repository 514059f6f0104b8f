import {
  chmod,
  chown,
  lchown,
  mkdir,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReplaceable, rootPath } from '../../src/cli/root-path.ts';
import { createFiles } from '../../src/system/files.ts';
import {
  asNobody,
  listOwners,
  makeNobodysFolder,
  nobody,
  sudoEnvironment,
  whyNotRoot,
} from '../support/as-root.ts';
import { packageFolder, runCommand, sourceCommand, type Ended } from '../support/command-line.ts';
import { fakeLlamaBench, smallProfile } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

/** A network of its own has a lock of its own: whatever is measured on this host meanwhile. */
const alone = ['unshare', '--net', '--'] as const;

let folder: TemporaryFolder;
let home: string;

const at = (...names: readonly string[]): string => join(folder.path, ...names);
const inHome = (...names: readonly string[]): string => join(home, ...names);

const emulate = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = sudoEnvironment,
): Promise<Ended> =>
  runCommand([...alone, ...sourceCommand], args, {
    cwd: packageFolder,
    env: { HOME: home, XDG_CACHE_HOME: at('cache'), XDG_STATE_HOME: at('state'), ...env },
  });

const expectDone = async (commands: readonly (readonly string[])[]): Promise<void> => {
  for (const args of commands) expect(await emulate(args)).toMatchObject({ code: 0 });
};

const allNobodys = new Set([`${nobody}:${nobody}`]);

const ownersBelow = async (path: string): Promise<ReadonlySet<string>> =>
  new Set((await listOwners(path)).map(({ owner }) => owner));

/** The results of a sweep that was made under sudo. */
let results: string;

beforeAll(async () => {
  if (whyNotRoot !== undefined) return;
  folder = await makeTemporaryFolder();
  // Others must be able to come through.
  await execa('chmod', ['755', folder.path]);
  home = await makeNobodysFolder(at('home'));
  await writeFile(at('small.yaml'), smallProfile());
  await expectDone([['model', 'make', '--shape', 'tiny', '--out', at('tiny.gguf')]]);
  // A llama-bench that measures nothing: what is recorded of it is written all the same.
  const swept = await emulate([
    ...['--profile', at('small.yaml'), '--model', at('tiny.gguf'), '--no-gate'],
    ...['--llama-bench', fakeLlamaBench, '--out', inHome('new', 'results')],
  ]);
  expect(swept.err).not.toContain('emulate: ');
  const [name = ''] = await readdir(inHome('new', 'results'));
  results = inHome('new', 'results', name);
});

afterAll(async () => {
  if (whyNotRoot === undefined) await folder[Symbol.asyncDispose]();
});

describe.skipIf(whyNotRoot !== undefined)(
  `as root${whyNotRoot === undefined ? '' : ` (skipped: ${whyNotRoot})`}`,
  () => {
    it('results belong to the one who called sudo, and so do the folders made for them', async () => {
      expect(await readdir(results)).toEqual(
        expect.arrayContaining(['manifest.json', 'runs.jsonl', 'run.log', 'report.md']),
      );
      expect(await ownersBelow(home)).toEqual(allNobodys);
      expect(await ownersBelow(at('cache'))).toEqual(new Set(['0:0']));
    });

    it('so do the files that the command line names', async () => {
      await expectDone([
        ['model', 'make', '--shape', 'tiny', '--out', inHome('own.gguf')],
        ['export', results, '--format', 'csv', '--out', inHome('tables', 'samples.csv')],
        ['report', results],
        [
          ...['exec', '--profile', at('small.yaml'), '--case', 'baseline'],
          ...['--json', inHome('exec.json'), '--', 'true'],
        ],
      ]);
      expect(await readdir(home)).toEqual(['exec.json', 'new', 'own.gguf', 'tables']);
      expect(await ownersBelow(home)).toEqual(allNobodys);
    });

    it('the one who called sudo can rebuild and remove what was made', async () => {
      const copy = inHome('copy');
      await execa('cp', ['--archive', results, copy]);
      const own = { env: { HOME: home, XDG_CACHE_HOME: inHome('.cache') }, cwd: packageFolder };
      const rebuilt = await runCommand([...asNobody, ...sourceCommand], ['report', copy], own);
      expect(rebuilt).toMatchObject({ code: 0, err: '' });
      const removed = await runCommand([...asNobody, 'rm'], ['-r', copy]);
      expect(removed).toMatchObject({ code: 0, err: '' });
    });

    it('what is made without sudo is root’s, but what is made in the results of a user is his', async () => {
      const none = { SUDO_UID: '', SUDO_GID: '' };
      const path = at('tables', 'samples.csv');
      const exported = await emulate(['export', results, '--format', 'csv', '--out', path], none);
      expect(exported).toMatchObject({ code: 0 });
      expect(await ownersBelow(at('tables'))).toEqual(new Set(['0:0']));
      await execa('rm', [join(results, 'report.md')]);
      expect(await emulate(['report', results], none)).toMatchObject({ code: 0 });
      expect(await ownersBelow(results)).toEqual(allNobodys);
    });

    it('nothing of root’s is left in a home that sudo has kept, and nothing is loaded from there', async () => {
      const script =
        "import { cacheFolder, stateFolder } from './src/cli/paths.ts'; console.log(cacheFolder(), stateFolder());";
      const places = async (env: Readonly<Record<string, string>>): Promise<string> => {
        const { stdout } = await execa(
          process.execPath,
          ['--import', 'tsx', '--input-type=module', '--eval', script],
          { cwd: packageFolder, env: { XDG_CACHE_HOME: '', XDG_STATE_HOME: '', ...env } },
        );
        return stdout;
      };
      const { stdout: rootsHome } = await execa('sh', ['-c', 'echo ~root']);
      const own = `${rootsHome}/.cache/emulate ${rootsHome}/.local/state/emulate`;
      expect(await places({ HOME: home })).toBe(own);
      const kept = { XDG_CACHE_HOME: inHome('a', 'b'), XDG_STATE_HOME: inHome('c') };
      expect(await places(kept)).toBe(own);
      const roots = { XDG_CACHE_HOME: at('c'), XDG_STATE_HOME: at('s') };
      expect(await places(roots)).toBe(`${at('c', 'emulate')} ${at('s', 'emulate')}`);
    });

    it('no link is written through that a user has put into his results meanwhile', async () => {
      await writeFile(at('precious'), 'precious');
      const { ino } = await stat(results);
      for (const name of ['report.md', 'manifest.json.tmp', 'curves.csv']) {
        await rm(join(results, name), { force: true });
        await symlink(at('precious'), join(results, name));
      }
      await expectDone([['report', results]]);
      expect((await stat(results)).ino).toBe(ino);
      expect(await readFile(at('precious'), 'utf8')).toBe('precious');
      await rm(join(results, 'manifest.json.tmp'));
    });

    it('a link of another user is replaced by the file, and what it leads to is left alone', async () => {
      await writeFile(at('precious'), 'precious');
      const names = ['linked.csv', 'linked.gguf', 'linked.json'];
      for (const name of names) {
        await symlink(at('precious'), inHome(name));
        await lchown(inHome(name), nobody, nobody);
      }
      const [csv = '', gguf = '', json = ''] = names.map((name) => inHome(name));
      await expectDone([
        ['export', results, '--format', 'csv', '--out', csv],
        ['model', 'make', '--shape', 'tiny', '--out', gguf],
        [
          ...['exec', '--profile', at('small.yaml'), '--case', 'baseline'],
          ...['--json', json, '--', 'true'],
        ],
      ]);
      expect(await readFile(at('precious'), 'utf8')).toBe('precious');
      expect(await ownersBelow(home)).toEqual(allNobodys);
    });

    it('what another user owns in the cache is not used', async () => {
      const files = createFiles();
      const base = at('shared', 'emulate');
      const sealed = join(base, 'tier-pager', 'key');
      await files.makeFolder(sealed);
      const library = join(sealed, 'tier-pager.so');
      await writeFile(library, 'library', { mode: 0o755 });
      await files.seal(sealed);
      for (const path of [library, join(base, 'tier-pager'), base]) {
        await chown(path, nobody, nobody);
        expect(await files.checkSeal(sealed, base)).toEqual({
          ok: true,
          value: { state: 'foreign', problem: `'${path}' belongs to another user (id ${nobody})` },
        });
        await chown(path, 0, 0);
      }
      expect(await files.checkSeal(sealed, base)).toMatchObject({ value: { state: 'whole' } });
    });

    it('a program that others can replace is told from one that only root and the one who called sudo can', async () => {
      const [roots, callers, open] = [at('bench'), inHome('bench'), at('open-bench')];
      for (const path of [roots, callers, open]) await writeFile(path, '', { mode: 0o755 });
      await chown(callers, nobody, nobody);
      await chmod(open, 0o777);
      const replaceable = () => [roots, callers, open].map(isReplaceable);
      expect(replaceable()).toEqual([false, true, true]);
      Object.assign(process.env, sudoEnvironment);
      expect(replaceable()).toEqual([false, false, true]);
      for (const name of Object.keys(sudoEnvironment)) Reflect.deleteProperty(process.env, name);
    });

    it('programs are looked for only where no other user can put one', async () => {
      const folders = [at('roots'), inHome('bin'), at('open'), at('sticky')];
      for (const path of folders) await mkdir(path);
      await chmod(at('open'), 0o777);
      await chmod(at('sticky'), 0o1777);
      const path = [...folders, 'node_modules/.bin', '', '/nowhere', '/usr/bin'].join(':');
      expect(rootPath(path)).toEqual({
        path: `${at('roots')}:/usr/bin`,
        leftOut: [inHome('bin'), at('open'), at('sticky'), 'node_modules/.bin', ''],
      });
      expect(rootPath('.:')).toMatchObject({ path: '/usr/bin:/bin' });
    });
  },
);
