import { readdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLogFile } from '../../src/cli/log-file.ts';
import type { Failure } from '../../src/model/failure.ts';
import { renderFailure } from '../../src/model/render-failure.ts';
import type { Result } from '../../src/model/result.ts';
import type { RunLog } from '../../src/ports/run-log.ts';
import { readResults } from '../../src/store/read-results.ts';
import { createResultFolder } from '../../src/store/result-folder.ts';
import { openRunLog } from '../../src/store/run-log.ts';
import { writeOutputs } from '../../src/store/write-outputs.ts';
import { createUndoJournal } from '../../src/system/undo-journal.ts';
import { callCli } from '../support/command-line.ts';
import { environment, fakeLlamaBench, smallProfile } from '../support/end-to-end.ts';
import { makeManifest, makeRunRecord } from '../support/factory.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';

const KiB = 1024;
const runs = Array.from({ length: 40 }, (_, index) => makeRunRecord({ index, round: index }));

let found: SmallDisk | string;
let disk: SmallDisk;

beforeAll(async () => {
  found = await mountSmallDisk();
  if (typeof found !== 'string') disk = found;
});

afterAll(async () => {
  if (typeof found !== 'string') await found[Symbol.asyncDispose]();
});

beforeEach(async (context) => {
  if (typeof found === 'string') context.skip(found);
  else
    for (const name of await readdir(disk.path))
      await rm(join(disk.path, name), { recursive: true });
});

const at = (...names: readonly string[]): string => join(disk.path, ...names);

const textOf = (result: Result<unknown, Failure>): string => {
  if (result.ok) return '';
  const { message, hint = '' } = renderFailure(result.failure);
  return `${message}\n${hint}`;
};

const openLog = async (): Promise<RunLog & AsyncDisposable> => {
  const opened = await openRunLog(disk.path);
  if (!opened.ok) throw new Error(textOf(opened));
  return opened.value;
};

const indicesIn = async (folder: string): Promise<readonly number[]> => {
  const read = await readResults(folder);
  if (!read.ok) throw new Error(textOf(read));
  expect(read.value.warnings).toEqual([]);
  return read.value.runs.map(({ index }) => index);
};

const full = /^cannot (?:write|append) '.*': ENOSPC.* Free space on its file system/;

describe('on a full disk', () => {
  it('a manifest is not written, the one before it stays, and nothing half is left', async () => {
    await using log = await openLog();
    expect((await log.writeManifest(makeManifest())).ok).toBe(true);
    const before = await readFile(at('manifest.json'), 'utf8');
    await disk.fill(0);
    const written = await log.writeManifest(makeManifest({ createdUtc: 'later' }));
    expect(textOf(written)).toMatch(full);
    expect(textOf(written)).toContain(`'${at('manifest.json')}'`);
    expect(await readFile(at('manifest.json'), 'utf8')).toBe(before);
    expect((await readdir(disk.path)).toSorted()).toEqual([
      'filler',
      'manifest.json',
      'runs.jsonl',
    ]);
    await disk.empty();
    expect((await log.writeManifest(makeManifest({ createdUtc: 'later' }))).ok).toBe(true);
  });

  it('a run is not recorded, those before it stay whole, and the next is when there is space', async () => {
    await using log = await openLog();
    await log.writeManifest(makeManifest());
    await disk.fill(8 * KiB);
    let recorded = 0;
    let failed: Result<void, Failure> | undefined;
    for (const run of runs) {
      const appended = await log.append(run);
      if (appended.ok) recorded += 1;
      else failed ??= appended;
    }
    expect(recorded).toBeGreaterThan(0);
    expect(recorded).toBeLessThan(runs.length);
    expect(failed === undefined ? '' : textOf(failed)).toMatch(full);
    expect(await indicesIn(disk.path)).toHaveLength(recorded);
    await disk.empty();
    expect((await log.append(makeRunRecord({ index: 99 }))).ok).toBe(true);
    expect((await indicesIn(disk.path)).at(-1)).toBe(99);
  });

  it.each(['curves.csv', 'report.html', 'figures/tier.readBandwidth.svg'])(
    '%s is not written, the one before it stays, and nothing half is left',
    async (path) => {
      await writeOutputs(disk.path, [{ path, text: 'before' }]);
      await disk.fill(4 * KiB);
      const written = await writeOutputs(disk.path, [{ path, text: 'x'.repeat(20 * KiB) }]);
      expect(textOf(written)).toMatch(full);
      expect(textOf(written)).toContain(`'${at(path)}'`);
      expect(await readFile(at(path), 'utf8')).toBe('before');
      const names = await readdir(disk.path, { recursive: true });
      expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    },
  );

  it('run.log ends with a whole line, says so once, and stops nothing', async () => {
    const problems: string[] = [];
    await disk.fill(4 * KiB);
    const log = openLogFile(at('run.log'), (problem) => problems.push(problem));
    for (let count = 0; count < 200; count += 1) log.write(`${'x'.repeat(99)}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^ENOSPC/);
    expect(await readFile(at('run.log'), 'utf8')).toMatch(/^(?:x{99}\n)+$/);
  });
});

describe('the journal of changes to the host', () => {
  it('notes nothing on a full disk, says so before the change, and leaves no half entry', async () => {
    const folder = at('journal');
    const journal = createUndoJournal({ folder, clock: { utc: () => '2026-03-01T12:00:00.000Z' } });
    const first = await journal.note({ kind: 'cgroup', path: '/none' });
    if (!first.ok) throw new Error(textOf(first));
    await disk.fill(0);
    const noted = await journal.note({ kind: 'cgroup', path: '/other' });
    expect(textOf(noted)).toMatch(/^cannot note a change to this host in '.*': no space is left/);
    expect(await readdir(folder)).toHaveLength(1);
    await first.value.undone();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('on a disk that cannot be written', () => {
  it('neither a folder of results nor a record is begun, and no output is written', async () => {
    await writeFile(at('runs.jsonl'), '');
    await disk.remount('ro');
    try {
      for (const result of [
        await createResultFolder(disk.path, '2026-03-01T12:00:00.000Z', 'small'),
        await openRunLog(disk.path),
        await writeOutputs(disk.path, [{ path: 'curves.csv', text: '' }]),
      ])
        expect(textOf(result)).toMatch(
          /^cannot (?:create folder|open|write) '.*': EROFS.* Choose a folder on a file system that can be written/,
        );
    } finally {
      await disk.remount('rw');
    }
  });
});

/** With the cache of the end-to-end tests: the tier library is compiled once. */
const call = (args: readonly string[], err?: (text: string) => void) =>
  callCli(args, err === undefined ? {} : { err }, environment.XDG_CACHE_HOME);

/** A sweep of 18 runs that measures nothing. */
const sweepArguments = async (): Promise<readonly string[]> => {
  await mkdir(at('in'), { recursive: true });
  await writeFile(at('in', 'small.yaml'), smallProfile(6));
  await call(['model', 'make', '--shape', 'tiny', '--out', at('in', 'tiny.gguf')]);
  return [
    ...['--no-gate', '--profile', at('in', 'small.yaml'), '--model', at('in', 'tiny.gguf')],
    ...['--llama-bench', fakeLlamaBench, '--threads', '1', '--out', at('results')],
  ];
};

const onlyFolder = async (): Promise<string> => {
  const [name = ''] = await readdir(at('results'));
  return at('results', name);
};

/** Everything below a folder but the record and what a sweep writes beside it: each file with its content. */
const derivedIn = async (folder: string): Promise<ReadonlyMap<string, Buffer>> => {
  const own = new Set(['manifest.json', 'runs.jsonl', 'runs.index', 'run.log']);
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile() && !own.has(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(path)] as const)),
  );
};

const page = 4096;
const pagesOf = (content: Buffer | undefined): number =>
  Math.ceil((content?.length ?? 0) / page) * page;

/** A command by its name in the test, and its words for a folder of results. */
type Writer = readonly [string, (folder: string) => readonly string[]];

const writers: readonly Writer[] = [
  ...['csv', 'jsonl', 'parquet', 'llama-bench-sql'].map((format): Writer => [
    `export to ${format}`,
    (folder: string) => ['export', folder, '--format', format, '--out', at('made')],
  ]),
  ['model make', () => ['model', 'make', '--shape', 'tiny', '--out', at('made')]],
  [
    'exec --json',
    () => [
      ...['exec', '--profile', at('in', 'small.yaml'), '--model', at('in', 'tiny.gguf')],
      ...['--case', 'baseline', '--json', at('made'), '--', 'true'],
    ],
  ],
];

describe('a command', () => {
  const whole = async (): Promise<string> => {
    const ended = await call(await sweepArguments());
    expect([0, 3], ended.err).toContain(ended.code);
    return onlyFolder();
  };

  it('that derives outputs names each of them for which there is no space, and leaves none half', async () => {
    const folder = await whole();
    const before = await derivedIn(folder);
    const named: string[] = [];
    let free = 0;
    while (named.length <= before.size) {
      for (const path of before.keys()) await rm(path, { force: true });
      await disk.fill(free);
      const ended = await call(['report', folder]);
      await disk.empty();
      if (ended.code === 0) break;
      expect(ended.err).toMatch(/ENOSPC.* Free space on its file system/);
      const path = /cannot write '(.*)': ENOSPC/.exec(ended.err)?.[1] ?? '';
      named.push(path);
      free += pagesOf(before.get(path));
      const written = await derivedIn(folder);
      expect([...written.keys()]).not.toContain(path);
      for (const [name, content] of written)
        expect(content.equals(before.get(name) ?? Buffer.alloc(0)), name).toBe(true);
    }
    expect(named.toSorted()).toEqual([...before.keys()].toSorted());
    expect(await derivedIn(folder)).toEqual(before);
  });

  it.each(writers)(
    '%s says that there is no space, and keeps what was there',
    async (_, argumentsOf) => {
      const folder = await whole();
      const args = argumentsOf(folder);
      await writeFile(at('made'), 'before');
      await disk.fill(0);
      const ended = await call(args);
      expect(ended.code, ended.err).toBe(1);
      expect(ended.err).toContain(`'${at('made')}': `);
      expect(ended.err).toMatch(/ENOSPC/);
      expect(await readFile(at('made'), 'utf8')).toBe('before');
      expect((await readdir(disk.path)).toSorted()).toEqual(['filler', 'in', 'made', 'results']);
      await disk.empty();
      expect((await call(args)).code).toBe(0);
      expect(await readFile(at('made'), 'utf8')).not.toBe('before');
    },
  );
});

describe('a merge', () => {
  it('for which there is no space says so, and leaves nothing of the whole', async () => {
    const args = await sweepArguments();
    for (const shard of ['1/2', '2/2']) {
      const ended = await call([...args, '--shard', shard]);
      expect([0, 3], ended.err).toContain(ended.code);
    }
    const shards = (await readdir(at('results'))).map((name) => at('results', name));
    const merge = ['merge', ...shards, '--out', at('whole')];
    for (const free of [0, 8 * KiB, 64 * KiB]) {
      await disk.fill(free);
      const ended = await call(merge);
      expect(ended.code, ended.err).toBe(1);
      expect(ended.err).toMatch(/'[^']*whole[^']*': ENOSPC.* Free space on its file system/);
      expect((await readdir(disk.path)).toSorted()).toEqual(['filler', 'in', 'results']);
    }
    await disk.empty();
    expect((await call(merge)).code).toBe(0);
    expect(await indicesIn(at('whole'))).toHaveLength(18);
  });
});

describe('a sweep', () => {
  it('whose disk fills up ends with a message, and is continued when there is space', async () => {
    const args = await sweepArguments();
    await disk.fill(40 * KiB);
    const ended = await call(args);
    expect(ended.code).toBe(1);
    const folder = await onlyFolder();
    expect(ended.err).toContain(`cannot append '${folder}/runs.jsonl': ENOSPC`);
    expect(ended.err).toContain(
      `hint: the runs that had ended are recorded: 'emulate --resume ${folder}' goes on from there`,
    );
    await disk.empty();
    const before = await indicesIn(folder);
    const resumed = await call(['--resume', folder]);
    expect([0, 3]).toContain(resumed.code);
    const after = await indicesIn(folder);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toEqual(after.map((_, index) => index));
    expect(after).toHaveLength(18);
  });

  it.each([
    [
      'removed',
      (folder: string) => {
        rmSync(folder, { recursive: true });
      },
      /: the file or its folder was removed while the sweep ran, and with it the record of the \d+ runs of this session, and of all before\.\n {2}hint: begin the sweep anew, where nothing removes its folder\n/,
    ],
    [
      'moved',
      (folder: string) => {
        renameSync(folder, at('moved'));
      },
      /: it was moved while the sweep ran, and is '.*\/moved\/runs\.jsonl' now\. No run that had ended is lost\.\n {2}hint: 'emulate --resume .*\/moved' goes on from there\n/,
    ],
  ])('whose folder is %s meanwhile ends with what became of its record', async (_, away, said) => {
    const args = await sweepArguments();
    let told = '';
    const ended = await call(args, (text) => {
      told += text;
      if (text.includes('run 3/')) away(at('results', readdirSync(at('results'))[0] ?? ''));
    });
    expect(told).toContain('sweep begins');
    expect(ended.code).toBe(1);
    expect(told).toMatch(said);
    if (!told.includes('was moved')) return;
    const resumed = await call(['--resume', at('moved')]);
    expect([0, 3]).toContain(resumed.code);
    expect(await indicesIn(at('moved'))).toHaveLength(18);
  });
});
