import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tierEvidenceIn } from '../../src/model/evidence.ts';
import type { ProgramRecord } from '../../src/model/program-record.ts';
import { packageFolder } from '../support/command-line.ts';
import { emulate, processesWith, startEmulate, until } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const MiB = 2 ** 20;
const dataBytes = 64 * MiB;

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const textOf = (name: string): Promise<string> => readFile(at(name), 'utf8').catch(() => '');

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await writeFile(
    at('one.yaml'),
    [
      'schema: profile/1',
      'name: one',
      'title: One gigabyte a second',
      'constraints: { tier: { readBandwidth: 1 GB/s } }',
      'workload: { prompt: [16], gen: [8], depth: [0], rounds: 1 }',
      '',
    ].join('\n'),
  );
  const bytes = new Uint32Array(dataBytes / 4).map((_, index) => Math.imul(index, 2654435761));
  await writeFile(at('data'), new Uint8Array(bytes.buffer));
  await writeFile(at('other'), 'nobody reads this');
  const probe = join(packageFolder, 'test/fixtures/c/pager-probe.c');
  await promisify(execFile)('cc', ['-O2', '-o', at('probe'), probe, '-lpthread']);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const exec = (options: readonly string[], command: readonly string[], input = '') =>
  emulate(
    ['exec', '--profile', at('one.yaml'), '--model', at('data'), ...options, '--', ...command],
    {},
    { cwd: folder.path, input },
  );

type Document = ProgramRecord & { readonly schemaVersion: number; readonly exitCode: number };

/** Runs a program and reads the evidence on it. */
const measured = async (command: readonly string[], options: readonly string[] = []) => {
  const ended = await exec(['--json', at('evidence.json'), ...options], command);
  const record = JSON.parse(await textOf('evidence.json')) as Document;
  const tier = tierEvidenceIn(record.evidence);
  return { ...ended, record, tier };
};

/** A busy host may deliver less than was asked, which the verdict then says. */
const expectProven = ({ code, record, err }: Awaited<ReturnType<typeof measured>>): void => {
  expect(['bound', 'violated']).toContain(record.verdict.verdict);
  expect(code).toBe(record.verdict.verdict === 'bound' ? 0 : 3);
  expect(record.exitCode).toBe(code);
  expect(err.includes('emulate: profile')).toBe(code !== 0);
};

describe('fio behind a tier', () => {
  it('reads no faster than the tier, which delivered every byte', async () => {
    const ended = await measured([
      ...['fio', '--name=read', `--filename=${at('data')}`, `--size=${dataBytes}`, '--readonly'],
      ...['--ioengine=mmap', '--thread', '--rw=read', '--bs=128k', '--output-format=json'],
    ]);
    expectProven(ended);
    const { jobs } = JSON.parse(ended.out) as {
      jobs: { read: { io_bytes: number; bw_bytes: number } }[];
    };
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.read.io_bytes).toBe(dataBytes);
    expect(jobs[0]?.read.bw_bytes).toBeLessThanOrEqual(1.05e9);
    expect(ended.record).toMatchObject({
      schemaVersion: 1,
      profile: 'one',
      case: 'nominal',
      asked: { 'tier.readBandwidth': 1e9 },
      applied: { 'tier.effectiveBandwidth': 1e9 },
      files: [at('data')],
      end: { how: 'exited', code: 0 },
    });
    expect(ended.tier?.heldBytes).toBeGreaterThanOrEqual(dataBytes);
    expect(ended.tier?.bytesFetched).toBeGreaterThanOrEqual(dataBytes);
    expect(ended.tier?.waits).toBeGreaterThan(0);
    // A wall clock that ran for less than the link was busy would be no wall clock.
    expect(ended.record.wallNs).toBeGreaterThan(ended.tier?.linkBusyNs ?? Infinity);
  });
});

describe('a program of the user', () => {
  const reader = (): readonly string[] => [at('probe'), 'read', at('data'), '2', '1'];

  it('sees its file as it is, and its evidence follows on standard error', async () => {
    const { code, out, err } = await exec([], reader());
    expect(out).toMatch(/^wrong 0\b/);
    expect([0, 3]).toContain(code);
    expect(err).toContain("emulate: profile 'one', case nominal: ");
    expect(err).toContain('  asked     tier.readBandwidth 1 GB/s\n');
    expect(err).toMatch(/^ {2}held {6}64 MiB, 0 B of it resident$/m);
    expect(err).toMatch(/^ {2}fetched {3}\d.* while the link was busy \(.*\)$/m);
    expect(err).toMatch(/^ {2}waits {5}\d+, .* on average \(by the clock p50 .*, p99 .*\), /m);
    expect(err).toMatch(/^ {2}program {3}.* of wall time, exit code 0$/m);
  });

  it('is held and not slowed in the null case', async () => {
    const { code, record, tier } = await measured(reader(), ['--case', 'null']);
    expect(record).toMatchObject({ case: 'null', verdict: { verdict: 'bound' }, exitCode: 0 });
    expect(tier).toMatchObject({ heldBytes: dataBytes, bytesFetched: 0, waits: 0 });
    expect(code).toBe(0);
  });

  it('may be started by a script', async () => {
    await writeFile(at('wrapper'), `#!/bin/sh\n'${at('probe')}' read "$1" 1 1\n`, { mode: 0o755 });
    const ended = await measured(['./wrapper', at('data')]);
    expect(ended.out).toMatch(/^wrong 0\b/);
    expectProven(ended);
    expect(ended.tier?.bytesFetched).toBeGreaterThanOrEqual(dataBytes);
  });

  it('has the streams of its caller, and its own exit code', async () => {
    const line = 'cat; echo error >&2; exit 7';
    const { code, out, err } = await exec(['--case', 'baseline'], ['sh', '-c', line], 'to stdin');
    expect(out).toBe('to stdin');
    expect(err).toMatch(/^error\nemulate: profile 'one', case baseline: bound\n/);
    expect(err).toContain('of wall time, exit code 7\n');
    expect(code).toBe(7);
  });

  it('that dies by a signal ends with 128 and its number, as in a shell', async () => {
    const { code, err } = await exec(['--case', 'baseline'], ['sh', '-c', 'kill -s KILL $$']);
    expect(err).toContain('of wall time, killed by SIGKILL\n');
    expect(code).toBe(137);
  });

  it('that ends well, but never maps the file, is not bound and ends with code 3', async () => {
    const ended = await measured(['cat', at('other')]);
    expect(ended.out).toBe('nobody reads this');
    expect(ended.record).toMatchObject({
      verdict: { verdict: 'not-binding' },
      end: { how: 'exited', code: 0 },
      exitCode: 3,
    });
    expect(ended.err).toContain(
      "case nominal: not-binding\n  because   Expected the program to map '",
    );
    expect(ended.code).toBe(3);
  });

  it('that hides from the tier is not bound either', async () => {
    const ended = await measured(['env', '-u', 'LD_PRELOAD', ...reader()]);
    expect(ended.out).toMatch(/^wrong 0\b/);
    expect(ended.record.verdict.verdict).toBe('not-binding');
    expect(ended.code).toBe(3);
  });

  it('keeps its own code when it fails and was not bound', async () => {
    const ended = await measured(['sh', '-c', 'exit 9']);
    expect(ended.record).toMatchObject({ verdict: { verdict: 'not-binding' }, exitCode: 9 });
    expect(ended.code).toBe(9);
  });

  it('gets SIGTERM and decides what it means; then everything is released', async () => {
    const temporary = at('tmp');
    await mkdir(temporary);
    const line = `trap 'echo trapped; exit 5' TERM; echo x > '${at('ready')}'; while :; do sleep 0.05; done`;
    using running = startEmulate(
      ['exec', '--profile', at('one.yaml'), '--model', at('data'), '--', 'sh', '-c', line],
      { TMPDIR: temporary },
    );
    await until('the program runs', async () => (await textOf('ready')) !== '');
    expect(await readdir(temporary)).toHaveLength(1);

    const second = await exec([], ['true']);
    expect(second.err).toContain(`profile 'one', process ${running.pid}, since `);
    expect(second.code).toBe(5);

    running.signal('SIGTERM');
    const ended = await running.ended;
    expect(ended.out).toBe('trapped');
    expect(ended.err).toContain('of wall time, exit code 5');
    expect(ended.code).toBe(5);
    expect(await readdir(temporary)).toEqual([]);
  });

  it('that is ended by SIGINT takes its children along', async () => {
    const mark = at('mark-of-the-child');
    using running = startEmulate([
      ...['exec', '--profile', at('one.yaml'), '--case', 'baseline', '--', 'sh', '-c'],
      `sh -c "exec sleep 600 # ${mark}" '${mark}' & echo x > '${at('begun')}'; sleep 600`,
    ]);
    await until('the program runs', async () => (await textOf('begun')) !== '');
    running.signal('SIGINT');
    expect((await running.ended).code).toBe(130);
    await until('the child is gone', async () => (await processesWith(mark)).length === 0);
  });
});

describe('a program that is not started yet', () => {
  it('stays so when a signal comes while its tier is compiled', async () => {
    await mkdir(at('slow'));
    await writeFile(
      at('slow', 'cc'),
      `#!/bin/sh\necho x > '${at('compiling')}'\nexec sleep 600\n`,
      {
        mode: 0o755,
      },
    );
    using running = startEmulate(
      [
        ...['exec', '--profile', at('one.yaml'), '--model', at('data'), '--'],
        ...['touch', at('never')],
      ],
      { XDG_CACHE_HOME: at('cache'), PATH: `${at('slow')}:${process.env['PATH'] ?? ''}` },
    );
    await until('the library is compiled', async () => (await textOf('compiling')) !== '');
    running.signal('SIGINT');
    const ended = await running.ended;
    expect(ended.err).toContain('emulate: interrupted by SIGINT before the program was started');
    expect(ended.code).toBe(130);
    expect(await readdir(folder.path)).not.toContain('never');
  });
});

describe('evidence that cannot be written', () => {
  it('goes to standard error, and the code is 1', async () => {
    await mkdir(at('folder-in-the-way'));
    const { code, err } = await exec(
      ['--case', 'baseline', '--json', at('folder-in-the-way')],
      ['true'],
    );
    expect(err).toContain("emulate: profile 'one', case baseline: bound\n");
    expect(err).toContain(`cannot write '${at('folder-in-the-way')}'`);
    expect(code).toBe(1);
  });
});
