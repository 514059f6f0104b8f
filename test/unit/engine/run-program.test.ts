import { describe, expect, it } from 'vitest';
import { runProgram, type ProgramRequest } from '../../../src/engine/run-program.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { AttachedEnd } from '../../../src/ports/attached-runner.ts';
import { baselineCase, makeCase, makeTier, makeTierEvidence } from '../../support/factory.ts';
import { createFakeAttachedRunner, noSignals } from '../../support/fakes/attached-runner.ts';
import { createFakeClock } from '../../support/fakes/clock.ts';
import {
  createFakeDriver,
  type FakeDriver,
  type FakeDriverOptions,
} from '../../support/fakes/constraint.ts';
import { createFakeScope } from '../../support/fakes/scope.ts';

const tier = makeTier();
const request = (overrides: Partial<ProgramRequest> = {}): ProgramRequest => ({
  program: '/usr/bin/fio',
  command: ['fio', '--name=read', ''],
  case: makeCase(),
  nominal: { tier },
  files: [
    { path: '/data', bytes: 100 },
    { path: '/more', bytes: 200 },
  ],
  seed: 7,
  name: 'test',
  ...overrides,
});

const live = { bytesFetched: 1, steps: 0, waits: 1, waitNs: 1 };
const acting: FakeDriverOptions = {
  live,
  env: { LD_PRELOAD: '/tier.so', MODE: 'page' },
  applied: { 'tier.unitSize': 4096 },
  observation: { evidence: [makeTierEvidence()], warnings: ['careful'] },
};

const unreadable: Failure = {
  reason: 'file-failed',
  path: '/c',
  operation: 'read',
  problem: 'gone',
};

const rig = (
  options: FakeDriverOptions = acting,
  end: AttachedEnd = { how: 'exited', code: 0 },
) => {
  const clock = createFakeClock();
  const driver = createFakeDriver('tier', options);
  const programs = createFakeAttachedRunner(() => {
    clock.advanceNs(5e9);
    return end;
  });
  const context = { drivers: [driver], programs, clock, signals: noSignals };
  const run = (more: Partial<ProgramRequest> = {}, preload?: string) =>
    runProgram({ ...context, preload }, request(more));
  return { driver, programs, run, context };
};

const verdictOf = async (outcome: ReturnType<typeof runProgram>) => {
  const run = await outcome;
  if (!run.ok) throw new Error('expected a run');
  return run.value.verdict;
};

const released = (driver: FakeDriver): void => {
  expect(driver.held()).toBe(0);
};

describe('a run of a program', () => {
  it('is started as the user wrote it, inside the constraints', async () => {
    const { driver, programs, run } = rig();
    await run();
    expect(driver.requests).toEqual([
      {
        case: makeCase(),
        nominal: { tier },
        model: { path: '/data', bytes: 100 },
        more: [{ path: '/more', bytes: 200 }],
        seed: 7,
        name: 'test',
      },
    ]);
    expect(programs.specs).toMatchObject([
      {
        path: '/usr/bin/fio',
        name: 'fio',
        args: ['--name=read', ''],
        env: { LD_PRELOAD: '/tier.so', MODE: 'page' },
      },
    ]);
    released(driver);
  });

  it('says what was asked, applied and counted, and how long it took', async () => {
    expect(await rig().run()).toEqual({
      ok: true,
      value: {
        startedUtc: expect.any(String) as string,
        wallNs: 5e9,
        end: { how: 'exited', code: 0 },
        asked: expect.objectContaining({ 'tier.readBandwidth': 50e9 }) as object,
        applied: { 'tier.unitSize': 4096 },
        evidence: [makeTierEvidence()],
        verdict: { verdict: 'bound', why: '' },
        verdicts: { tier: { verdict: 'bound', why: '' } },
        warnings: ['careful'],
      },
    });
  });

  it("keeps the caller's own libraries behind those of the constraints", async () => {
    const { programs, run } = rig();
    await run({}, '/jemalloc.so /other.so');
    await run({}, '');
    expect(programs.specs.map(({ env }) => env['LD_PRELOAD'])).toEqual([
      '/tier.so:/jemalloc.so /other.so',
      '/tier.so',
    ]);
  });

  it('is judged whatever its exit code', async () => {
    for (const end of [
      { how: 'exited', code: 3 },
      { how: 'killed-by-signal', signal: 'SIGKILL' },
    ] as const) {
      const { driver, run } = rig(acting, end);
      expect(await run()).toMatchObject({ value: { end, verdict: { verdict: 'bound' } } });
      released(driver);
    }
  });

  it('in which the constraint never was is not bound', async () => {
    const { driver, run } = rig({
      observeFailure: { reason: 'evidence-missing', problem: 'no counters' },
    });
    const { verdict, why } = await verdictOf(run());
    expect(verdict).toBe('not-binding');
    expect(why).toContain("Expected the program to map '/data' or '/more' into its memory, got no");
    released(driver);
  });

  it('in which the constraint was, but proves nothing, has failed', async () => {
    const { run } = rig({
      live,
      observeFailure: { reason: 'evidence-missing', problem: 'asked 1, applied 2' },
    });
    expect(await verdictOf(run())).toEqual({
      verdict: 'failed',
      why: 'no evidence that the constraint acted: asked 1, applied 2',
    });
  });

  it('in which the constraint was, but never acted, is not bound', async () => {
    const { run } = rig({
      live: { ...live, bytesFetched: 0 },
      observeFailure: { reason: 'evidence-missing', problem: 'the tier was never armed' },
    });
    expect(await verdictOf(run())).toEqual({
      verdict: 'not-binding',
      why: 'no evidence that the constraint acted: the tier was never armed',
    });
  });

  it('whose evidence cannot be read has failed, though nothing of it was seen', async () => {
    const { run } = rig({ observeFailure: unreadable });
    expect(await verdictOf(run())).toMatchObject({ verdict: 'failed' });
  });

  it('in the baseline needs no constraint and no file', async () => {
    const { context } = rig();
    const run = await runProgram(
      { ...context, drivers: [], preload: undefined },
      request({ case: baselineCase, files: [] }),
    );
    expect(run).toMatchObject({
      value: { asked: {}, evidence: [], verdict: { verdict: 'bound' } },
    });
    expect(context.programs.specs).toMatchObject([{ env: {} }]);
  });

  it('that leaves processes behind has failed, and says which', async () => {
    const scope = createFakeScope({
      killFailure: { reason: 'processes-left', place: '/group', pids: [7, 8], waitedMs: 60_000 },
    });
    const problem = expect.stringMatching(/^processes 7, 8 in '\/group' are still/) as string;
    expect(await rig({ ...acting, scope }).run()).toMatchObject({
      ok: true,
      value: {
        verdict: { verdict: 'failed', why: problem },
        evidence: [makeTierEvidence()],
        warnings: [problem, 'careful'],
      },
    });
    expect(await verdictOf(rig({ scope, observeFailure: unreadable }).run())).toMatchObject({
      why: "cannot read '/c': gone",
    });
    await scope[Symbol.asyncDispose]();
  });

  it('warns when a constraint could not be released', async () => {
    const { run } = rig({ ...acting, releaseError: 'stuck' });
    expect(await run()).toMatchObject({
      value: {
        warnings: ['careful', "tier was not released: stuck; 'emulate cleanup' tries again"],
      },
    });
  });
});

describe('a program that is not run', () => {
  it('because it cannot be started fails, and leaves nothing behind', async () => {
    const { driver, run } = rig(acting, { how: 'not-started', problem: 'gone', found: false });
    expect(await run()).toEqual({
      ok: false,
      failure: { reason: 'program-not-started', problem: 'gone', found: false },
    });
    released(driver);
  });

  it('because a constraint cannot be had fails', async () => {
    const acquireFailure: Failure = { reason: 'evidence-missing', problem: 'no' };
    const { programs, run } = rig({ acquireFailure });
    expect(await run()).toEqual({ ok: false, failure: acquireFailure });
    expect(programs.specs).toEqual([]);
  });

  it('because the host lacks something fails', async () => {
    const misses = [{ what: 'no memory', remedy: 'add some' }];
    const { programs, run } = rig({ misses });
    expect(await run()).toEqual({ ok: false, failure: { reason: 'missing-requirements', misses } });
    expect(programs.specs).toEqual([]);
  });
});
