import { appendFile, copyFile, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  emulate,
  fakeLlamaBench,
  recordedIn,
  smallProfile,
  startEmulate,
  until,
  type Recorded,
} from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await writeFile(at('small.yaml'), smallProfile(8).replace('warmupRounds: 0', 'warmupRounds: 1'));
  await writeFile(at('other.yaml'), smallProfile(9));
  for (const name of ['tiny', 'other'])
    expect(
      (await emulate(['model', 'make', '--shape', 'tiny', '--out', at(`${name}.gguf`)])).code,
    ).toBe(0);
  await appendFile(at('other.gguf'), 'x');
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** Interrupts a sweep when so many of its runs are recorded. */
const interrupt = async (out: string, runs: number): Promise<Recorded> => {
  using sweep = startEmulate([
    ...['--profile', at('small.yaml'), '--model', at('tiny.gguf'), '--threads', '1', '--out', out],
  ]);
  await until(`${runs} runs are recorded`, async () => {
    const [name = ''] = await readdir(out).catch(() => []);
    const text = await readFile(join(out, name, 'runs.jsonl'), 'utf8').catch(() => '');
    return text.split('\n').length > runs;
  });
  sweep.signal('SIGINT');
  expect((await sweep.ended).code).toBe(130);
  return await recordedIn(out);
};

/** Every planned run once, as a sweep without an interruption has it. */
const expectWhole = async (out: string): Promise<Recorded> => {
  const recorded = await recordedIn(out);
  const { manifest, runs } = recorded;
  expect(runs.map(({ index, round, case: name }) => [index, round, name])).toEqual(
    manifest.plan.runs.map(({ index, round, caseId }) => [index, round, caseId]),
  );
  return recorded;
};

describe('an interrupted sweep', () => {
  it('is continued to exactly its plan, also after a line was torn, and says when it is complete', async () => {
    const out = at('whole');
    const { folder: results, runs } = await interrupt(out, 4);
    await appendFile(join(results, 'runs.jsonl'), '{"schema":"run/1","index":');
    await writeFile(join(results, '.report.md.0123456789ab.tmp'), 'half of a repo');

    const resumed = await emulate(['--resume', results]);
    expect([0, 3]).toContain(resumed.code);
    expect(resumed.err).toContain(`runs.jsonl: line ${runs.length + 1} is torn`);
    expect(resumed.err).toContain('sweep goes on');
    expect(resumed.err).toContain('warm up again after the interruption');
    const { manifest } = await expectWhole(out);
    expect(manifest.sessions).toMatchObject([{ runsBefore: 0 }, { runsBefore: runs.length }]);
    expect((await readdir(results)).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(await readFile(join(results, 'report.md'), 'utf8')).toContain('made in 2 sessions');

    const before = await readFile(join(results, 'runs.jsonl'), 'utf8');
    const again = await emulate(['run', '--resume', results]);
    expect([0, 3]).toContain(again.code);
    expect(again.err).toContain('the sweep is complete, nothing is left to run');
    expect(again.out).toContain(`Report: ${results}/report.md`);
    expect(await readFile(join(results, 'runs.jsonl'), 'utf8')).toBe(before);
  });

  it('is continued with a model that was moved, and refused with another one', async () => {
    const out = at('moved');
    const { folder: results } = await interrupt(out, 2);
    const text = await readFile(join(results, 'runs.jsonl'), 'utf8');

    const other = await emulate(['--resume', results, '--model', at('other.gguf')]);
    expect(other.code).toBe(2);
    expect(other.err).toMatch(
      /\n {2}model: recorded '\d+ bytes, SHA-256 [0-9a-f]{64}', now '\d+ bytes, SHA-256 [0-9a-f]{64} \(.*\/other\.gguf\)'\n/,
    );
    const bench = await emulate(['--resume', results, '--llama-bench', fakeLlamaBench]);
    expect(bench.code).toBe(2);
    expect(bench.err).toMatch(/\n {2}llama-bench: recorded '.*', now '.*fake-llama-bench\)'\n/);
    const profile = await emulate(['--resume', results, '--profile', at('other.yaml')]);
    expect(profile.code).toBe(2);
    expect(profile.err).toContain('\n  profile, line 5: recorded ');
    expect(await readFile(join(results, 'runs.jsonl'), 'utf8')).toBe(text);

    await copyFile(at('tiny.gguf'), at('elsewhere.gguf'));
    const elsewhere = at('elsewhere');
    await rename(out, elsewhere);
    const [name = ''] = await readdir(elsewhere);
    const moved = await emulate([
      ...['--resume', join(elsewhere, name), '--model', at('elsewhere.gguf')],
      ...['--profile', at('small.yaml'), '--threads', '1', '--seed', '1'],
    ]);
    expect([0, 3]).toContain(moved.code);
    await expectWhole(elsewhere);
  });

  it('is not continued over a line that cannot be read, which is named', async () => {
    const out = at('bad-line');
    const { folder: results } = await interrupt(out, 2);
    const path = join(results, 'runs.jsonl');
    const text = (await readFile(path, 'utf8')).replace('\n', '\n{"schema":\n');
    await writeFile(path, text);
    const resumed = await emulate(['--resume', results]);
    expect(resumed.code).toBe(1);
    expect(resumed.err).toContain(`cannot understand ${path}: Line 2: expected a run of schema`);
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
