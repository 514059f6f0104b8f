import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareCommand } from '../../../src/cli/commands/compare.ts';
import type { RawOptions } from '../../../src/cli/options.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { callWithIo, packageFolder, type Ended } from '../../support/command-line.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const warm = 'test/fixtures/compare/v1-warm.csv';
const cold = 'test/fixtures/compare/v1-cold.csv';

const compare = (options: RawOptions, cwd = packageFolder): Promise<Ended> =>
  callWithIo((io) => compareCommand(options, io), { cwd });

/** The tables of a Markdown text, in order. */
const tablesIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => table);

const golden = (name: string): Promise<string> =>
  readFile(join(packageFolder, 'test/golden/compare', name), 'utf8');

describe('the comparison of the first measurements', () => {
  const options = { a: warm, b: cold, labels: 'warm,cold' };

  it('reproduces the three tables of their report, digit by digit', async () => {
    const { code, out, err } = await compare({ ...options, markdown: true });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(tablesIn(out)).toEqual([
      await golden('v1-warm-baseline.md'),
      await golden('v1-cold-summary.md'),
      await golden('v1-comparison.md'),
    ]);
  });

  it('is what it was, as text', async () => {
    const { code, out } = await compare(options);
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot('../../golden/compare/v1.txt');
  });

  it('calls every delta indicative, because the base has one value a point', async () => {
    const { out } = await compare({ ...options, json: true });
    const { points } = JSON.parse(out) as { readonly points: readonly object[] };
    expect(points).toHaveLength(18);
    for (const point of points)
      expect(point).toMatchObject({
        indicative: true,
        note: 'indicative: one value in warm',
        paired: null,
        unpaired: null,
      });
  });

  it('is the same for the other direction, but for the sign', async () => {
    const { out } = await compare({ a: cold, b: warm, json: true });
    expect(JSON.parse(out)).toMatchObject({
      a: { label: 'A', path: cold },
      points: expect.arrayContaining([
        expect.objectContaining({ p: 128, n: 64, metric: 'pp', deltaPercent: -34.633264 }),
      ]) as unknown,
    });
  });
});

const save = async (folder: string, { manifest, runs }: Dataset): Promise<void> => {
  await mkdir(folder);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const lines = runs.map((run) => `${JSON.stringify(run)}\n`);
  await writeFile(join(folder, 'runs.jsonl'), lines.join(''));
};

describe('the comparison of two folders', () => {
  it('compares rates and ratios, and says what is doubtful about the record', async () => {
    await using folder = await makeTemporaryFolder();
    await save(join(folder.path, 'first'), makeSyntheticSweep());
    await save(join(folder.path, 'second'), makeSyntheticSweep({ rounds: 3 }));
    await writeFile(join(folder.path, 'second/runs.jsonl'), '{"schema":"run/1"', { flag: 'a' });
    const { code, out, err } = await compare({ a: 'first', b: 'second' }, folder.path);
    expect(code).toBe(0);
    expect(out).toContain('A: first, sweep of profile hbf-50gbps');
    expect(out).toContain('workload.rounds  6  3');
    expect(out).toContain('tg64, ratio to null of the same round');
    expect(err).toMatch(/^emulate: warning: .*second\/runs\.jsonl: line \d+ is torn/);
  });

  it('cannot hold a folder against a CSV file', async () => {
    await using folder = await makeTemporaryFolder();
    await save(join(folder.path, 'first'), makeSyntheticSweep());
    const { code, out, err } = await compare({ a: join(folder.path, 'first'), b: cold });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      `emulate: B: expected a folder of results, because A is one, and a test under a case is no point of a grid, got '${cold}'\n`,
    );
  });
});

const misuses: readonly (readonly [RawOptions, string])[] = [
  [{ a: 'none', b: cold }, "A: expected a folder of results or a CSV file, got 'none'"],
  [{ a: warm, b: 'none.csv' }, "B: expected a folder of results or a CSV file, got 'none.csv'"],
  [
    { a: warm, b: cold, json: true, markdown: true },
    "--markdown: expected no --json beside it, got 'true'",
  ],
  ...['warm', 'warm,warm', 'a,b,c', ',b', ''].map(
    (labels) =>
      [
        { a: warm, b: cold, labels },
        `--labels: expected two different words separated by a comma, e.g. 'warm,cold', got '${labels}'`,
      ] as const,
  ),
  [
    { a: warm, b: cold, labels: ['a,b', 'c,d'] },
    "--labels: expected two different words separated by a comma, e.g. 'warm,cold', got '2 values'",
  ],
];

describe('a comparison that is not understood', () => {
  it.each(misuses)('%j ends with code 2 and says what was expected', async (options, message) => {
    const { code, out, err } = await compare(options);
    expect(err).toBe(`emulate: ${message}\n`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('lists what is wrong in both files', async () => {
    await using folder = await makeTemporaryFolder();
    await writeFile(join(folder.path, 'a.csv'), 'p,n,pp\n64,64,x\n');
    await writeFile(join(folder.path, 'b.csv'), 'p,pp\n64,1\n');
    const { code, out, err } = await compare({ a: 'a.csv', b: 'b.csv' }, folder.path);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      [
        "emulate: a.csv:2:7 pp: expected tokens per second, a number above 0, got 'x'",
        "b.csv:1:1: expected a column for n ('n', 'n_gen', 'gen'), got the columns 'p, pp'",
        '2 problems; nothing was compared.',
        '',
      ].join('\n'),
    );
  });
});
