import { describe, expect, it } from 'vitest';
import type { RunContext } from '../../../src/engine/run-context.ts';
import { runPlan } from '../../../src/engine/run-plan.ts';
import type { Event } from '../../../src/model/event.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { success } from '../../../src/model/result.ts';
import { createFakeActivityWatch } from '../../support/fakes/activity-watch.ts';
import { createFakeDriver } from '../../support/fakes/constraint.ts';
import { createFakeProcessRunner } from '../../support/fakes/process-runner.ts';
import { makeFakeRunLog } from '../../support/fakes/run-log.ts';
import { createFakeScope } from '../../support/fakes/scope.ts';
import { createFakeWorkload } from '../../support/fakes/workload.ts';
import {
  baselineCase,
  beset,
  besetWhy,
  makeDisturbanceLimits,
  makePlan,
  makeProfile,
  makeRuns,
  makeWorkloadSpec,
  nullCase,
} from '../../support/factory.ts';
import { makeRunContext } from '../../support/run-context.ts';

const cases = [baselineCase, { ...nullCase, constraints: {} }];
const plan = makePlan({ cases, runs: makeRuns(cases, 2) });
const order = ['0 baseline', '1 null', '2 baseline', '3 null'];

const told = (events: readonly Event[]): readonly string[] =>
  events.map((event) => ('run' in event ? `${event.kind} ${event.run.index}` : event.kind));

/** Sweeps over a plan of four runs, with its log and what it told. */
const sweep = async (overrides: Partial<RunContext> = {}, log = makeFakeRunLog()) => {
  const events: Event[] = [];
  const context = makeRunContext({ plan, observe: (event) => events.push(event), ...overrides });
  const result = await runPlan(context, log);
  const recorded = log.records.map((record) => `${record.index} ${record.case}`);
  return { result, recorded, told: told(events), log };
};

const diskFull: Failure = {
  reason: 'file-failed',
  path: '/results/fake/runs.jsonl',
  operation: 'append',
  problem: 'no space left',
};

describe('a sweep', () => {
  it('makes every planned run in the order of the plan and records it', async () => {
    const { result, recorded, told } = await sweep();
    expect(recorded).toEqual(order);
    expect(result).toMatchObject({ ok: true, value: { failedRuns: 0, interrupted: false } });
    expect(told).toEqual([
      'sweep-began',
      ...[0, 1].flatMap((index) => [`run-began ${index}`, `run-ended ${index}`]),
      'rounds-decided',
      ...[2, 3].flatMap((index) => [`run-began ${index}`, `run-ended ${index}`]),
      'rounds-decided',
      'sweep-ended',
    ]);
  });

  it('makes one run at a time, and records each before the next begins', async () => {
    let running = 0;
    let most = 0;
    const log = makeFakeRunLog();
    const recordedAtStart: number[] = [];
    const processes = createFakeProcessRunner(async () => {
      recordedAtStart.push(log.records.length);
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return {};
    });
    await sweep({ processes }, log);
    expect(most).toBe(1);
    expect(recordedAtStart).toEqual([0, 1, 2, 3]);
  });

  it('goes on after a run that failed, and counts it', async () => {
    let started = 0;
    const failure: Failure = { reason: 'evidence-missing', problem: 'none' };
    const workload = createFakeWorkload(() => ((started += 1) === 2 ? { tests: [], failure } : {}));
    const { result, recorded } = await sweep({ workload });
    expect(recorded).toEqual(order);
    expect(result).toMatchObject({ ok: true, value: { failedRuns: 1, interrupted: false } });
  });

  it('goes on after a run that left processes behind, and counts it', async () => {
    const killFailure: Failure = {
      reason: 'processes-left',
      place: '/group',
      pids: [7],
      waitedMs: 60_000,
    };
    const scope = createFakeScope({ killFailure });
    const drivers = [
      createFakeDriver('scope', { scope, concerns: ({ kind }) => kind === 'baseline' }),
    ];
    const { result, recorded } = await sweep({ drivers });
    expect(recorded).toEqual(order);
    expect(result).toMatchObject({ ok: true, value: { failedRuns: 2, interrupted: false } });
    await scope[Symbol.asyncDispose]();
  });

  it('counts a run whose constraint has no evidence as failed', async () => {
    const withTier = makePlan({ cases: [nullCase], runs: makeRuns([nullCase], 2) });
    const { result } = await sweep({ plan: withTier });
    expect(result).toMatchObject({ ok: true, value: { failedRuns: 2 } });
  });

  it('ends when a run cannot be recorded, and says why', async () => {
    const log = makeFakeRunLog();
    const processes = createFakeProcessRunner(() => {
      if (log.records.length === 1) log.failWith(diskFull);
      return {};
    });
    const { result, recorded } = await sweep({ processes }, log);
    expect(result).toEqual({ ok: false, failure: diskFull });
    expect(recorded).toEqual(['0 baseline']);
    expect(processes.specs).toHaveLength(2);
  });

  it('ends early, with its runs kept and without a failed one, when the model is changed', async () => {
    const changed: Failure = {
      reason: 'input-changed',
      what: 'the model',
      path: '/m.gguf',
      change: 'was removed',
      sha256: 'abc',
    };
    let checks = 0;
    const check = () =>
      Promise.resolve((checks += 1) > 3 ? { ok: false as const, failure: changed } : success([]));
    const { result, recorded, told } = await sweep({ inputs: { check } });
    expect(recorded).toEqual(['0 baseline']);
    expect(result).toMatchObject({
      ok: true,
      value: { failedRuns: 0, interrupted: false, stopped: changed },
    });
    expect(told.at(-1)).toBe('sweep-ended');
  });

  it('ends early when a process of a run does not end, after the run is recorded', async () => {
    const left = { pids: [71], waitedMs: 60_000 };
    const processes = createFakeProcessRunner(() => ({ left }));
    const { result, recorded } = await sweep({ processes });
    expect(recorded).toEqual(['0 baseline']);
    expect(result).toMatchObject({
      ok: true,
      value: { failedRuns: 1, stopped: { reason: 'processes-left', ...left } },
    });
  });

  it('keeps the runs so far when it is cancelled in the middle, and starts nothing more', async () => {
    const controller = new AbortController();
    const driver = createFakeDriver('scope');
    const processes = createFakeProcessRunner(() => {
      if (processes.specs.length === 3) controller.abort();
      return {};
    });
    const { result, recorded, told } = await sweep({
      processes,
      drivers: [driver],
      signal: controller.signal,
    });
    expect(recorded).toEqual(['0 baseline', '1 null']);
    expect(processes.specs).toHaveLength(3);
    expect(driver.held()).toBe(0);
    expect(result).toMatchObject({ ok: true, value: { interrupted: true } });
    expect(told.slice(-2)).toEqual(['run-began 2', 'sweep-ended']);
  });

  it('starts nothing when it was cancelled before', async () => {
    const processes = createFakeProcessRunner(() => ({}));
    const { result, recorded } = await sweep({ processes, signal: AbortSignal.abort() });
    expect(processes.specs).toEqual([]);
    expect(recorded).toEqual([]);
    expect(result).toMatchObject({ ok: true, value: { interrupted: true } });
  });

  it('ends at a mistake in this program, which reaches the caller', async () => {
    const processes = createFakeProcessRunner(() => {
      if (processes.specs.length === 2) throw new Error('Internal error: of the second run');
      return {};
    });
    const driver = createFakeDriver('scope');
    const log = makeFakeRunLog();
    await expect(sweep({ processes, drivers: [driver] }, log)).rejects.toThrow('second run');
    expect(log.records).toHaveLength(1);
    expect(processes.specs).toHaveLength(2);
    expect(driver.held()).toBe(0);
  });

  it('ends at once when there is nothing to run', async () => {
    const { result, recorded } = await sweep({ plan: makePlan({ runs: [] }) });
    expect(recorded).toEqual([]);
    expect(result).toMatchObject({ ok: true, value: { failedRuns: 0 } });
  });
});

describe('a sweep on a machine that is not quiet', () => {
  const gated = (rounds: number, repeats = 2, warmupRounds = 0) => {
    const disturbance = makeDisturbanceLimits({ repeats });
    const workload = makeWorkloadSpec({ rounds, warmupRounds, disturbance });
    return makePlan({
      ...{ profile: makeProfile({ workload }), cases },
      runs: makeRuns(cases, rounds, warmupRounds),
    });
  };
  /** The runs with these numbers, counted over all attempts, are disturbed. */
  const disturbing = (...numbers: readonly number[]) =>
    createFakeActivityWatch((run) => (numbers.includes(run) ? beset : {}));
  const attempts = async (context: Partial<RunContext>) => {
    const { log, told, result } = await sweep(context);
    const made = log.records.map((record) => `${record.index} ${record.attempt}`);
    return { made, told, result, records: log.records };
  };

  it('makes a disturbed run again at the end of its round', async () => {
    const { made, told, result } = await attempts({ plan: gated(2), activity: disturbing(0) });
    expect(made).toEqual(['0 0', '1 0', '0 1', '2 0', '3 0']);
    expect(told.slice(1, 9)).toEqual([
      ...['run-began 0', 'run-ended 0', 'run-disturbed 0', 'run-began 1', 'run-ended 1'],
      ...['run-began 0', 'run-ended 0', 'rounds-decided'],
    ]);
    expect(result).toMatchObject({ ok: true, value: { failedRuns: 0 } });
  });

  it('makes the run of the reference again first, since its whole round hangs on it', async () => {
    const plan = gated(2);
    const { made } = await attempts({ plan, activity: disturbing(0, 1) });
    expect(plan.reference).toBe('null');
    expect(made).toEqual(['0 0', '1 0', '1 1', '0 1', '2 0', '3 0']);
  });

  it('repeats a repetition that was disturbed, up to the limit', async () => {
    const { made, records } = await attempts({ plan: gated(2), activity: disturbing(0, 2, 3) });
    expect(made).toEqual(['0 0', '1 0', '0 1', '0 2', '2 0', '3 0']);
    expect(records.map(({ verdict }) => verdict.verdict)).toEqual([
      ...['disturbed', 'bound', 'disturbed', 'disturbed', 'bound', 'bound'],
    ]);
  });

  it('makes half as many repetitions as runs at most, however loud it is', async () => {
    const activity = createFakeActivityWatch(() => beset);
    const { made, told } = await attempts({ plan: gated(4, 10), activity });
    expect(made).toHaveLength(8 + 4);
    expect(told.filter((text) => text.startsWith('run-disturbed'))).toHaveLength(12);
  });

  it('tells whether a disturbed run will be made again', async () => {
    const events: Event[] = [];
    const observe = (event: Event): void => void events.push(event);
    const activity = createFakeActivityWatch(() => beset);
    await sweep({ plan: gated(1, 1), activity, observe });
    const disturbed = events.filter(({ kind }) => kind === 'run-disturbed');
    const why = besetWhy;
    expect(disturbed).toMatchObject([
      { run: { index: 0 }, why, again: true },
      { run: { index: 1 }, why, again: false },
      { run: { index: 0, attempt: 1 }, why, again: false },
    ]);
  });

  it('marks runs of the warm-up, and does not repeat them', async () => {
    const plan = gated(2, 2, 1);
    const { made, records } = await attempts({ plan, activity: disturbing(0, 1) });
    expect(made).toEqual(['0 0', '1 0', '2 0', '3 0', '4 0', '5 0']);
    expect(records[0]?.verdict.verdict).toBe('disturbed');
  });

  it('records what it saw and repeats nothing where the gate is off', async () => {
    const { made, records } = await attempts({ activity: disturbing(0, 1, 2, 3) });
    expect(made).toEqual(['0 0', '1 0', '2 0', '3 0']);
    for (const { disturbance, verdict } of records) {
      expect(disturbance).toMatchObject({ activity: beset, why: [] });
      expect(verdict.verdict).toBe('bound');
    }
  });

  it('does not repeat a run that failed', async () => {
    const failure: Failure = { reason: 'evidence-missing', problem: 'none' };
    const workload = createFakeWorkload(() => ({ tests: [], failure }));
    const { made } = await attempts({ plan: gated(1), workload, activity: disturbing(0, 1) });
    expect(made).toEqual(['0 0', '1 0']);
  });

  it('counts a run whose repetition failed as made', async () => {
    let started = 0;
    const failure: Failure = { reason: 'evidence-missing', problem: 'none' };
    const workload = createFakeWorkload(() => ((started += 1) === 3 ? { tests: [], failure } : {}));
    const { result, made } = await attempts({ plan: gated(1), workload, activity: disturbing(0) });
    expect(made).toHaveLength(3);
    expect(result).toMatchObject({ ok: true, value: { failedRuns: 0 } });
  });

  it('makes no repetition after it was cancelled', async () => {
    const controller = new AbortController();
    const processes = createFakeProcessRunner(() => {
      if (processes.specs.length === 2) controller.abort();
      return {};
    });
    const { made, told } = await attempts({
      ...{ plan: gated(2), processes, activity: disturbing(0), signal: controller.signal },
    });
    expect(made).toEqual(['0 0']);
    expect(told).not.toContain('rounds-decided');
  });

  it('ends when its rounds are enough, though the plan holds more', async () => {
    const plan = gated(2);
    const { made } = await attempts({ plan: { ...plan, runs: makeRuns(cases, 5) } });
    expect(made).toEqual(['0 0', '1 0', '2 0', '3 0']);
  });
});
