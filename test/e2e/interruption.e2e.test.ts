import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  emulate,
  fakeLlamaBench,
  processesWith,
  recordedIn,
  smallProfile,
  startEmulate,
  until,
} from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await writeFile(at('small.yaml'), smallProfile(500));
  const made = await emulate(['model', 'make', '--shape', 'tiny', '--out', at('tiny.gguf')]);
  expect(made.code).toBe(0);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const sweepArguments = (out: string, ...more: readonly string[]): readonly string[] => [
  ...['--profile', at('small.yaml'), '--model', at('tiny.gguf'), '--threads', '1', '--out', out],
  ...more,
];

const recordedRuns = async (parent: string): Promise<number> => {
  const [name = ''] = await readdir(parent).catch(() => []);
  const text = await readFile(join(parent, name, 'runs.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').length - 1;
};

describe('a sweep that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s in the middle ends with its code, keeps its runs, and leaves no process behind',
    async (signal, code) => {
      const out = at(signal);
      using sweep = startEmulate(sweepArguments(out));
      await until('three runs are recorded', async () => (await recordedRuns(out)) >= 3);
      sweep.signal(signal);
      const ended = await sweep.ended;
      expect(ended.code).toBe(code);
      expect(await processesWith(at('tiny.gguf'))).toEqual([]);

      const { folder: results, runs, manifest } = await recordedIn(out);
      expect(runs.length).toBeGreaterThanOrEqual(3);
      expect(runs.length).toBeLessThan(manifest.plan.runs.length);
      expect(runs.map(({ index }) => index)).toEqual(runs.map((_, index) => index));
      expect(ended.out).toContain(
        `Interrupted. The runs so far are in ${results}: 'emulate --resume ${results}' continues the sweep.`,
      );
      const report = await emulate(['report', results]);
      expect(report.code).toBe(0);
      expect(report.out).toContain(join(results, 'report.md'));
    },
  );

  it('a second time ends at once, and leaves no process behind', async () => {
    using sweep = startEmulate(sweepArguments(at('twice'), '--llama-bench', fakeLlamaBench), {
      FAKE_LLAMA_BENCH: 'ignore-term',
      FAKE_LLAMA_BENCH_NOTES: at('notes'),
      // What a run holds in temporary files is left behind, and goes with this test's folder.
      TMPDIR: folder.path,
    });
    const noted = (what: string) => (): Promise<boolean> =>
      readFile(at('notes'), 'utf8').then(
        (text) => text.includes(what),
        () => false,
      );
    await until('the workload ignores requests to end', noted('begun'));
    sweep.signal('SIGINT');
    await until('the workload was asked to end', noted('asked to end'));
    sweep.signal('SIGINT');
    const ended = await sweep.ended;
    expect(ended.code).toBe(130);
    expect(ended.out).toBe('');
    await until(
      'the workload is gone',
      async () => (await processesWith(at('tiny.gguf'))).length === 0,
    );
  });

  it('while its tools are looked for has measured nothing, and says so', async () => {
    const out = at('early');
    const slow = at('slow-llama-bench');
    await writeFile(slow, `#!/bin/sh\necho started > '${at('started')}'\nsleep 600\n`, {
      mode: 0o755,
    });
    using sweep = startEmulate(sweepArguments(out, '--llama-bench', slow));
    await until('the tools are looked for', async () => {
      const text = await readFile(at('started'), 'utf8').catch(() => '');
      return text !== '';
    });
    sweep.signal('SIGINT');
    const ended = await sweep.ended;
    expect(ended.code).toBe(130);
    expect(ended.err).toContain('interrupted by SIGINT');
    await expect(readdir(out)).rejects.toThrow('ENOENT');
    expect(await processesWith(slow)).toEqual([]);
  });
});

describe('a second measurement on the same host', () => {
  it('is refused with code 5, naming the first, which goes on', async () => {
    using first = startEmulate(sweepArguments(at('first'), '--llama-bench', fakeLlamaBench), {
      FAKE_LLAMA_BENCH: 'hang',
    });
    await until('a run has begun', async () => (await processesWith(at('tiny.gguf'))).length > 1);

    const second = await emulate(sweepArguments(at('second'), '--llama-bench', fakeLlamaBench));
    expect(second.code).toBe(5);
    expect(second.out).toBe('');
    expect(second.err).toContain(`profile 'small', process ${first.pid}, since `);
    await expect(readdir(at('second'))).rejects.toThrow('ENOENT');

    first.signal('SIGINT');
    expect((await first.ended).code).toBe(130);
    const third = await emulate(
      sweepArguments(at('third'), '--llama-bench', fakeLlamaBench, '--rounds', '1'),
    );
    expect(third.code).toBe(3);
    expect((await recordedIn(at('third'))).runs).toHaveLength(3);
  });
});
