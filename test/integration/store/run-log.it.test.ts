import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFile,
  link,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { readResults, readRuns } from '../../../src/store/read-results.ts';
import { openRunLog } from '../../../src/store/run-log.ts';
import type { RunLog } from '../../../src/ports/run-log.ts';
import { makeManifest, makeRunRecord } from '../../support/factory.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const appendUntilKilled = fileURLToPath(
  new URL('../../support/append-until-killed.ts', import.meta.url),
);

const openedIn = async (folder: string): Promise<RunLog & AsyncDisposable> => {
  const opened = await openRunLog(folder);
  if (!opened.ok) throw new Error(`Internal error: ${JSON.stringify(opened.failure)}`);
  return opened.value;
};

const indicesIn = async (path: string): Promise<readonly number[]> => {
  const read = await readRuns(path);
  if (!read.ok) throw new Error(`Internal error: ${JSON.stringify(read.failure)}`);
  return read.value.runs.map(({ index }) => index);
};

describe('a run log', () => {
  test('gives back the manifest and the runs that were written', async () => {
    await using folder = await makeTemporaryFolder();
    const manifest = makeManifest();
    const runs = [makeRunRecord(), makeRunRecord({ index: 1, warnings: ['a\nb ü'] })];
    {
      await using log = await openedIn(folder.path);
      expect(await log.writeManifest(manifest)).toEqual({ ok: true, value: undefined });
      for (const run of runs) expect((await log.append(run)).ok).toBe(true);
    }
    expect(await readResults(folder.path)).toEqual({
      ok: true,
      value: { manifest, runs, warnings: [] },
    });
    expect((await readdir(folder.path)).sort()).toEqual(['manifest.json', 'runs.jsonl']);
  });

  test('goes on behind the runs that are there', async () => {
    await using folder = await makeTemporaryFolder();
    for (const index of [0, 1]) {
      await using log = await openedIn(folder.path);
      await log.append(makeRunRecord({ index }));
    }
    expect(await indicesIn(join(folder.path, 'runs.jsonl'))).toEqual([0, 1]);
  });

  test('cuts a torn last line off before it goes on', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'runs.jsonl');
    await writeFile(path, `${JSON.stringify(makeRunRecord())}\n{"schema":"run/1","ind`);
    {
      await using log = await openedIn(folder.path);
      await log.append(makeRunRecord({ index: 1 }));
    }
    expect(await indicesIn(path)).toEqual([0, 1]);
  });

  test('cuts a torn line off that is longer than what is read at once', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'runs.jsonl');
    const whole = `${JSON.stringify(makeRunRecord())}\n`;
    await writeFile(path, whole + 'x'.repeat(200_000));
    await using log = await openedIn(folder.path);
    expect(await readFile(path, 'utf8')).toBe(whole);
    expect(log.folder).toBe(folder.path);
  });

  test('starts over when the only line is torn', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'runs.jsonl');
    await writeFile(path, '{"schema"');
    await using log = await openedIn(folder.path);
    await log.append(makeRunRecord({ index: 7 }));
    expect(await indicesIn(path)).toEqual([7]);
  });

  test('cannot be opened in a folder that does not exist, and says so', async () => {
    await using folder = await makeTemporaryFolder();
    expect(await openRunLog(join(folder.path, 'absent'))).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', operation: 'open' },
    });
  });

  test('takes a line back that did not fit, and says what to do', async () => {
    await using folder = await makeTemporaryFolder();
    // Files of 256 KiB at most; without the trap the kernel ends a process that asks for more.
    const limited = 'trap "" XFSZ; ulimit -f 256; exec "$0" --import tsx "$@"';
    const args = ['-c', limited, process.execPath, appendUntilKilled, folder.path];
    const { stderr } = await execa('bash', args, { reject: false });
    expect(stderr).toContain('"operation":"append"');
    expect(stderr).toMatch(/EFBIG: file too large\. The file system or a limit \(ulimit -f\)/);
    const indices = await indicesIn(join(folder.path, 'runs.jsonl'));
    expect(indices).toEqual(indices.map((_, at) => at));
    expect(indices.length).toBeGreaterThan(1);
  });

  test.each([
    ['a link', (from: string, to: string) => symlink(from, to), /^ELOOP.*remove it/],
    ['a second name of a file elsewhere', link, /^EMLINK: it has another name elsewhere/],
  ])('is never written through %s', async (_, plant, why) => {
    await using folder = await makeTemporaryFolder();
    const elsewhere = join(folder.path, 'precious');
    await writeFile(elsewhere, 'no newline at its end');
    await plant(elsewhere, join(folder.path, 'runs.jsonl'));
    const opened = await openRunLog(folder.path);
    expect(opened).toMatchObject({ ok: false, failure: { operation: 'open' } });
    if (!opened.ok && opened.failure.reason === 'file-failed')
      expect(opened.failure.problem).toMatch(why);
    expect(await readFile(elsewhere, 'utf8')).toBe('no newline at its end');
  });

  test('says what became of a folder that was moved or removed meanwhile', async () => {
    await using folder = await makeTemporaryFolder();
    const [first, second] = [join(folder.path, 'a'), join(folder.path, 'b')];
    await mkdir(first);
    await using log = await openedIn(first);
    await log.append(makeRunRecord());
    await rename(first, second);
    expect(await log.append(makeRunRecord({ index: 1 }))).toEqual({
      ok: false,
      failure: {
        reason: 'file-failed',
        path: join(first, 'runs.jsonl'),
        operation: 'append',
        problem: `it was moved while the sweep ran, and is '${second}/runs.jsonl' now. No run that had ended is lost.`,
        hint: `'emulate --resume ${second}' goes on from there`,
      },
    });
    expect(await indicesIn(join(second, 'runs.jsonl'))).toEqual([0, 1]);
    await rm(second, { recursive: true });
    const removed = await log.append(makeRunRecord({ index: 2 }));
    expect(removed).toMatchObject({ ok: false, failure: { operation: 'append' } });
    if (!removed.ok && removed.failure.reason === 'file-failed')
      expect(removed.failure.problem).toMatch(/removed while the sweep ran.* the 1 run of this/);
  });

  test('holds every run that was acknowledged before a SIGKILL, and at most a torn line more', async () => {
    await using folder = await makeTemporaryFolder();
    const child = spawn(process.execPath, ['--import', 'tsx', appendUntilKilled, folder.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      acknowledged += text;
      if (acknowledged.split('\n').length > 20) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const last = Number(acknowledged.trimEnd().split('\n').at(-1));
    const indices = await indicesIn(join(folder.path, 'runs.jsonl'));
    expect(indices.length).toBeGreaterThan(last);
    expect(indices).toEqual(indices.map((_, at) => at));
  });
});

describe('readRuns', () => {
  test('leaves a torn last line out, with a warning', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'runs.jsonl');
    await writeFile(path, `${JSON.stringify(makeRunRecord())}\n{"schema":"run/1","ind`);
    const read = await readRuns(path);
    expect(read).toMatchObject({ ok: true, value: { runs: [{ index: 0 }] } });
    expect(read.ok && read.value.warnings).toEqual([
      `${path}: line 2 is torn, as a kill leaves it, and is left out: 1 whole run comes before it.`,
    ]);
  });

  test('fails on any other line that is not a run, and names it', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'runs.jsonl');
    const good = `${JSON.stringify(makeRunRecord())}\n`;
    for (const [bad, why] of [
      ['{"schema":', 'JSON'],
      ['', 'JSON'],
      [JSON.stringify({ ...makeRunRecord(), schema: 'run/9' }), 'schema'],
      [JSON.stringify({ ...makeRunRecord(), round: 'x' }), 'round'],
    ] as const) {
      await writeFile(path, `${good}${bad}\n${good}`);
      const read = await readRuns(path);
      expect(read).toMatchObject({
        ok: false,
        failure: { reason: 'output-unreadable', source: path },
      });
      if (read.ok || read.failure.reason !== 'output-unreadable') continue;
      expect(read.failure.problem).toMatch(/^Line 2: expected a run of schema 'run\/1', got /);
      expect(read.failure.problem).toContain(why);
      expect(read.failure.excerpt.length).toBeLessThanOrEqual(203);
    }
  });

  test('reads lines that are longer than a chunk of the stream', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'runs.jsonl');
    const long = makeRunRecord({ warnings: ['ü'.repeat(300_000)] });
    await writeFile(path, '');
    await appendFile(path, `${JSON.stringify(long)}\n${JSON.stringify(long)}\n`);
    const read = await readRuns(path);
    expect(read.ok && read.value.runs).toEqual([long, long]);
  });

  test('gives no runs for an empty log', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'runs.jsonl');
    await writeFile(path, '');
    expect(await readRuns(path)).toEqual({ ok: true, value: { runs: [], warnings: [] } });
  });
});

describe('readResults', () => {
  test('says what a folder of results holds when the manifest is missing', async () => {
    await using folder = await makeTemporaryFolder();
    const read = await readResults(folder.path);
    expect(read.ok).toBe(false);
    if (!read.ok && read.failure.reason === 'file-failed')
      expect(read.failure.problem).toContain('holds manifest.json and runs.jsonl');
  });

  test('fails on a manifest that is not one', async () => {
    await using folder = await makeTemporaryFolder();
    await writeFile(join(folder.path, 'manifest.json'), '{"schema":"manifest/2"}');
    expect(await readResults(folder.path)).toMatchObject({
      ok: false,
      failure: { reason: 'output-unreadable' },
    });
  });
});
