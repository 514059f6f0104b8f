import { access, chmod, cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { packageFolder, runCommand, type Ended } from './command-line.ts';
import { listDocuments, readCommands } from './document-commands.ts';
import { foreignPrograms } from './document-rules.ts';
import { builtCommand, environment } from './end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/** A folder with everything that the documents take for granted. */
export interface DocumentWorkspace extends AsyncDisposable {
  readonly path: string;
  /** Runs a command as a shell in that folder does. */
  readonly run: (command: string, planOnly?: boolean) => Promise<Ended>;
  /** Programs that the documents use and that this machine lacks. */
  readonly missing: ReadonlySet<string>;
}

const fixture = (name: string): string => join(packageFolder, 'test/fixtures', name);

/** Enough for a memory limit of 60 % of a file, which is 16 MiB at least. */
const dataBytes = 32 * 2 ** 20;

/** Programs that stand for those of the reader: each maps and reads the files that its arguments name. */
const standIns = ['bin/llama-cli', 'bin/llama-server', 'my-program', 'search'];

const standIn = (probe: string): string =>
  [
    '#!/bin/sh',
    'for argument in "$@"; do',
    '  file=${argument#*=}',
    `  [ ! -f "$file" ] || '${probe}' read "$file" 1 1 || exit`,
    'done',
    '',
  ].join('\n');

const executable = async (path: string, text: string): Promise<void> => {
  await writeFile(path, text);
  await chmod(path, 0o755);
};

const isThere = (program: string): Promise<boolean> =>
  Promise.any(
    (process.env['PATH'] ?? '')
      .split(delimiter)
      .map((folder) => access(join(folder, program), constants.X_OK)),
  ).then(
    () => true,
    () => false,
  );

const missingPrograms = async (): Promise<ReadonlySet<string>> => {
  const found = await Promise.all(foreignPrograms.map(isThere));
  return new Set(foreignPrograms.filter((_, index) => found[index] !== true));
};

/** Names such as DIR in `results/DIR`, each of which is to be a recorded sweep. */
const placeholders = (): readonly string[] => [
  ...new Set(
    listDocuments()
      .flatMap(readCommands)
      .flatMap(({ text }) =>
        [...text.matchAll(/\bresults\/([A-Z][\w-]*)/g)].map(([, name]) => name ?? ''),
      ),
  ),
];

const expectDone = (what: string, { code, err }: Ended, codes: readonly number[]): void => {
  if (!codes.includes(code)) throw new Error(`${what} ended with ${code}: ${err}`);
};

/** The llama-bench that the end-to-end tests have built. */
const builtLlamaBench = async (): Promise<string> => {
  const parent = join(environment.XDG_CACHE_HOME, 'emulate/llama-bench');
  const [version] = (await readdir(parent)).toSorted();
  return join(parent, version ?? '', 'llama-bench');
};

/** Makes the workspace: a model, data, stand-ins for programs, one recorded sweep under each name. */
export const makeDocumentWorkspace = async (): Promise<DocumentWorkspace> => {
  const folder: TemporaryFolder = await makeTemporaryFolder();
  const at = (...names: readonly string[]): string => join(folder.path, ...names);
  const env = {
    PATH: [at('bin'), process.env['PATH'] ?? ''].join(delimiter),
    HOME: at('home'),
    USER: process.env['USER'] ?? 'root',
    XDG_CACHE_HOME: environment.XDG_CACHE_HOME,
    XDG_STATE_HOME: at('state'),
    EMULATE_PROGRAM: builtCommand()[1],
    EMULATE_SMALL_MODEL: at('tiny.gguf'),
    EMULATE_OTHER_RESULTS: at('other-results'),
  };
  const run = (command: string, planOnly = false): Promise<Ended> =>
    runCommand(['bash', '-c', command], [], {
      cwd: folder.path,
      env: { ...env, ...(planOnly ? { EMULATE_PLAN_ONLY: '1' } : {}) },
      stdin: 'ignore',
    });

  await Promise.all(
    ['bin', 'results', 'home/llama.cpp/build/bin'].map((name) =>
      mkdir(at(name), { recursive: true }),
    ),
  );
  await symlink(fixture('bin/emulate-in-documents'), at('bin/emulate'));
  const probe = at('bin/probe');
  expectDone(
    'cc',
    await runCommand(['cc', '-O2', '-o', probe], [fixture('c/pager-probe.c'), '-lpthread']),
    [0],
  );
  for (const name of standIns) await executable(at(name), standIn(probe));
  for (const name of ['data', 'index', 'vectors'])
    await writeFile(at(name), Buffer.alloc(dataBytes, 1));
  for (const [shape, name] of [
    ['tiny', 'tiny'],
    ['small', 'my'],
  ] as const)
    expectDone(
      'model make',
      await run(`node "$EMULATE_PROGRAM" model make --shape ${shape} --out ${name}.gguf`),
      [0],
    );
  await cp(at('my.gguf'), at('m.gguf'));
  expectDone('profiles show', await run('emulate profiles show hbf-50gbps > my-tier.yaml'), [0]);

  expectDone('a sweep', await run('emulate --profile hbf-50gbps --out made'), [0, 3]);
  const [made = ''] = await readdir(at('made'));
  await Promise.all(
    placeholders().map((name) => cp(at('made', made), at('results', name), { recursive: true })),
  );
  await cp(at('made', made), folder.path, { recursive: true });
  await symlink(await builtLlamaBench(), at('home/llama.cpp/build/bin/llama-bench'));

  return {
    path: folder.path,
    run,
    missing: await missingPrograms(),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};
