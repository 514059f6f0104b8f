import { copyFile, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findEvidence } from '../../src/model/evidence.ts';
import type { RunRecord } from '../../src/model/run-record.ts';
import { readResults } from '../../src/store/read-results.ts';
import { fakeLlamaBench, processesWith, until } from '../support/end-to-end.ts';
import { makeFaultRig, type FaultRig, type Started } from '../support/fault-rig.ts';

const tier = 'constraints: { tier: { readBandwidth: 3.125 GB/s } }';
/** Weights in the mapped file, and fio beside the workload. */
const kernel = [
  'constraints:',
  '  memory: { max: 128 MiB, swap: 0 B }',
  '  background: { rate: 5 MB/s }',
].join('\n');

const profileOf = (constraints: string, gen = 64, limit = '60 s'): string =>
  [
    'schema: profile/1',
    'name: workload-faults',
    'title: A workload that misbehaves',
    constraints,
    `workload: { prompt: [16], gen: [${gen}], depth: [0], rounds: 2, warmupRounds: 0, runTimeLimit: ${limit} }`,
    '',
  ].join('\n');

let rig: FaultRig;
let model: string;
const whole = (): string => join(rig.path, 'whole.gguf');

beforeAll(async () => {
  rig = await makeFaultRig('workload', profileOf(tier));
  model = join(rig.path, 'model/tiny.gguf');
  await copyFile(model, whole());
});

afterAll(() => rig[Symbol.asyncDispose]());

let sweeps = 0;

/** A sweep of its own: its arguments, and what it recorded. */
const makeSweep = async (profile: string, ...more: readonly string[]) => {
  sweeps += 1;
  const path = join(rig.path, `profile-${sweeps}.yaml`);
  const out = join(rig.path, `out-${sweeps}`);
  await writeFile(path, profile);
  const folder = async (): Promise<string> => join(out, (await readdir(out))[0] ?? '');
  return {
    args: [
      ...['--profile', path, '--model', model, '--out', out, '--no-gate', '--threads', '2'],
      ...more,
    ],
    folder,
    recorded: async () => {
      const results = await readResults(await folder());
      if (!results.ok) throw new Error(JSON.stringify(results.failure));
      return results.value;
    },
    report: async () => readFile(join(await folder(), 'report.md'), 'utf8'),
    runsSoFar: async (): Promise<number> =>
      (await readFile(join(await folder(), 'runs.jsonl'), 'utf8').catch(() => '')).split('\n')
        .length - 1,
  };
};

/** The workload that runs at this moment; it is waited for. */
const nextBench = async (started: Started): Promise<number> => {
  let found: string | undefined;
  await until('llama-bench runs', async () => {
    if (started.hasEnded()) throw new Error(await started.said());
    for (const pid of await processesWith(model)) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      // A script comes behind its interpreter.
      const [program = '', script = ''] = line.split('\0');
      if (`${program}\n${script}\n`.includes('llama-bench\n')) found = pid;
    }
    return found !== undefined;
  });
  return Number(found);
};

/** Its threads compute when the model is loaded. */
const whenLoaded = (pid: number): Promise<void> =>
  until('the model is loaded', async () => {
    const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
    return threads.length >= 2;
  });

const problemOf = ({ outcome }: RunRecord): string =>
  outcome.status === 'completed' ? '' : outcome.problem;

const gone = async (): Promise<void> => {
  expect(await processesWith(model)).toEqual([]);
};

describe('a llama-bench that is killed in the middle of a sweep', () => {
  it.each(['SIGKILL', 'SIGSEGV', 'SIGBUS', 'SIGABRT'] as const)(
    'by %s costs its run, which the report names; the sweep goes on',
    async (signal) => {
      const sweep = await makeSweep(profileOf(tier));
      await using started = rig.start(sweep.args);
      const pid = await nextBench(started);
      process.kill(pid, signal);
      const ended = await started.ended;
      expect(ended.code, ended.err).toBe(3);
      const { runs, manifest } = await sweep.recorded();
      expect(runs).toHaveLength(manifest.plan.runs.length);
      const failed = runs.filter(({ outcome }) => outcome.status !== 'completed');
      expect(failed).toHaveLength(1);
      const said = `llama-bench failed: it was killed by ${signal} after `;
      expect(failed.map(problemOf).join()).toContain(said);
      const report = await sweep.report();
      expect(report.slice(report.indexOf('## Failed runs'))).toContain(said);
      expect(ended.err).toContain(said);
      await gone();
    },
  );
});

describe('a llama-bench that is stopped', () => {
  it('is ended at its time limit, and the message says that it was stopped', async () => {
    const sweep = await makeSweep(profileOf(tier, 4, '8 s'));
    await using started = rig.start(sweep.args);
    process.kill(await nextBench(started), 'SIGSTOP');
    const ended = await started.ended;
    expect(ended.code, ended.err).toBe(3);
    const { runs, manifest } = await sweep.recorded();
    expect(runs).toHaveLength(manifest.plan.runs.length);
    const [stopped, ...others] = runs.filter((run) => problemOf(run) !== '');
    if (stopped === undefined) throw new Error('no run was stopped');
    expect(others).toEqual([]);
    // The stop may come before or after its first test.
    const said = `llama-bench failed: it was stopped (by SIGSTOP, or a debugger) after ${stopped.samples.length} of 2 tests, and nothing let it go on until the time limit of 8 s`;
    expect(problemOf(stopped)).toContain(said);
    expect(await sweep.report()).toContain(said);
    await gone();
  });
});

describe('a model that is changed during a sweep', () => {
  /** Put back by another way than it went: only the content counts. */
  const putBack = (): Promise<void> => copyFile(whole(), model);

  const endsEarly = async (
    profile: string,
    change: (pid: number) => Promise<void>,
    happened: RegExp,
  ): Promise<string> => {
    onTestFinished(putBack);
    const sweep = await makeSweep(profile);
    await using started = rig.start(sweep.args);
    await until('a run is recorded', async () => {
      if (started.hasEnded()) throw new Error(await started.said());
      return (await sweep.runsSoFar().catch(() => 0)) > 0;
    });
    await change(await nextBench(started));
    const ended = await started.ended;
    expect(ended.err).toMatch(happened);
    expect(ended.err).toContain('  hint: put it back as it was (SHA-256 ');
    expect(ended.code).toBe(1);
    const folder = await sweep.folder();
    expect(ended.out).toContain(`Ended early. The runs so far are in ${folder}`);
    const before = await sweep.recorded();
    expect(before.runs.length).toBeGreaterThan(0);
    expect(before.runs.length).toBeLessThan(before.manifest.plan.runs.length);
    await gone();

    await putBack();
    const resumed = await rig.run(['--resume', folder]);
    expect([0, 3], resumed.err).toContain(resumed.code);
    const { runs, manifest } = await sweep.recorded();
    expect(runs.map(({ index }) => index)).toEqual(manifest.plan.runs.map(({ index }) => index));
    for (const run of runs) expect(problemOf(run)).not.toContain('llama-bench failed');
    return ended.err;
  };

  const replaced = /the model '.*tiny\.gguf' was replaced: expected \d+ B of .*; got 4 B of /;
  const cutOff = /the model '.*tiny\.gguf' was cut off: expected \d+ B of .*; got 4096 B of /;

  it('ends it when it is replaced; the sweep can be resumed with the right one', async () => {
    await endsEarly(
      profileOf(tier),
      async () => {
        await writeFile(`${model}.new`, 'GGUF');
        await rename(`${model}.new`, model);
      },
      replaced,
    );
  });

  it('ends it when it is cut off under the tier, which holds the weights', async () => {
    await endsEarly(
      profileOf(tier, 100),
      async (pid) => {
        await whenLoaded(pid);
        await truncate(model, 4096);
      },
      cutOff,
    );
  });

  it('ends it when it is cut off behind its mapping, and explains the SIGBUS', async ({ skip }) => {
    const profile = profileOf(kernel, 100);
    const path = join(rig.path, 'kernel.yaml');
    await writeFile(path, profile);
    const planned = await rig.run(['plan', '--profile', path, '--model', model]);
    skip(planned.code === 4, planned.err);
    const said = await endsEarly(
      profile,
      async (pid) => {
        await whenLoaded(pid);
        await truncate(model, 4096);
      },
      cutOff,
    );
    expect(said).toMatch(
      /llama-bench failed: it was killed by SIGBUS after \d of 2 tests \(signal 7\)/,
    );
    expect(said).toContain('because the file became shorter or its disk cannot be read');
  });
});

describe('a llama-bench that is replaced during a sweep', () => {
  it('ends it, naming the program', async () => {
    const bench = join(rig.path, 'fake-llama-bench');
    await copyFile(fakeLlamaBench, bench);
    const help = join(fakeLlamaBench, '../../llama-bench');
    await writeFile(
      bench,
      (await readFile(fakeLlamaBench, 'utf8')).replace('$here/../llama-bench', help),
    );
    const sweep = await makeSweep(profileOf(tier), '--llama-bench', bench);
    await using started = rig.start(sweep.args, { env: { FAKE_LLAMA_BENCH: 'hang' } });
    const pid = await nextBench(started);
    await writeFile(bench, '#!/bin/sh\nexit 0\n');
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // A shell reads its script as it goes, and this one has come to the new end of it.
    }
    const ended = await started.ended;
    expect(ended.code, ended.err).toBe(1);
    expect(ended.err).toMatch(
      /emulate: llama-bench '.*fake-llama-bench' was cut off: expected \d+ B of .*; got 17 B of /,
    );
    expect((await sweep.recorded()).runs).toEqual([]);
  });
});

describe('a fio that misbehaves', () => {
  /** Other sweeps of the machine have theirs. */
  const ownFio = async (): Promise<readonly string[]> => {
    const all = await processesWith('--filename=data');
    const own = await Promise.all(
      all.map(async (pid) => {
        const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
        return environ.includes(rig.path);
      }),
    );
    return all.filter((_, at) => own[at]);
  };

  const fioOfRun = async (started: Started): Promise<readonly number[]> => {
    let found: readonly string[] = [];
    await until('fio runs beside llama-bench', async () => {
      if (started.hasEnded()) throw new Error(await started.said());
      found = await ownFio();
      return found.length > 0 && (await processesWith(model)).length > 1;
    });
    return found.map(Number);
  };

  it.for([
    ['SIGKILL', 'it was killed by SIGKILL'],
    ['SIGSTOP', 'it was stopped, or it hung; it reported nothing in the last'],
  ] as const)(
    'by %s fails its run, and the next has a new one',
    async ([signal, said], { skip }) => {
      // A slow tier lets a run last for some seconds, however fast the machine is.
      const profile = profileOf(
        'constraints: { tier: { readBandwidth: 10 MB/s, buffer: 1 MiB }, background: { rate: 5 MB/s } }',
        32,
      );
      const path = join(rig.path, 'background.yaml');
      await writeFile(path, profile);
      const planned = await rig.run(['plan', '--profile', path, '--model', model]);
      skip(planned.code === 4, planned.err);
      const sweep = await makeSweep(profile);
      await using started = rig.start(sweep.args);
      for (const pid of await fioOfRun(started)) process.kill(pid, signal);
      const ended = await started.ended;
      expect(ended.code, ended.err).toBe(3);
      const { runs } = await sweep.recorded();
      const loaded = runs.filter(({ case: name }) => name === 'nominal');
      expect(loaded).toHaveLength(2);
      expect(loaded.map(({ verdict }) => verdict.verdict)).toContain('failed');
      const [broken] = loaded.filter(({ verdict }) => verdict.verdict === 'failed');
      expect(broken?.warnings.join('\n')).toContain(said);
      const [good] = loaded.filter((run) => run !== broken);
      expect(findEvidence(good?.evidence ?? [], 'background')?.aliveUntilEnd).toBe(true);
      expect(await ownFio()).toEqual([]);
    },
  );
});
