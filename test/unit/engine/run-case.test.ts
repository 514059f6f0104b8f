import { describe, expect, it } from 'vitest';
import { runCase } from '../../../src/engine/run-case.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import type { Event } from '../../../src/model/event.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { PlannedRun } from '../../../src/model/plan.ts';
import { success } from '../../../src/model/result.ts';
import { createFakeActivityWatch } from '../../support/fakes/activity-watch.ts';
import { createFakeClock } from '../../support/fakes/clock.ts';
import { createFakeDriver } from '../../support/fakes/constraint.ts';
import { createFakeScope } from '../../support/fakes/scope.ts';
import { createFakeProcessRunner, fakePid } from '../../support/fakes/process-runner.ts';
import { createFakeWorkload, measuredTests } from '../../support/fakes/workload.ts';
import {
  beset,
  besetWhy,
  makeDisturbanceLimits,
  makeHostActivity,
  makeHostState,
  makePlan,
  makeProfile,
  makeTierEvidence,
  makeTierTestEvidence,
  makeWorkloadSpec,
} from '../../support/factory.ts';
import { makeRunContext } from '../../support/run-context.ts';

const run: PlannedRun = { index: 5, round: 1, order: 2, caseId: 'nominal' };
const baseline: PlannedRun = { ...run, caseId: 'baseline' };

const crashed: Failure = {
  reason: 'process-failed',
  command: 'llama-bench',
  problem: 'it was killed by SIGSEGV after 1 of 2 tests',
  stderr: 'last words',
};
const survivors: Failure = {
  reason: 'processes-left',
  place: '/group',
  pids: [7],
  waitedMs: 60_000,
};
const noEvidence: Failure = { reason: 'evidence-missing', problem: 'it left no counters' };

/** A tier that acted as the nominal case asks. */
const evidence = makeTierEvidence();
const acting = {
  evidence: [evidence],
  tests: [
    [{ stepsNs: [64e6], tier: makeTierTestEvidence() }],
    [{ stepsNs: [1e6, 1e6, 1e6, 1e6], tier: makeTierTestEvidence() }],
  ],
};

const record = async (overrides: Partial<RunContext>, planned = run) => {
  const { record: made } = await runCase(makeRunContext(overrides), planned);
  if (made === undefined) throw new Error('expected a record');
  return made;
};

describe('a run that goes well', () => {
  it('is recorded with what was asked, applied, printed and seen', async () => {
    const clock = createFakeClock();
    const driver = createFakeDriver('tier', {
      applied: { 'tier.readBandwidth': 50e9 },
      observation: { ...acting, warnings: ['tier: small pages'] },
    });
    const result = await record({
      clock,
      drivers: [driver],
      processes: createFakeProcessRunner(() => ({ stdout: 'out', stderr: 'err', durationMs: 123 })),
      workload: createFakeWorkload(() => ({ warnings: ['read instead of mapped'] })),
    });
    expect(result).toMatchObject({
      schema: 'run/1',
      index: 5,
      round: 1,
      order: 2,
      case: 'nominal',
      applied: { 'tier.readBandwidth': 50e9 },
      startedUtc: '2026-01-02T03:04:05.000Z',
      durationMs: 123,
      command: ['/bin/workload', '--measure'],
      outcome: { status: 'completed' },
      evidence: [evidence],
      verdict: { verdict: 'bound', why: '' },
      workload: { build: 'b1' },
      before: makeHostState(),
      after: makeHostState(),
      warnings: ['tier: small pages', 'read instead of mapped'],
    });
    expect(result.asked).toMatchObject({ 'tier.readBandwidth': 50e9, 'tier.queueDepth': 1024 });
    expect(result.samples).toMatchObject([
      { test: 'pp64', stepsNs: [64e6], tier: { steps: 64 } },
      { test: 'tg4', stepsNs: [1e6, 1e6, 1e6, 1e6] },
    ]);
    expect(driver.held()).toBe(0);
  });

  it('starts the program once, within the time limit, with the environment of every lease', async () => {
    const processes = createFakeProcessRunner(() => ({}));
    const context = makeRunContext({
      processes,
      drivers: [
        createFakeDriver('scope', { env: { SHARED: 'scope', SCOPE: 'a' } }),
        createFakeDriver('tier', { env: { SHARED: 'tier', LD_PRELOAD: '/lib.so' } }),
      ],
    });
    await runCase(context, run);
    expect(processes.specs).toHaveLength(1);
    expect(processes.specs[0]).toMatchObject({
      command: '/bin/workload',
      args: ['--measure'],
      env: { WORKLOAD: 'yes', SCOPE: 'a', SHARED: 'tier', LD_PRELOAD: '/lib.so' },
      timeoutMs: 600_000,
      signal: context.signal,
    });
  });

  it('asks each constraint to hold the case, on this model', async () => {
    const driver = createFakeDriver('tier');
    const context = makeRunContext({ drivers: [driver] });
    await runCase(context, run);
    expect(driver.requests).toMatchObject([{ case: { id: 'nominal' }, model: context.model }]);
  });

  it('asks each constraint to draw by another seed in each round, from that of the plan on', async () => {
    const driver = createFakeDriver('tier');
    const context = makeRunContext({ drivers: [driver], plan: makePlan({ seed: 40 }) });
    for (const round of [-1, 0, 2]) await runCase(context, { ...run, round });
    expect(driver.requests.map(({ seed }) => seed)).toEqual([39, 40, 42]);
  });

  it('looks at every constraint before it releases any, in the reverse order', async () => {
    const ledger: string[] = [];
    const processes = createFakeProcessRunner(() => {
      ledger.push('run');
      return {};
    });
    const drivers = ['scope', 'tier'].map((name) => createFakeDriver(name, {}, ledger));
    await record({ drivers, processes });
    expect(ledger).toEqual([
      'acquire scope',
      'acquire tier',
      'run',
      'observe scope',
      'observe tier',
      'release tier',
      'release scope',
    ]);
  });

  it('keeps the tests of the constraint that saw them', async () => {
    const drivers = [
      createFakeDriver('tier', { observation: acting }),
      createFakeDriver('scope', { observation: { warnings: ['no swap accounting'] } }),
    ];
    const result = await record({ drivers });
    expect(result.samples[1]?.stepsNs).toHaveLength(4);
    expect(result.warnings).toEqual(['no swap accounting']);
  });

  it('tells what is counted meanwhile, as often as the clock says', async () => {
    const events: Event[] = [];
    const clock = createFakeClock();
    const ticks: (() => void)[] = [];
    let stopped = 0;
    const every = (_: number, action: () => void): Disposable => {
      ticks.push(action);
      return { [Symbol.dispose]: () => (stopped += 1) };
    };
    await record({
      clock: { ...clock, every },
      observe: (event) => events.push(event),
      drivers: [
        createFakeDriver('scope'),
        createFakeDriver('tier', { live: { bytesFetched: 4e9, steps: 12, waits: 7, waitNs: 9e6 } }),
      ],
      processes: createFakeProcessRunner(async () => {
        clock.advanceNs(2e9);
        for (const tick of ticks) tick();
        await Promise.resolve();
        return {};
      }),
    });
    expect(events).toEqual([
      {
        kind: 'run-live',
        run,
        bytesFetched: 4e9,
        steps: 12,
        waits: 7,
        waitNs: 9e6,
        elapsedMs: 2000,
      },
    ]);
    expect(stopped).toBe(1);
  });
});

describe('a run that fails', () => {
  it('is partial, with what it printed before, when some tests gave values', async () => {
    const driver = createFakeDriver('tier', { observation: acting });
    const result = await record({
      drivers: [driver],
      processes: createFakeProcessRunner(() => ({ stderr: 'the end' })),
      workload: createFakeWorkload(() => ({ tests: measuredTests.slice(0, 1), failure: crashed })),
    });
    expect(result.outcome).toMatchObject({ status: 'partial', stderr: 'the end' });
    expect(result.samples.map(({ test }) => test)).toEqual(['pp64']);
    expect(result.verdict.verdict).toBe('bound');
    expect(driver.held()).toBe(0);
  });

  it('is failed when no test gave a value', async () => {
    const result = await record(
      { workload: createFakeWorkload(() => ({ tests: [], failure: crashed })) },
      baseline,
    );
    expect(result.outcome).toMatchObject({
      status: 'failed',
      problem:
        'llama-bench failed: it was killed by SIGSEGV after 1 of 2 tests\nIts last words were:\n  last words',
    });
    expect(result.verdict.verdict).toBe('failed');
    expect(result.samples).toEqual([]);
  });

  it('keeps only the end of a long standard error', async () => {
    const result = await record({
      processes: createFakeProcessRunner(() => ({ stderr: `${'x'.repeat(100_000)}the end` })),
      workload: createFakeWorkload(() => ({ tests: [], failure: crashed })),
    });
    expect(result.outcome).toMatchObject({
      stderr: expect.stringMatching(/^x+the end$/) as string,
    });
    expect(JSON.stringify(result.outcome).length).toBeLessThan(5_000);
  });

  it('has no good verdict when a constraint left no evidence, although the program ended well', async () => {
    const driver = createFakeDriver('tier', {
      applied: {},
      observeFailure: noEvidence,
    });
    const result = await record({ drivers: [driver] });
    expect(result.outcome).toMatchObject({
      status: 'partial',
      problem: 'no evidence that the constraint acted: it left no counters',
    });
    expect(result.verdict.verdict).toBe('failed');
    expect(result.evidence).toEqual([]);
    expect(driver.held()).toBe(0);
  });

  it("reports the program's own failure, of which missing evidence is a consequence", async () => {
    const result = await record({
      drivers: [createFakeDriver('tier', { observeFailure: noEvidence })],
      workload: createFakeWorkload(() => ({ tests: [], failure: crashed })),
    });
    expect(result.outcome).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('killed by SIGSEGV') as string,
    });
  });

  it('keeps the evidence of the constraints that were seen before one left none', async () => {
    const drivers = [
      createFakeDriver('tier', { observation: acting }),
      createFakeDriver('scope', { observeFailure: noEvidence }),
    ];
    const result = await record({ drivers });
    expect(result.evidence).toEqual([evidence]);
    expect(result.outcome.status).toBe('partial');
  });

  it('starts no program when a constraint cannot be put in force, and releases those that were', async () => {
    const ledger: string[] = [];
    const processes = createFakeProcessRunner(() => ({}));
    const scope = createFakeDriver('scope', {}, ledger);
    const acquireFailure: Failure = {
      reason: 'file-failed',
      path: '/tmp',
      operation: 'create a temporary folder in',
      problem: 'no space left on the device (ENOSPC)',
    };
    const tier = createFakeDriver('tier', { acquireFailure }, ledger);
    const result = await record({ drivers: [scope, tier], processes });
    expect(processes.specs).toEqual([]);
    expect(ledger).toEqual(['acquire scope', 'release scope']);
    expect(result).toMatchObject({
      outcome: {
        status: 'failed',
        problem: "cannot create a temporary folder in '/tmp': no space left on the device (ENOSPC)",
      },
      verdict: { verdict: 'failed' },
      samples: [],
      applied: {},
      durationMs: 0,
    });
  });

  it('has failed when processes outlive it, although every test gave values', async () => {
    const scope = createFakeScope({ killFailure: survivors });
    const driver = createFakeDriver('scope', { scope, observation: acting });
    const result = await record({ drivers: [driver] });
    const problem = expect.stringMatching(/^process 7 in '\/group' is still there/) as string;
    expect(result.outcome).toMatchObject({ status: 'partial', problem });
    expect(result.warnings).toEqual([problem]);
    expect(result.samples).toHaveLength(2);
    expect(result.evidence).toEqual([evidence]);
    await scope[Symbol.asyncDispose]();
  });

  it('only warns of processes that outlive it when something else failed', async () => {
    const scope = createFakeScope({ killFailure: survivors });
    const result = await record({
      drivers: [createFakeDriver('scope', { scope, observeFailure: noEvidence })],
    });
    expect(result.outcome).toMatchObject({
      problem: 'no evidence that the constraint acted: it left no counters',
    });
    expect(result.warnings).toEqual([expect.stringContaining('process 7') as string]);
    await scope[Symbol.asyncDispose]();
  });

  it('warns of a constraint that was not released, and is otherwise as good', async () => {
    const result = await record({
      drivers: [createFakeDriver('tier', { observation: acting, releaseError: 'busy' })],
    });
    expect(result.outcome).toEqual({ status: 'completed' });
    expect(result.warnings).toEqual(["tier was not released: busy; 'emulate cleanup' tries again"]);
  });
});

describe('a workload that leaves processes behind', () => {
  it('is warned of when they were found and killed', async () => {
    const processes = createFakeProcessRunner(() => ({ escaped: [71, 72] }));
    const result = await record({ processes });
    expect(processes.specs[0]?.mark).toBe('test-5');
    expect(result.warnings).toEqual([
      'the workload left 2 processes behind when it had ended; killed',
    ]);
    expect(result.outcome.status).toBe('completed');
  });

  it('has failed and ends the sweep when one does not end, which no run may share the host with', async () => {
    const processes = createFakeProcessRunner(() => ({
      left: { pids: [71], waitedMs: 60_000 },
    }));
    const { record: made, stop } = await runCase(makeRunContext({ processes }), run);
    const failure: Failure = { reason: 'processes-left', pids: [71], waitedMs: 60_000 };
    expect(stop).toEqual(failure);
    const problem =
      'process 71 is still there 60 s after being killed: the kernel ends a process only when the reads have ended that it waits for';
    expect(made).toMatchObject({ outcome: { status: 'partial', problem }, warnings: [problem] });
  });

  it('ends the sweep when its scope still has one after it was released', async () => {
    const scope = createFakeScope({ killFailure: survivors });
    scope.setProcesses([7]);
    const driver = createFakeDriver('scope', { scope, observeFailure: noEvidence });
    const { record: made, stop } = await runCase(makeRunContext({ drivers: [driver] }), run);
    expect(made?.outcome).toMatchObject({
      problem: 'no evidence that the constraint acted: it left no counters',
    });
    expect(stop).toEqual(survivors);
    await scope[Symbol.asyncDispose]();
  });

  it('does not end it when they are gone with the release of the scope', async () => {
    const scope = createFakeScope({ killFailure: survivors });
    const driver = createFakeDriver('scope', { scope });
    const { stop } = await runCase(makeRunContext({ drivers: [driver] }), run);
    expect(stop).toBeUndefined();
    await scope[Symbol.asyncDispose]();
  });
});

describe('a run whose model is changed', () => {
  const changed: Failure = {
    reason: 'input-changed',
    what: 'the model',
    path: '/m.gguf',
    change: 'was cut off: expected 2 B, got 1 B',
    sha256: 'abc',
  };

  it('before it is not made', async () => {
    const processes = createFakeProcessRunner(() => ({}));
    const driver = createFakeDriver('tier');
    const inputs = { check: () => Promise.resolve({ ok: false as const, failure: changed }) };
    const context = makeRunContext({ inputs, processes, drivers: [driver] });
    expect(await runCase(context, run)).toEqual({ stop: changed });
    expect(processes.specs).toEqual([]);
    expect(driver.requests).toEqual([]);
  });

  const changesAfter = (checks: number) => {
    let made = 0;
    return {
      check: () =>
        Promise.resolve(
          (made += 1) > checks ? { ok: false as const, failure: changed } : success([]),
        ),
    };
  };

  it('meanwhile is not recorded, for nobody knows what it measured', async () => {
    const driver = createFakeDriver('tier');
    const context = makeRunContext({ inputs: changesAfter(1), drivers: [driver] });
    expect(await runCase(context, run)).toEqual({ stop: changed });
    expect(driver.held()).toBe(0);
  });

  it('meanwhile tells what that did to the workload', async () => {
    const workload = createFakeWorkload(() => ({ tests: [], failure: crashed }));
    const context = makeRunContext({ inputs: changesAfter(1), workload });
    expect(await runCase(context, run)).toEqual({
      stop: {
        ...changed,
        consequence: 'llama-bench failed: it was killed by SIGSEGV after 1 of 2 tests',
      },
    });
  });

  it('only by its date, goes on with a warning', async () => {
    const inputs = { check: () => Promise.resolve(success(['it was touched'])) };
    expect((await record({ inputs })).warnings).toEqual(['it was touched', 'it was touched']);
  });
});

describe('a run that is cancelled', () => {
  it('leaves no record, and nothing held', async () => {
    const controller = new AbortController();
    const driver = createFakeDriver('tier');
    const context = makeRunContext({
      signal: controller.signal,
      drivers: [driver],
      processes: createFakeProcessRunner(() => {
        controller.abort();
        return { end: { how: 'cancelled' } };
      }),
    });
    expect(await runCase(context, run)).toEqual({});
    expect(driver.held()).toBe(0);
  });
});

it('a run of a case that the plan does not have is a mistake in this program', async () => {
  await expect(runCase(makeRunContext(), { ...run, caseId: 'no-such' })).rejects.toThrow(
    "Internal error: no case 'no-such' in the plan",
  );
});

it('a run of a case that is doubtful before it is run says so first', async () => {
  const cautions = new Map([[run.caseId, ['calibration: more than half of the ceiling']]]);
  const driver = createFakeDriver('tier', { observation: { warnings: ['small pages'] } });
  const { record } = await runCase(makeRunContext({ cautions, drivers: [driver] }), run);
  expect(record?.warnings).toEqual(['calibration: more than half of the ceiling', 'small pages']);
});

describe('a run beside other programs', () => {
  const limits = makeDisturbanceLimits();
  const planWith = (rest: Parameters<typeof makeWorkloadSpec>[0]) =>
    makePlan({ profile: makeProfile({ workload: makeWorkloadSpec(rest) }) });

  it('is watched from the start of its process to its end', async () => {
    const activity = createFakeActivityWatch();
    const result = await record({ activity });
    expect(activity.followed).toEqual([fakePid]);
    expect(activity.held()).toBe(0);
    expect(result.disturbance).toEqual({ activity: makeHostActivity(), why: [] });
  });

  it('is marked where the profile has limits, whatever it measured', async () => {
    const activity = createFakeActivityWatch(() => beset);
    const drivers = [createFakeDriver('tier', { observation: acting })];
    const plan = planWith({ disturbance: limits });
    const result = await record({ activity, plan, drivers });
    expect(result).toMatchObject({
      outcome: { status: 'completed' },
      disturbance: { why: besetWhy },
      verdict: { verdict: 'disturbed', why: `${besetWhy.join('; ')}.` },
      verdicts: { tier: { verdict: 'bound' } },
    });
  });

  it('is not disturbed by its own threads, of which there are more than processors', async () => {
    const activity = createFakeActivityWatch(() => beset);
    const workload = createFakeWorkload(() => ({ facts: { n_threads: 3 } }));
    const result = await record({ activity, workload, plan: planWith({ disturbance: limits }) });
    expect(result.disturbance?.why).toEqual(besetWhy.slice(1));
  });

  it('that could not be started was not disturbed', async () => {
    const activity = createFakeActivityWatch(() => beset);
    const acquireFailure: Failure = { reason: 'evidence-missing', problem: 'x' };
    const drivers = [createFakeDriver('tier', { acquireFailure })];
    const result = await record({ activity, drivers, plan: planWith({ disturbance: limits }) });
    expect(result).not.toHaveProperty('disturbance');
    expect(activity.held()).toBe(0);
  });

  it('names its attempt, and what is made for it after that', async () => {
    const driver = createFakeDriver('tier');
    const result = await record({ drivers: [driver] }, { ...run, attempt: 2 });
    expect(result.attempt).toBe(2);
    expect(driver.requests[0]?.name).toBe('test-5-2');
  });
});
