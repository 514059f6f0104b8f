import { describe, expect, it } from 'vitest';
import { createPageCacheDriver } from '../../../../src/drivers/page-cache/driver.ts';
import { findEvidence } from '../../../../src/model/evidence.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import type { PageCacheConstraint } from '../../../../src/model/profile/profile.ts';
import { failed, success, type Result } from '../../../../src/model/result.ts';
import type { ConstraintLease } from '../../../../src/ports/constraint.ts';
import { makeCase, makeModelFacts } from '../../../support/factory.ts';
import { createFakeScope, type FakeScopeOptions } from '../../../support/fakes/scope.ts';
import { createTickingClock } from '../../../support/fakes/ticking-clock.ts';

const MiB = 2 ** 20;
const model = makeModelFacts({ bytes: 100 * MiB });

const makeRig = (options: FakeScopeOptions = {}) => {
  const clock = createTickingClock();
  const scope = createFakeScope(options);
  const driver = createPageCacheDriver(clock);
  const acquire = (constraint: PageCacheConstraint) =>
    driver.acquire({
      case: makeCase({ constraints: { pageCache: constraint } }),
      nominal: { pageCache: constraint },
      model,
      seed: 1,
      name: 'test',
      scope,
    });
  const hold = async (constraint: PageCacheConstraint): Promise<ConstraintLease> => {
    const lease = await acquire(constraint);
    if (!lease.ok) throw new Error(`no lease: ${JSON.stringify(lease.failure)}`);
    return lease.value;
  };
  return { clock, scope, driver, acquire, hold };
};

const observed = async (lease: ConstraintLease) => {
  const seen = await lease.observe();
  if (!seen.ok) throw new Error(`no observation: ${JSON.stringify(seen.failure)}`);
  const evidence = findEvidence(seen.value.evidence, 'page-cache');
  if (evidence === undefined) throw new Error('no evidence of the page cache');
  return evidence;
};

describe('the page-cache driver', () => {
  it('concerns cases with pageCache alone', () => {
    const { driver, scope } = makeRig();
    void scope[Symbol.asyncDispose]();
    expect(driver.concerns(makeCase({ constraints: { pageCache: {} } }))).toBe(true);
    expect(driver.concerns(makeCase({ constraints: { memory: {} } }))).toBe(false);
  });

  it('asks nothing of the host that its scope does not', async () => {
    const { driver, scope } = makeRig();
    await using _scope = scope;
    expect(await driver.check([], model)).toEqual([]);
  });

  it('does not work without a scope', async () => {
    const { driver, scope } = makeRig();
    await using _scope = scope;
    const constraints = { pageCache: {} };
    const request = { case: makeCase({ constraints }), nominal: constraints, model };
    expect(() => driver.acquire({ ...request, seed: 1, name: 'test' })).toThrow('Internal error');
  });
});

describe('dropping while the workload runs', () => {
  it('does not happen without a rate', async () => {
    const { hold, clock, scope } = makeRig();
    await using _scope = scope;
    await using lease = await hold({});
    expect(clock.intervals()).toEqual([]);
    expect(lease.applied).toEqual({});
    expect(lease.env).toEqual({});
    expect(await lease.live()).toBeUndefined();
    scope.count({ refaultedBytes: 5 });
    expect(await observed(lease)).toEqual({
      kind: 'page-cache',
      drop: undefined,
      droppedBytes: 0,
      runningNs: 0,
      turns: 0,
      shortTurns: 0,
      refaultedBytes: 5,
      modelBytes: model.bytes,
    });
  });

  it('keeps the rate from the first process to the last', async () => {
    const { hold, clock, scope } = makeRig();
    await using _scope = scope;
    await using lease = await hold({ drop: 40 * MiB });
    expect(lease.applied).toEqual({ 'pageCache.drop': 40 * MiB });
    await clock.pass(10_000);
    expect(scope.calls).toEqual([]);
    scope.setProcesses([71]);
    await clock.pass(2000);
    await scope.kill();
    await clock.pass(3000);
    scope.count({ refaultedBytes: 9 * MiB });
    const evidence = await observed(lease);
    expect(evidence).toMatchObject({
      drop: 40 * MiB,
      runningNs: 2e9,
      turns: 39,
      shortTurns: 0,
      refaultedBytes: 9 * MiB,
    });
    expect(Math.abs(evidence.droppedBytes - 80 * MiB)).toBeLessThanOrEqual(2 * MiB);
  });

  it('ends with the observation when no turn saw the end of the workload', async () => {
    const { hold, clock, scope } = makeRig();
    await using _scope = scope;
    await using lease = await hold({ drop: 40 * MiB });
    scope.setProcesses([71]);
    await clock.pass(1040);
    await scope.kill();
    const { runningNs } = await observed(lease);
    expect(runningNs).toBe(990e6);
    expect(clock.intervals()).toEqual([]);
  });

  it('makes up for what could not be evicted, and counts the turns', async () => {
    const asked: number[] = [];
    const { hold, clock, scope } = makeRig({
      reclaim: (bytes) => {
        asked.push(bytes);
        return Promise.resolve(success(asked.length <= 3 ? 0 : bytes));
      },
    });
    await using _scope = scope;
    await using lease = await hold({ drop: 40 * MiB });
    scope.setProcesses([71]);
    await clock.pass(250);
    expect(asked.map((bytes) => bytes / MiB)).toEqual([2, 4, 6, 8]);
    expect(await observed(lease)).toMatchObject({
      turns: 4,
      shortTurns: 3,
      droppedBytes: 8 * MiB,
    });
  });

  it('takes the next turn only when the one before has ended', async () => {
    const waiting: (() => void)[] = [];
    const { hold, clock, scope } = makeRig({
      reclaim: (bytes) =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve(success(bytes));
          });
        }),
    });
    await using _scope = scope;
    await using lease = await hold({ drop: 40 * MiB });
    scope.setProcesses([71]);
    await clock.pass(500);
    expect(waiting).toHaveLength(1);
    waiting[0]?.();
    await clock.pass(0);
    await clock.pass(50);
    expect(scope.calls).toEqual([`reclaim ${2 * MiB}`, `reclaim ${10 * MiB}`]);
    waiting[1]?.();
    expect((await observed(lease)).droppedBytes).toBe(12 * MiB);
  });

  it('waits for the turn that goes on before it lets go of the scope', async () => {
    let release = (): void => undefined;
    const { hold, clock, scope } = makeRig({
      reclaim: (bytes): Promise<Result<number, Failure>> =>
        new Promise((resolve) => {
          release = () => {
            resolve(success(bytes));
          };
        }),
    });
    await using _scope = scope;
    const lease = await hold({ drop: 40 * MiB });
    scope.setProcesses([71]);
    await clock.pass(100);
    let isReleased = false;
    const released = Promise.resolve(lease[Symbol.asyncDispose]()).then(() => {
      isReleased = true;
    });
    await clock.pass(1000);
    expect(isReleased).toBe(false);
    release();
    await released;
    expect(clock.intervals()).toEqual([]);
  });

  it('fails with the first thing that goes wrong, and stops', async () => {
    const { hold, clock, scope } = makeRig({
      reclaim: () => Promise.resolve(failed({ reason: 'busy', problem: 'read-only' })),
    });
    await using _scope = scope;
    await using lease = await hold({ drop: 40 * MiB });
    scope.setProcesses([71]);
    await clock.pass(1000);
    expect(scope.calls).toHaveLength(1);
    expect(await lease.observe()).toEqual({
      ok: false,
      failure: { reason: 'busy', problem: 'read-only' },
    });
  });

  it('has no evidence when the counters of the scope are gone', async () => {
    const { hold, scope } = makeRig();
    await using _scope = scope;
    await using lease = await hold({ drop: 1e6 });
    scope.failCounters({ reason: 'busy', problem: 'gone' });
    expect(await lease.observe()).toMatchObject({ failure: { reason: 'evidence-missing' } });
  });
});
