import { execFile } from 'node:child_process';
import { copyFile, mkdir, open, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emulate, fakeLlamaBench, recordedIn, smallProfile } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await writeFile(at('small.yaml'), smallProfile());
  const made = await emulate(['model', 'make', '--shape', 'tiny', '--out', at('tiny.gguf')]);
  expect(made.code).toBe(0);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

let sweeps = 0;

/** A sweep of three runs with the given llama-bench; `out` is a folder of its own. */
const sweep = async (
  bench: string,
  misbehaviour = '',
  more: readonly string[] = [],
  model = at('tiny.gguf'),
) => {
  const out = at(`results-${(sweeps += 1)}`);
  const ended = await emulate(
    [
      ...['--profile', at('small.yaml'), '--model', model, '--llama-bench', bench],
      ...['--threads', '1', '--out', out, ...more],
    ],
    { FAKE_LLAMA_BENCH: misbehaviour },
  );
  return { ...ended, folder: out };
};

describe('a llama-bench that misbehaves while it measures', () => {
  it.each([
    ['crashes at once', 'crash', 'failed', 'it was killed by SIGABRT after 0 of 2 tests'],
    ['crashes after a test', 'fail', 'partial', 'it ended with exit code 1 after 1 of 2 tests'],
    ['is killed, as when memory runs out', 'kill', 'partial', 'it was killed by SIGKILL after 1'],
    ['breaks off in a fault', 'segv', 'partial', 'it was killed by SIGSEGV after 1 of 2 tests'],
    ['prints no number', 'nan', 'partial', 'it ended well but printed no result for tg8'],
    [
      'prints a negative time',
      'negative',
      'partial',
      'it ended well but printed no result for tg8',
    ],
    ['is too fast', 'too-short', 'partial', 'it ended well but printed no result for tg8'],
    ['measured for too long', 'too-long', 'failed', 'its tests took 1000000 s, as it says, but'],
    ['prints 1 GB', 'gigabyte', 'partial', 'it printed more than 4194304 bytes of results after 1'],
    ['prints half a line', 'half-line', 'partial', 'it ended well but printed no result for tg8'],
    ['prints nothing', 'silent', 'failed', 'it ended well but printed no result'],
    ['never ends', 'hang', 'partial', 'it ran past the time limit of 1 s after 1 of 2 tests'],
    ['prints without end', 'flood', 'partial', 'bytes of results after 1 of 2 tests'],
  ])('and %s costs its runs, and nothing else', async (_, misbehaviour, status, problem) => {
    const { code, out, err, folder } = await sweep(fakeLlamaBench, misbehaviour, [
      ...['--set', 'workload.runTimeLimit=1s'],
    ]);
    expect(code).toBe(3);
    const { runs, manifest, folder: results } = await recordedIn(folder);
    expect(runs.map(({ case: name }) => name)).toEqual(
      manifest.plan.runs.map(({ caseId }) => caseId),
    );
    expect(runs).toHaveLength(3);
    for (const { outcome, samples } of runs) {
      expect(outcome).toMatchObject({
        status,
        problem: expect.stringContaining(problem) as string,
      });
      expect(samples.map(({ test }) => test)).toEqual(status === 'partial' ? ['pp16'] : []);
    }
    expect(await readdir(results)).toEqual(
      expect.arrayContaining(['curves.csv', 'report.md', 'requirements.json', 'samples.csv']),
    );
    expect(err).toContain(problem);
    expect(out).toContain(`Report: ${results}/report.md`);
  });

  it('has its last words kept', async () => {
    const { folder } = await sweep(fakeLlamaBench, 'crash');
    for (const { outcome } of (await recordedIn(folder)).runs)
      expect(outcome).toMatchObject({ stderr: 'fake: about to crash\n' });
  });

  it('has its reason in the report, also where some tests gave values', async () => {
    const { folder } = await sweep(fakeLlamaBench, 'kill');
    const { folder: results } = await recordedIn(folder);
    const report = await readFile(join(results, 'report.md'), 'utf8');
    for (const name of ['baseline', 'null', 'nominal'])
      expect(report).toContain(
        `| 0 | ${name} | llama-bench failed: it was killed by SIGKILL after 1 of 2 tests; `,
      );
  });

  it('and leaves a daemon behind has it killed, with a warning', async () => {
    const { folder } = await sweep(fakeLlamaBench, 'daemon');
    for (const { warnings } of (await recordedIn(folder)).runs)
      expect(warnings).toContain('the workload left 1 process behind when it had ended; killed');
  });

  it('and prints garbage between its results is read all the same, with a warning', async () => {
    const { folder } = await sweep(fakeLlamaBench, 'garbage');
    for (const { samples, warnings } of (await recordedIn(folder)).runs) {
      expect(samples.map(({ test }) => test)).toEqual(['pp16', 'tg8']);
      expect(warnings.join('\n')).toContain('ggml: a message where none belongs');
    }
  });

  it('and never touches the model proves nothing, whatever it prints', async () => {
    const { code, folder } = await sweep(fakeLlamaBench);
    expect(code).toBe(3);
    const { runs } = await recordedIn(folder);
    for (const { case: name, outcome, verdict, samples } of runs) {
      expect(outcome).toMatchObject({
        status: 'partial',
        problem: expect.stringContaining('no evidence that the constraint acted') as string,
      });
      if (name !== 'baseline') expect(verdict.verdict).toBe('failed');
      expect(samples).toHaveLength(2);
    }
  });
});

describe('a llama-bench that cannot be measured with', () => {
  const compile = async (name: string, source: string, flags: readonly string[] = []) => {
    await writeFile(at(`${name}.c`), source);
    await promisify(execFile)('cc', [...flags, '-o', at(name), at(`${name}.c`)]);
    return at(name);
  };

  const refused = async (bench: string, misbehaviour = '') => {
    const { code, out, err, folder } = await sweep(bench, misbehaviour);
    expect(code).toBe(4);
    expect(out).toBe('');
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
    expect(err).toContain(`llama-bench '${bench}' cannot be used: `);
    expect(err).toContain('  hint: ');
    return err;
  };

  it('because it is not there, is named, with the way out', async () => {
    const err = await refused(at('no-such-llama-bench'));
    expect(err).toContain('no such file');
    expect(err).toContain('pass the path of a dynamically linked llama-bench with --llama-bench');
  });

  it('because it is statically linked, is refused before anything is run', async () => {
    const source = 'void _start(void) { for (;;); }\n';
    const err = await refused(await compile('static', source, ['-static', '-nostdlib']));
    expect(err).toContain('it is statically linked');
    expect(err).toContain('pass the path of a dynamically linked llama-bench');
  });

  it('because llama.cpp is linked into it, is refused before anything is run', async () => {
    const err = await refused(await compile('whole', 'int main(void) { return 0; }\n'));
    expect(err).toContain('llama.cpp is linked into it statically');
    expect(err).toContain('-DBUILD_SHARED_LIBS=ON');
  });

  it.each([
    ['other-program', "its '--help' does not show llama-bench's options"],
    ['missing-library', "it needs the library 'libllama.so', which was not found"],
    ['old-libstdc++', 'is too old for'],
  ])('because of %s, says so', async (misbehaviour, problem) => {
    expect(await refused(fakeLlamaBench, misbehaviour)).toContain(problem);
  });

  it('because the user may not run it, says so', async () => {
    await writeFile(at('no-permission'), '#!/bin/sh\n', { mode: 0o644 });
    expect(await refused(at('no-permission'))).toContain('chmod +x');
  });
});

describe('a model that cannot be measured', () => {
  const refused = async (model: string, problem: string): Promise<void> => {
    const { code, out, err, folder } = await sweep(fakeLlamaBench, '', [], model);
    expect(err).toContain(`the model '${model}' cannot be used: `);
    expect(err).toContain(problem);
    expect(err).toContain('  hint: ');
    expect(code).toBe(2);
    expect(out).toBe('');
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  };

  it('because it is not there, is named', async () => {
    await refused(at('no-such.gguf'), 'no such file');
  });

  it('because it is a folder, is named', async () => {
    await mkdir(at('folder.gguf'));
    await refused(at('folder.gguf'), 'folder');
  });

  it('because it is no GGUF file, is named', async () => {
    await writeFile(at('text.gguf'), 'These are not weights.\n'.repeat(10));
    await refused(at('text.gguf'), 'GGUF');
  });

  it('because its end is missing, is named', async () => {
    await copyFile(at('tiny.gguf'), at('short.gguf'));
    await truncate(at('short.gguf'), 1_000_000);
    await refused(at('short.gguf'), 'the file is cut off');
  });

  it('because its header is damaged, is named', async () => {
    await copyFile(at('tiny.gguf'), at('damaged.gguf'));
    const file = await open(at('damaged.gguf'), 'r+');
    await file.write(Buffer.alloc(64, 0xff), 0, 64, 24);
    await file.close();
    await refused(at('damaged.gguf'), 'damaged');
  });

  it('because it is one part of several, is named, with the way to join them', async () => {
    await copyFile(at('tiny.gguf'), at('tiny-00001-of-00003.gguf'));
    await refused(at('tiny-00001-of-00003.gguf'), 'split into 3 files');
  });
});
