import { describe, expect, it } from 'vitest';
import type { RunContext } from '../../../src/engine/run-context.ts';
import { runPlan } from '../../../src/engine/run-plan.ts';
import type { Event } from '../../../src/model/event.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { createFakeDriver } from '../../support/fakes/constraint.ts';
import { createFakeProcessRunner } from '../../support/fakes/process-runner.ts';
import { makeFakeRunLog } from '../../support/fakes/run-log.ts';
import { createFakeWorkload } from '../../support/fakes/workload.ts';
import { baselineCase, makePlan, makeRuns, nullCase } from '../../support/factory.ts';
import { makeRunContext } from '../../support/run-context.ts';

const cases = [baselineCase, { ...nullCase, constraints: {} }];
const plan = makePlan({ cases, runs: makeRuns(cases, 2) });
const order = ['0 baseline', '1 null', '2 baseline', '3 null'];

const told = (events: readonly Event[]): readonly string[] =>
  events.map((event) =>
    event.kind === 'run-began' || event.kind === 'run-ended'
      ? `${event.kind} ${event.run.index}`
      : event.kind,
  );

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
      ...[0, 1, 2, 3].flatMap((index) => [`run-began ${index}`, `run-ended ${index}`]),
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
    const { result } = await sweep({ processes, signal: AbortSignal.abort() });
    expect(processes.specs).toEqual([]);
    expect(result).toMatchObject({ ok: true, value: { runs: [], interrupted: true } });
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
    const { result } = await sweep({ plan: makePlan({ runs: [] }) });
    expect(result).toMatchObject({ ok: true, value: { runs: [], failedRuns: 0 } });
  });
});
