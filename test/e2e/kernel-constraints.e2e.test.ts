import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEvidence } from '../../src/model/evidence.ts';
import type { ProgramRecord } from '../../src/model/program-record.ts';
import type { RunRecord } from '../../src/model/run-record.ts';
import { packageFolder } from '../support/command-line.ts';
import { emulate, processesWith, recordedIn, startEmulate, until } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const MiB = 2 ** 20;

/** Beside the sources, and so on a disk as a rule: a cap on reads needs one. */
const models = join(packageFolder, '.cache/e2e/emulate/models');
const model = join(models, 'small-seed1.gguf');
const state = join(packageFolder, '.cache/e2e/state');
const env = { XDG_STATE_HOME: state };

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

const workload = 'workload: { prompt: [16], gen: [4], depth: [0], rounds: 1, warmupRounds: 0 }';
const writeProfile = async (name: string, ...lines: readonly string[]): Promise<string> => {
  const path = at(`${name}.yaml`);
  const head = ['schema: profile/1', `name: ${name}`, 'title: A test'];
  await writeFile(path, [...head, ...lines, workload, ''].join('\n'));
  return path;
};

/** Control groups of runs, anywhere: their names begin with the id of the program that made them. */
const ownGroups = async (): Promise<readonly string[]> =>
  (await readdir('/sys/fs/cgroup', { recursive: true }).catch(() => [])).filter((name) =>
    /(^|\/)emulate-\d[^/]*$/.test(name),
  );

const journal = async (): Promise<readonly string[]> =>
  readdir(join(state, 'emulate/journal')).catch(() => []);

/** Where something with a name of ours is mounted. */
const ownMounts = async (): Promise<readonly string[]> =>
  (await readFile('/proc/self/mountinfo', 'utf8'))
    .split('\n')
    .flatMap((line) => line.split(' ')[4] ?? [])
    .filter((path) => path.includes('emulate-'));

/** What was there before: somebody else's program, killed in the middle, is not what is tested here. */
const before = { groups: new Set<string>(), mounts: new Set<string>() };

const newGroups = async (): Promise<readonly string[]> =>
  (await ownGroups()).filter((name) => !before.groups.has(name));

const expectNothingLeft = async (): Promise<void> => {
  expect(await newGroups()).toEqual([]);
  expect(await journal()).toEqual([]);
  expect((await ownMounts()).filter((path) => !before.mounts.has(path))).toEqual([]);
};

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  before.groups = new Set(await ownGroups());
  before.mounts = new Set(await ownMounts());
  await rm(state, { recursive: true, force: true });
  await mkdir(models, { recursive: true });
  if ((await stat(model).catch(() => undefined)) === undefined)
    await emulate(['model', 'make', '--shape', 'small', '--out', model]);
});

afterAll(() => folder[Symbol.asyncDispose]());

/** Why this machine cannot hold a workload to limits of the kernel; undefined when it can. */
const whyNot = async (profile: string): Promise<string | undefined> => {
  const planned = await emulate(['plan', '--profile', profile, '--model', model], env);
  return planned.code === 4 ? planned.err : undefined;
};

const runOf = (runs: readonly RunRecord[], name: string): RunRecord => {
  const found = runs.find((run) => run.case === name);
  if (found === undefined) throw new Error(`no run of ${name}`);
  return found;
};

describe('a sweep of the memory limit', () => {
  it('shows what a limit costs, and holds the workload to it at every level', async ({ skip }) => {
    const profile = await writeProfile(
      'memory',
      'constraints: { memory: { max: 70 % of model, swap: 0 B } }',
      'sweeps: [ { memory.max: [70 % of model, 16 MiB] } ]',
    );
    const lacking = await whyNot(profile);
    skip(lacking !== undefined, lacking);
    const ended = await emulate(
      ['--profile', profile, '--model', model, '--out', at('memory')],
      env,
    );
    const { runs } = await recordedIn(at('memory'));
    expect(runs.map((run) => run.case).toSorted()).toEqual([
      'baseline',
      'memory.max=16MiB',
      'nominal',
      'null',
    ]);
    const nominal = runOf(runs, 'nominal');
    const bound = { verdict: 'bound', why: '' };
    expect(nominal.verdicts).toEqual({ memory: bound, start: bound });
    const limit = nominal.applied['memory.max'] ?? 0;
    expect(nominal.asked['memory.max']).toBe(limit);
    expect(limit).toBeLessThan((await stat(model)).size * 0.7);
    const memory = findEvidence(nominal.evidence, 'memory');
    expect(memory?.peakBytes).toBeLessThanOrEqual(limit);
    expect(memory?.refaultedBytes).toBeGreaterThan(MiB);
    expect(findEvidence(runOf(runs, 'baseline').evidence, 'scope')).toBeUndefined();
    expect(runOf(runs, 'null').verdict.verdict).toBe('bound');
    const least = runOf(runs, 'memory.max=16MiB');
    expect(findEvidence(least.evidence, 'memory')?.peakBytes).toBeLessThanOrEqual(16 * MiB);
    expect(ended.code).toBe(runs.every((run) => run.verdict.verdict === 'bound') ? 0 : 3);
    await expectNothingLeft();
  });
});

describe('a limit that a model does not fit into', () => {
  it('has its runs killed, which they and the report say; the others go on', async ({ skip }) => {
    const profile = await writeProfile(
      'too-small',
      'constraints: { memory: { max: 200 % of model, swap: 0 B } }',
      'sweeps: [ { memory.max: [200 % of model, 16 MiB] } ]',
    );
    const lacking = await whyNot(profile);
    skip(lacking !== undefined, lacking);
    // Weights that are read instead of mapped have no file behind them: nothing can be evicted.
    const ended = await emulate(
      [
        ...['--profile', profile, '--model', model, '--out', at('too-small'), '--rounds', '2'],
        ...['--', '--load-mode', 'none'],
      ],
      env,
    );
    expect(ended.code).toBe(3);
    const { runs, folder: results } = await recordedIn(at('too-small'));
    const planned = ['baseline', 'null', 'nominal', 'memory.max=16MiB'];
    // A run may be recorded more than once, should something have disturbed it.
    expect(new Set(runs.map((run) => `${run.round} ${run.case}`))).toEqual(
      new Set([0, 1].flatMap((round) => planned.map((name) => `${round} ${name}`))),
    );
    const killed = 'The kernel killed the workload at the memory limit of 16 MiB';
    for (const run of runs) {
      const kills = findEvidence(run.evidence, 'memory')?.oomKills ?? 0;
      if (run.case === 'memory.max=16MiB') {
        expect(kills).toBeGreaterThan(0);
        expect(run.outcome).toMatchObject({ status: 'failed' });
        expect(run.verdict.verdict).toBe('failed');
        expect(run.verdict.why).toContain(killed);
        expect(run.samples).toEqual([]);
      } else {
        expect(kills).toBe(0);
        expect(run.outcome).toEqual({ status: 'completed' });
        expect(run.samples.map(({ test }) => test)).toEqual(['pp16', 'tg4']);
      }
    }
    const report = await readFile(join(results, 'report.md'), 'utf8');
    expect(report).toContain(`- 16 MiB: failed. ${killed}`);
    expect(report).toContain('## Failed runs');
    for (const round of [0, 1])
      expect(report).toContain(`| ${round} | memory.max=16MiB | ${killed}`);
    await expectNothingLeft();
  });
});

describe('every constraint of the kernel at once', () => {
  it('acts and leaves its own evidence and verdict; the host is given back', async ({ skip }) => {
    const profile = await writeProfile(
      'all',
      'constraints:',
      // Pages that are being read cannot be evicted: with a large read-ahead less would not do.
      '  memory: { max: 90 % of model, swap: 0 B }',
      '  io: { readBandwidth: 60 MB/s }',
      '  pageCache: { drop: 2 MB/s, before: each-run }',
      '  background: { rate: 5 MB/s }',
      '  cpu: { affinity: 0 }',
    );
    const lacking = await whyNot(profile);
    skip(lacking !== undefined, lacking);
    const ended = await emulate(
      ['--profile', profile, '--model', model, '--out', at('all'), '--rounds', '1'],
      env,
    );
    const { runs, folder: results } = await recordedIn(at('all'));
    const { evidence, verdicts, applied, samples } = runOf(runs, 'nominal');
    expect(Object.keys(verdicts).toSorted()).toEqual([
      ...['background', 'cpu', 'io', 'memory', 'pageCache', 'start'],
    ]);
    expect(verdicts).toMatchObject({
      memory: { verdict: 'bound' },
      cpu: { verdict: 'bound' },
    });
    expect(applied).toMatchObject({ 'io.readBandwidth': 60e6, 'background.rate': 5e6 });
    expect(samples.map(({ test }) => test)).toEqual(['pp16', 'tg4']);
    const io = findEvidence(evidence, 'io');
    // A cap may let a first burst through, and never more than it over the whole run.
    expect(io?.readBytes).toBeLessThan(60e6 * ((io?.wallNs ?? 0) / 1e9 + 1));
    expect(findEvidence(evidence, 'background')).toMatchObject({ aliveUntilEnd: true });
    expect(findEvidence(evidence, 'cpu')).toMatchObject({ allowed: '0' });
    expect(findEvidence(evidence, 'page-cache')?.turns).toBeGreaterThan(0);
    expect(findEvidence(runOf(runs, 'null').evidence, 'background')).toBeUndefined();
    expect([0, 3]).toContain(ended.code);
    expect(await readFile(join(results, 'report.md'), 'utf8')).toContain('### Proof of io');
    expect(await processesWith('--filename=data')).toEqual([]);
    await expectNothingLeft();
  });

  it('is undone when the sweep is interrupted', async ({ skip }) => {
    const profile = await writeProfile(
      'interrupted',
      'constraints:',
      '  memory: { max: 70 % of model, swap: 0 B }',
      '  io: { readBandwidth: 2 MB/s }',
      '  background: { rate: 5 MB/s }',
    );
    const lacking = await whyNot(profile);
    skip(lacking !== undefined, lacking);
    using sweep = startEmulate(
      ['--profile', profile, '--model', model, '--out', at('interrupted'), '--rounds', '3'],
      env,
    );
    await until('a scope is there', async () => (await newGroups()).length > 0);
    sweep.signal('SIGINT');
    expect((await sweep.ended).code).toBe(130);
    await expectNothingLeft();
  });
});

describe('a tier beside limits of the kernel', () => {
  it('is judged by its own evidence, in the scope', async ({ skip }) => {
    const profile = await writeProfile(
      'tier-and-cpu',
      'constraints: { tier: { readBandwidth: 1 GB/s, buffer: 8 MiB }, cpu: { affinity: 0 }, memory: {} }',
    );
    const lacking = await whyNot(profile);
    skip(lacking !== undefined, lacking);
    await emulate(['--profile', profile, '--model', model, '--out', at('tier')], env);
    const { runs } = await recordedIn(at('tier'));
    const { verdicts, evidence } = runOf(runs, 'nominal');
    expect(Object.keys(verdicts).toSorted()).toEqual(['cpu', 'memory', 'start', 'tier']);
    expect(verdicts['cpu']).toEqual({ verdict: 'bound', why: '' });
    expect(findEvidence(evidence, 'tier')?.bytesFetched).toBeGreaterThan(MiB);
    await expectNothingLeft();
  });
});

describe('a model on a volume of its own', () => {
  it('is read from that device alone, through the cap on it', async ({ skip }) => {
    const profile = await writeProfile(
      'volume',
      'constraints:',
      '  volume: { backing: ram, filesystem: ext4, readAhead: 128 KiB }',
      '  memory: { max: 70 % of model, swap: 0 B }',
      '  io: { readBandwidth: 60 MB/s }',
    );
    const ended = await emulate(
      ['--profile', profile, '--model', model, '--out', at('volume')],
      env,
    );
    skip(ended.code === 4, ended.err);
    const { runs } = await recordedIn(at('volume'));
    const { evidence, applied, verdicts } = runOf(runs, 'nominal');
    expect(findEvidence(evidence, 'volume')).toMatchObject({ verified: true, backing: 'ram' });
    expect(applied['volume.readAhead']).toBe(131_072);
    expect(findEvidence(evidence, 'io')?.devicePath).toContain('loop');
    expect(verdicts['volume']).toEqual({ verdict: 'bound', why: '' });
    await expectNothingLeft();
  });
});

describe('any program under limits of the kernel', () => {
  const record = async (): Promise<ProgramRecord> =>
    JSON.parse(await readFile(at('evidence.json'), 'utf8')) as ProgramRecord;

  it('reads no faster than the cap, with the evidence for it', async ({ skip }) => {
    const profile = await writeProfile('capped', 'constraints: { io: { readBandwidth: 20 MB/s } }');
    const lacking = await whyNot(profile);
    skip(lacking !== undefined, lacking);
    const ended = await emulate(
      [
        ...['exec', '--profile', profile, '--model', model, '--json', at('evidence.json'), '--'],
        ...['dd', `if=${model}`, 'of=/dev/null', 'bs=1M', 'iflag=direct'],
      ],
      env,
    );
    const { evidence, wallNs, end } = await record();
    expect(end).toEqual({ how: 'exited', code: 0 });
    const { size } = await stat(model);
    expect(wallNs / 1e9).toBeGreaterThan((0.85 * size) / 20e6 - 0.2);
    const io = findEvidence(evidence, 'io');
    expect(io?.readBytes).toBeGreaterThanOrEqual(size);
    expect(findEvidence(evidence, 'scope')?.place).toContain('emulate-');
    expect([0, 3]).toContain(ended.code);
    await expectNothingLeft();
  });

  it('is killed at its limit of memory, which is then said', async ({ skip }) => {
    const profile = await writeProfile(
      'small-memory',
      'constraints: { memory: { max: 32 MiB, swap: 0 B } }',
    );
    const lacking = await whyNot(profile);
    skip(lacking !== undefined, lacking);
    const ended = await emulate(
      [
        ...['exec', '--profile', profile, '--json', at('evidence.json'), '--'],
        ...['tail', '/dev/zero'],
      ],
      env,
    );
    expect(ended.code).toBe(137);
    const { evidence, verdict } = await record();
    expect(findEvidence(evidence, 'memory')?.oomKills).toBeGreaterThan(0);
    expect(verdict.why).toContain('32 MiB');
    await expectNothingLeft();
  });

  it('takes everything that it started with it', async ({ skip }) => {
    const profile = await writeProfile('bare', 'constraints: { memory: { max: 64 MiB } }');
    const lacking = await whyNot(profile);
    skip(lacking !== undefined, lacking);
    const mark = `31${process.pid}`;
    await emulate(
      [...['exec', '--profile', profile, '--'], ...['sh', '-c', `setsid sleep ${mark} & exit 0`]],
      env,
    );
    expect(await processesWith(`sleep\0${mark}`)).toEqual([]);
    await expectNothingLeft();
  });
});

describe('what cannot be done here', () => {
  it('is refused before anything runs: a kind of scope that the host does not have', async () => {
    const profile = await writeProfile('bare', 'constraints: { memory: { max: 64 MiB } }');
    const hasSystemd = existsSync('/run/systemd/system');
    const ended = await emulate(
      [
        ...['--profile', profile, '--model', model, '--out', at('none')],
        ...['--scope', hasSystemd ? 'cgroup-v1' : 'systemd'],
      ],
      env,
    );
    expect(ended.code).toBe(4);
    expect(ended.err).toContain('this host lacks what was asked for');
    await expect(readdir(at('none'))).rejects.toThrow();
    await expectNothingLeft();
  });

  it('is a usage error: a kind of scope that does not exist', async () => {
    const ended = await emulate(['--profile', 'io-cap', '--scope', 'docker'], env);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('--scope');
  });

  it('is refused with the remedy: a cap on reads of a file in memory', async ({ skip }) => {
    skip(!existsSync('/dev/shm'), 'no file system in memory');
    const profile = await writeProfile('capped', 'constraints: { io: { readBandwidth: 20 MB/s } }');
    await using shm = await makeTemporaryFolder('/dev/shm');
    const file = join(shm.path, 'data');
    await writeFile(file, new Uint8Array(MiB));
    const ended = await emulate(
      ['exec', '--profile', profile, '--model', file, '--', 'cat', file],
      env,
    );
    expect(ended.code).toBe(4);
    expect(ended.err).toContain('tmpfs');
    expect(ended.err).toContain('volume');
  });

  it('is a problem of the profile: a share of the model that no llama-bench runs in', async () => {
    const profile = await writeProfile('tight', 'constraints: { memory: { max: 10 % of model } }');
    const ended = await emulate(
      ['--profile', profile, '--model', model, '--out', at('tight')],
      env,
    );
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('expected at least 16 MiB, got 10 % of model');
  });

  it('is a problem of the profile: a cap of nothing', async () => {
    const profile = await writeProfile('zero', 'constraints: { io: { readBandwidth: 0 MB/s } }');
    const ended = await emulate(['profiles', 'check', profile], env);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('above 0 B/s');
  });
});
