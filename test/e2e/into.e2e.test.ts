import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResults } from '../../src/store/read-results.ts';
import { emulate, smallProfile, startEmulate, until } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await writeFile(at('small.yaml'), smallProfile(4));
  await writeFile(at('other.yaml'), smallProfile(4).replace('gen: [8]', 'gen: [4]'));
  const made = await emulate(['model', 'make', '--shape', 'tiny', '--out', at('tiny.gguf')]);
  expect(made.code, made.err).toBe(0);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const sweepOf = (...more: readonly string[]): readonly string[] => [
  ...['--profile', at('small.yaml'), '--model', at('tiny.gguf'), '--threads', '1'],
  ...more,
];

const read = async (name: string): Promise<string> =>
  readFile(at('shard', name), 'utf8').catch(() => '');

describe('a shard whose folder is named by --into', () => {
  const inFolder = (words: readonly string[]) => emulate(words, {}, { cwd: folder.path });
  const command = () => sweepOf('--shard', '2/2', '--into', 'shard');
  const run = () => inFolder(command());

  it('begins, goes on after an interruption, and is then complete, by one command', async () => {
    using begun = startEmulate(sweepOf('--shard', '2/2', '--into', at('shard')));
    await until(
      'two runs are recorded',
      async () => (await read('runs.jsonl')).split('\n').length > 2,
    );
    begun.signal('SIGTERM');
    expect((await begun.ended).code).toBe(143);
    const first = await read('runs.jsonl');

    const resumed = await run();
    expect([0, 3], resumed.err).toContain(resumed.code);
    expect(resumed.err).toContain('sweep goes on');
    const results = await readResults(at('shard'));
    if (!results.ok) throw new Error(JSON.stringify(results.failure));
    const { manifest, runs } = results.value;
    expect(manifest.plan.shard).toEqual({ index: 2, of: 2 });
    expect(runs.map(({ index }) => index)).toEqual(manifest.plan.runs.map(({ index }) => index));
    expect((await read('runs.jsonl')).startsWith(first)).toBe(true);
  });

  it('has only its outputs written again when it is complete', async () => {
    const [runs, report] = [await read('runs.jsonl'), await read('report.md')];
    expect(report).not.toBe('');
    await rm(at('shard/report.md'));
    const again = await run();
    expect([0, 3], again.err).toContain(again.code);
    expect(again.err).toContain('the sweep is complete, nothing is left to run');
    expect(await read('runs.jsonl')).toBe(runs);
    expect(await read('report.md')).toBe(report);
  });

  it.each([
    ['another shard', ['--shard', '1/2', '--into', 'shard'], "'2/2'"],
    ['another seed', ['--shard', '2/2', '--seed', '7', '--into', 'shard'], "'7'"],
    ['a whole sweep', ['--into', 'shard'], "'2/2'"],
  ])('refuses the folder for %s, and leaves it alone', async (_, more, named) => {
    const before = await read('runs.jsonl');
    const refused = await inFolder(sweepOf(...more));
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(named);
    expect(await read('runs.jsonl')).toBe(before);
  });

  it('refuses the folder for another profile', async () => {
    const words = command().map((word) => (word === at('small.yaml') ? at('other.yaml') : word));
    const refused = await inFolder(words);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('profile, line');
  });

  it('refuses a folder of other files, and another folder beside it', async () => {
    await mkdir(at('notes'));
    await writeFile(at('notes/note'), 'mine');
    const other = await inFolder(sweepOf('--into', 'notes'));
    expect([other.code, other.err]).toEqual([
      2,
      `emulate: --into: expected a folder that is empty, not there, or holds a sweep that this one continues, got '${at('notes')}'\n`,
    ]);
    const both = await inFolder(sweepOf('--into', 'new', '--out', 'results'));
    expect([both.code, both.err]).toEqual([
      2,
      "emulate: --out: expected nothing beside --into, which names the folder itself, got 'results'\n",
    ]);
  });
});
