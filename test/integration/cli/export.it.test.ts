import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { columns } from '../../../src/report/export/columns.ts';
import {
  callCli,
  packageFolder,
  runCommand,
  sourceCommand,
  type Ended,
} from '../../support/command-line.ts';
import { makeHostFacts, makeModelFacts } from '../../support/factory.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (name: string): string => join(folder.path, name);

const record = async (name: string, { manifest, runs }: Dataset): Promise<void> => {
  await mkdir(at(name), { recursive: true });
  await writeFile(join(at(name), 'manifest.json'), JSON.stringify(manifest));
  const lines = runs.map((run) => `${JSON.stringify(run)}\n`);
  await writeFile(join(at(name), 'runs.jsonl'), lines.join(''));
};

const emulate = (args: readonly string[], io: Partial<Io> = {}): Promise<Ended> =>
  callCli(['export', ...args], { cwd: folder.path, ...io });

const { manifest, runs } = makeSyntheticSweep();
const sampleCount = runs.flatMap(({ samples }) => samples).length;
/** What SQL, a shell of SQLite or a spreadsheet might take for something else. */
const hostile = `'); DROP TABLE llama_bench;--\n.shell touch shelled\n;\n"it's" \\ ␀ 名`;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await record('first', { manifest, runs });
  await record('others/first', { manifest, runs: runs.slice(0, 40) });
  const [host, model] = [
    makeHostFacts({ hostname: hostile }),
    makeModelFacts({ name: hostile, path: hostile }),
  ];
  await record('hostile', {
    manifest: { ...manifest, host, model },
    runs: runs.map((run) => ({ ...run, workload: { build_commit: '0ad4a86', cpu_info: hostile } })),
  });
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('export', () => {
  it('prints one row for each sample', async () => {
    const { code, out, err } = await emulate(['first', '--format', 'csv']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trimEnd().split('\n')).toHaveLength(1 + sampleCount);
  });

  it('names sweeps by their folders, from here where two have the same name', async () => {
    const { out } = await emulate(['first/', 'others/first', 'hostile', '--format', 'jsonl']);
    const names = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly sweep: string }).sweep);
    expect([...new Set(names)]).toEqual(['first', 'others/first', 'hostile']);
  });

  it('writes a file, and says where', async () => {
    const path = at('new/samples.csv');
    expect(await emulate(['first', '--format', 'csv', '--out', path])).toEqual({
      ...{ code: 0, out: `${path}\n`, err: '' },
    });
    const { out } = await emulate(['first', '--format', 'csv', '--out', '-']);
    expect(await readFile(path, 'utf8')).toBe(out);
    expect(await readdir(at('new'))).toEqual(['samples.csv']);
  });

  it('writes Parquet to a file or a redirected output', async () => {
    await emulate(['first', '--format', 'parquet', '--out', 'first.parquet']);
    const bytes = await readFile(at('first.parquet'));
    const file = new Uint8Array(bytes).buffer;
    expect(await parquetReadObjects({ file })).toHaveLength(sampleCount);
    const written: Uint8Array[] = [];
    const outBytes = (chunk: Uint8Array): void => void written.push(chunk);
    await emulate(['first', '--format', 'parquet'], { outBytes });
    expect(Buffer.concat(written).equals(bytes)).toBe(true);
  });

  it('keeps Parquet off a terminal', async () => {
    expect(await emulate(['first', '--format', 'parquet'], { outColumns: 80 })).toEqual({
      ...{ code: 2, out: '' },
      err: "emulate: --out: expected a file, because Parquet is binary (or standard output redirected to one), got 'a terminal'\n",
    });
  });

  it('says what it expected', async () => {
    const messageOf = async (...args: readonly string[]): Promise<string> => {
      const { code, err } = await emulate(args);
      return `${code} ${err}`;
    };
    const expected = "--format: expected 'csv', 'jsonl', 'llama-bench-sql' or 'parquet', got";
    expect(await messageOf('first')).toBe(`2 emulate: ${expected} 'nothing'\n`);
    expect(await messageOf('first', '--format', 'xlsx')).toBe(`2 emulate: ${expected} 'xlsx'\n`);
    expect(await messageOf('first', './first', '--format', 'csv')).toBe(
      "2 emulate: folders: expected each folder once, got './first a second time'\n",
    );
    expect(await messageOf('nowhere', '--format', 'csv')).toMatch(
      /^1 emulate: .*nowhere.manifest\.json.*holds manifest\.json and runs\.jsonl/s,
    );
  });

  it('prints nothing of any sweep when one of them cannot be read', async () => {
    const { out } = await emulate(['first', 'nowhere', '--format', 'csv']);
    expect(out).toBe('');
  });

  it('warns of a torn line, and exports what is before it', async () => {
    await record('torn', { manifest, runs: runs.slice(0, 3) });
    await rename(at('torn/runs.jsonl'), at('whole.jsonl'));
    await writeFile(
      at('torn/runs.jsonl'),
      `${await readFile(at('whole.jsonl'), 'utf8')}{"schema":`,
    );
    const { code, out, err } = await emulate(['torn', '--format', 'jsonl']);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(6);
    expect(err).toMatch(/^emulate: warning: .*line 4 is torn/);
  });

  it('ends quietly when the reader goes away', async () => {
    const script = '"$@" | head -1\nexit "${PIPESTATUS[0]}"';
    const { code, out, err } = await runCommand(
      ['bash', '-c', script, 'bash'],
      [...sourceCommand, 'export', at('first'), '--format', 'llama-bench-sql'],
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^-- Each level against its reference/);
  });
});

describe('the exported SQL', () => {
  const query = async (sql: string, statement: string): Promise<unknown> => {
    const { stdout } = await execa('sqlite3', ['-bail', '-json', ':memory:'], {
      cwd: folder.path,
      input: `${sql}\n${statement}\n`,
    });
    return JSON.parse(stdout);
  };
  const hasSqlite = execa('sqlite3', ['--version'], { reject: false }).then(
    ({ failed }) => !failed,
  );

  it('is loaded by sqlite3, numbers as numbers', async ({ skip }) => {
    skip(!(await hasSqlite), 'sqlite3 is not installed');
    const { out } = await emulate(['first', '--format', 'llama-bench-sql']);
    expect(
      await query(
        out,
        'SELECT typeof(n_gen) AS n, typeof(avg_ts) AS ts, typeof(model_type) AS model, COUNT(*) AS rows FROM llama_bench;',
      ),
    ).toEqual([{ n: 'integer', ts: 'real', model: 'text', rows: 248 }]);
  });

  it('keeps texts as they are, whatever they hold', async ({ skip }) => {
    skip(!(await hasSqlite), 'sqlite3 is not installed');
    const { out } = await emulate(['hostile', '--format', 'llama-bench-sql']);
    expect(await query(out, 'SELECT DISTINCT cpu_info, model_filename FROM llama_bench;')).toEqual([
      { cpu_info: hostile, model_filename: hostile },
    ]);
    expect(await readdir(folder.path)).not.toContain('shelled');
  });

  it('leaves nothing behind when it is cut off', async ({ skip }) => {
    skip(!(await hasSqlite), 'sqlite3 is not installed');
    const { out } = await emulate(['first', '--format', 'llama-bench-sql']);
    const database = at('half.sqlite');
    await execa('sqlite3', [database], { input: out.slice(0, -'COMMIT;\n'.length) });
    const { stdout } = await execa('sqlite3', [database, '.tables']);
    expect(stdout).toBe('');
  });
});

describe('the page about exports', () => {
  it('has every column in its order', async () => {
    const page = await readFile(join(packageFolder, 'docs/export.md'), 'utf8');
    const table = page.slice(
      page.indexOf('| column'),
      page.indexOf('\n\n', page.indexOf('| column')),
    );
    const names = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(names).toEqual(columns.map(({ name }) => name));
  });
});
