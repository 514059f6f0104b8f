import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findComparisonScript } from '../support/compare-llama-bench.ts';
import { emulate, recordedIn, type Recorded } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
let recorded: Recorded;
const at = (name: string): string => join(folder.path, name);

const exported = async (format: string): Promise<string> => {
  const { code, out, err } = await emulate(['export', recorded.folder, '--format', format]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
};

/** A row of the table of samples, as far as it is compared. */
interface Row {
  readonly build_commit: string;
  readonly case: string;
  readonly test: string;
  readonly tokens_per_second: number;
  readonly ratio: number | null;
}

const rows = async (): Promise<readonly Row[]> =>
  (await exported('jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const text = [
    'schema: profile/1',
    'name: exported',
    'title: Two levels, little to measure',
    'constraints: { tier: { readBandwidth: 3 GB/s } }',
    'sweeps: [ { tier.readBandwidth: [6 GB/s, 3 GB/s] } ]',
    'workload: { prompt: [16], gen: [8], depth: [0], rounds: 1, warmupRounds: 0 }',
  ];
  await writeFile(at('exported.yaml'), `${text.join('\n')}\n`);
  await emulate(['model', 'make', '--shape', 'demo', '--out', at('demo.gguf')]);
  const ended = await emulate([
    ...['--profile', at('exported.yaml'), '--model', at('demo.gguf'), '--out', at('results')],
  ]);
  // Whether the levels were proven on this machine plays no part.
  expect([0, 3], ended.err).toContain(ended.code);
  recorded = await recordedIn(at('results'));
});

afterAll(() => folder[Symbol.asyncDispose]());

describe('the export of a real sweep', () => {
  it('has the table that llama-bench makes', async () => {
    const { path } = recorded.manifest.workload;
    const { stdout } = await execa(path, [
      ...['-m', at('demo.gguf'), '-p', '1', '-n', '0', '-r', '1', '-o', 'sql'],
    ]);
    const createTable = /^CREATE TABLE[^;]*;/m;
    expect(createTable.exec(await exported('llama-bench-sql'))?.[0]).toBe(
      createTable.exec(stdout)?.[0],
    );
  });

  it("is compared by llama.cpp's own script: each level against its reference", async ({
    skip,
  }) => {
    const script = await findComparisonScript();
    if ('missing' in script) return skip(script.missing);
    const sqlite = await execa('sqlite3', [at('sweep.sqlite')], {
      input: await exported('llama-bench-sql'),
      reject: false,
    });
    skip(sqlite.failed, 'sqlite3 is not installed');
    const samples = await rows();
    const commit = samples[0]?.build_commit ?? '';
    const [python, path] = script.command;
    const { stdout } = await execa(
      python,
      [
        ...[path, '-i', 'sweep.sqlite', '-o', 'tsv'],
        ...['-b', `ref${commit.slice(3)}`, '-c', commit],
      ],
      { cwd: folder.path },
    );
    const [heading = '', ...lines] = stdout.split('\n').map((line) => line.trim());
    expect(heading).toMatch(/Model.*Test.*Speedup$/);
    const printed = lines.map((line) => {
      const cells = line.split('\t').map((cell) => cell.trim());
      const [model = '', test] = [cells.at(-5), cells.at(-4)];
      const [speed, speedup] = [Number(cells.at(-2)), Number(cells.at(-1))];
      return { model: model.replace(/^.*, exported: /, ''), test, speed, speedup };
    });
    const nameOf = (id: string): string =>
      id === 'nominal' ? 'nominal (tier.readBandwidth=3GB/s)' : id;
    const expected = samples.flatMap(({ case: id, test, tokens_per_second: speed, ratio }) =>
      ratio === null
        ? []
        : [
            {
              ...{ test, model: nameOf(id) },
              speed: expect.closeTo(speed, 1) as number,
              speedup: expect.closeTo(ratio, 1) as number,
            },
          ],
    );
    expect(printed).toHaveLength(6);
    expect(printed).toEqual(expect.arrayContaining(expected));
  });
});
