import { describe, expect, it } from 'vitest';
import type { RunContext } from '../../../src/engine/run-context.ts';
import { runPlan } from '../../../src/engine/run-plan.ts';
import type { Event } from '../../../src/model/event.ts';
import { createFakeActivityWatch } from '../../support/fakes/activity-watch.ts';
import { createFakeProcessRunner } from '../../support/fakes/process-runner.ts';
import { makeFakeRunLog } from '../../support/fakes/run-log.ts';
import {
  baselineCase,
  beset,
  makeDisturbanceLimits,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeRuns,
  makeWorkloadSpec,
  nullCase,
} from '../../support/factory.ts';
import { makeRunContext } from '../../support/run-context.ts';

const cases = [baselineCase, { ...nullCase, constraints: {} }];
const profile = makeProfile({
  workload: makeWorkloadSpec({
    rounds: 2,
    warmupRounds: 1,
    disturbance: makeDisturbanceLimits({ repeats: 1 }),
  }),
});
const plan = makePlan({ profile, cases, runs: makeRuns(cases, 2, 1) });

/** The records of a sweep that ended after so many attempts. */
const interruptedAfter = async (attempts: number, overrides: Partial<RunContext> = {}) => {
  const controller = new AbortController();
  const log = makeFakeRunLog();
  const context = makeRunContext({
    plan,
    signal: controller.signal,
    observe: (event) => {
      if (event.kind === 'run-ended' && log.records.length === attempts) controller.abort();
    },
    ...overrides,
  });
  await runPlan(context, log);
  return log.records;
};

/** Goes on with what is recorded; gives what is recorded then, what was started, and what was told. */
const goOn = async (
  before: Awaited<ReturnType<typeof interruptedAfter>>,
  overrides: Partial<RunContext> = {},
) => {
  const log = makeFakeRunLog();
  for (const record of before) await log.append(record);
  const events: Event[] = [];
  const processes = createFakeProcessRunner(() => ({}));
  const context = makeRunContext({
    ...{ plan, processes, observe: (event) => void events.push(event) },
    ...overrides,
  });
  const result = await runPlan(context, log, before);
  const recorded = log.records.map(({ index, attempt }) => `${index}.${attempt}`);
  return { result, recorded, started: processes.specs.length, events };
};

describe('a sweep that is continued', () => {
  it.each([1, 2, 3, 4, 5])(
    'after %i attempts makes the rest in the order of the plan',
    async (attempts) => {
      const { result, recorded } = await goOn(await interruptedAfter(attempts));
      expect(recorded).toEqual(plan.runs.map(({ index }) => `${index}.0`));
      expect(result).toMatchObject({ ok: true, value: { failedRuns: 0, interrupted: false } });
    },
  );

  it('warms up again with one run of the reference, which is not recorded', async () => {
    const { started, recorded, events } = await goOn(await interruptedAfter(3));
    expect(started).toBe(4);
    expect(recorded).toHaveLength(6);
    expect(events.filter(({ kind }) => kind === 'run-began')).toHaveLength(3);
    expect(events[1]).toEqual({
      kind: 'step-began',
      step: 'warm up again after the interruption',
      detail: 'null',
    });
  });

  it('does not warm up again where the warm-up itself goes on, or where there is none', async () => {
    expect((await goOn(await interruptedAfter(1))).started).toBe(5);
    const cold = makePlan({ profile, cases, runs: makeRuns(cases, 2) });
    const before = await interruptedAfter(1, { plan: cold });
    expect((await goOn(before, { plan: cold })).started).toBe(3);
  });

  it('tells at its beginning what was made before', async () => {
    const before = await interruptedAfter(3);
    const { events } = await goOn(before);
    expect(events[0]).toMatchObject({ kind: 'sweep-began', before });
  });

  it('makes a disturbed run again whose repetition was still to come', async () => {
    const activity = createFakeActivityWatch((run) => (run === 2 ? beset : {}));
    const before = await interruptedAfter(3, { activity });
    expect(before.at(-1)?.disturbance?.why).not.toEqual([]);
    const { recorded } = await goOn(before);
    expect(recorded).toEqual(['0.0', '1.0', '2.0', '3.0', '2.1', '4.0', '5.0']);
  });

  it('keeps runs that failed, and counts them', async () => {
    const failed = makeRunRecord({
      ...{ index: 0, round: -1, case: 'baseline' },
      outcome: { status: 'failed', problem: 'x', stderr: '' },
    });
    const { result, recorded } = await goOn([failed]);
    expect(recorded).toEqual(plan.runs.map(({ index }) => `${index}.0`));
    expect(result).toMatchObject({ ok: true, value: { failedRuns: 1 } });
  });

  it('starts nothing where nothing is missing', async () => {
    const { started, result } = await goOn(await interruptedAfter(6));
    expect(started).toBe(0);
    expect(result).toMatchObject({ ok: true, value: { interrupted: false } });
  });
});
