import { describe, expect, it } from 'vitest';
import type { StartContext } from '../../../../src/drivers/start/context.ts';
import { createStartDriver } from '../../../../src/drivers/start/driver.ts';
import { findEvidence } from '../../../../src/model/evidence.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';
import type { ConstraintLease, ConstraintRequest } from '../../../../src/ports/constraint.ts';
import { baselineCase, makeCase, makeModelFacts } from '../../../support/factory.ts';
import { createFakeHostProbe } from '../../../support/fakes/host-probe.ts';
import { createFakePageCache } from '../../../support/fakes/page-cache.ts';

const MiB = 2 ** 20;
const model = makeModelFacts({ bytes: 100 * MiB });

interface RigOptions extends Partial<Pick<StartContext, 'asked' | 'dropGlobal' | 'signal'>> {
  /** Of the machine; all it needs when absent. */
  readonly availableBytes?: number;
}

const makeRig = ({ availableBytes, ...context }: RigOptions = {}) => {
  const pageCache = createFakePageCache();
  const warned: string[] = [];
  const room = availableBytes === undefined ? {} : { availableBytes };
  const driver = createStartDriver({
    pageCache,
    probe: createFakeHostProbe({}, {}, { availableBytes: 6 * 2 ** 30, ...room }),
    dropGlobal: false,
    warn: (message) => warned.push(message),
    signal: new AbortController().signal,
    ...context,
  });
  const acquire = (constraints: Constraints, rest: Partial<ConstraintRequest> = {}) =>
    driver.acquire({
      case: makeCase({ constraints }),
      nominal: constraints,
      model,
      seed: 1,
      name: 'test',
      ...rest,
    });
  /** What a run of a case started from. */
  const begin = async (constraints: Constraints, rest: Partial<ConstraintRequest> = {}) => {
    const lease = await acquire(constraints, rest);
    if (!lease.ok) throw new Error(`no lease: ${JSON.stringify(lease.failure)}`);
    await using held = lease.value;
    return await observed(held);
  };
  return { pageCache, warned, driver, acquire, begin };
};

const observed = async (lease: ConstraintLease) => {
  const seen = await lease.observe();
  if (!seen.ok) throw new Error(`no observation: ${JSON.stringify(seen.failure)}`);
  const { evidence, warnings, tests } = seen.value;
  expect([tests, lease.applied, lease.env, await lease.live()]).toEqual([[], {}, {}, undefined]);
  return { start: findEvidence(evidence, 'start'), warnings };
};

describe('what the start driver concerns', () => {
  const all = [{}, { tier: {} }, { io: {} }, { memory: {} }, { pageCache: {} }];
  const concerned = (asked?: 'warm' | 'cold') => {
    const { driver } = makeRig(asked === undefined ? {} : { asked });
    return all.map((constraints) => driver.concerns(makeCase({ constraints })));
  };

  it('is every case where a start is asked, the baseline too', () => {
    expect(concerned('warm')).toEqual([true, true, true, true, true]);
    expect(concerned('cold')).toEqual([true, true, true, true, true]);
    expect(makeRig({ asked: 'warm' }).driver.concerns(baselineCase)).toBe(true);
  });

  it('is what constraints evict for where none is asked', () => {
    expect(concerned()).toEqual([false, false, false, true, true]);
  });
});

describe('a cold start', () => {
  it('evicts the model before every run, and records what stayed', async () => {
    const { pageCache, begin } = makeRig({ asked: 'cold' });
    pageCache.put(model.path, model.bytes, 3 * MiB);
    expect(await begin({})).toEqual({
      start: { kind: 'start', asked: 'cold', residentBytes: 3 * MiB, modelBytes: model.bytes },
      warnings: [],
    });
    expect(pageCache.evicted).toEqual([model.path]);
    await begin({ tier: {} });
    expect(pageCache.evicted).toEqual([model.path, model.path]);
    expect(pageCache.filled).toEqual([]);
  });

  it('evicts the copy of the model that the workload will use, and every other file', async () => {
    const { pageCache, begin } = makeRig({ asked: 'cold' });
    const copy = { path: '/mnt/demo.gguf', bytes: 100 * MiB };
    pageCache.put(copy.path, copy.bytes);
    const { start } = await begin(
      { volume: {} },
      { model: copy, more: [{ path: '/b', bytes: MiB }] },
    );
    expect(pageCache.evicted).toEqual([copy.path, '/b']);
    expect(start).toMatchObject({ residentBytes: 0, modelBytes: 101 * MiB });
  });

  it('does not claim what the host does not tell', async () => {
    const { pageCache, begin, warned } = makeRig({ asked: 'cold' });
    pageCache.goBlind();
    expect((await begin({})).start).toEqual({
      kind: 'start',
      asked: 'cold',
      modelBytes: model.bytes,
    });
    expect(warned).toEqual([]);
  });

  it('fails where the host refuses to evict', async () => {
    const { pageCache, acquire } = makeRig({ asked: 'cold' });
    pageCache.breakDown('evict', 'no dd');
    expect(await acquire({})).toMatchObject({ failure: { problem: 'no dd' } });
  });
});

describe('a warm start', () => {
  it('only looks where the model is in memory', async () => {
    const { pageCache, begin } = makeRig({ asked: 'warm' });
    // The last page of a file is in memory as a whole.
    pageCache.put(model.path, model.bytes + 4096);
    expect((await begin({ tier: {} })).start).toEqual({
      kind: 'start',
      asked: 'warm',
      residentBytes: model.bytes,
      modelBytes: model.bytes,
    });
    expect([pageCache.filled, pageCache.evicted]).toEqual([[], []]);
  });

  it('does not read a large model again for the few pages that are missing', async () => {
    const { pageCache, begin } = makeRig({ asked: 'warm' });
    pageCache.put(model.path, 99 * MiB);
    expect((await begin({})).start).toMatchObject({ residentBytes: 99 * MiB });
    expect(pageCache.filled).toEqual([]);
  });

  it('reads the model where more of it is missing', async () => {
    const { pageCache, begin, warned } = makeRig({ asked: 'warm' });
    pageCache.put(model.path, model.bytes);
    await pageCache.evict(model.path);
    expect((await begin({})).start).toMatchObject({
      residentBytes: model.bytes,
      availableBytes: 6 * 2 ** 30,
    });
    expect(pageCache.filled).toEqual([model.path]);
    expect(warned).toEqual([]);
  });

  it('records what is missing although there was room for it', async () => {
    const { pageCache, begin, warned } = makeRig({ asked: 'warm' });
    pageCache.put(model.path, model.bytes);
    await pageCache.evict(model.path);
    pageCache.keepAtMost(40 * MiB);
    expect((await begin({})).start).toMatchObject({ residentBytes: 40 * MiB });
    expect(warned).toEqual([]);
  });

  it('does not read what memory cannot hold, and says so once', async () => {
    const { pageCache, begin, warned } = makeRig({ asked: 'warm', availableBytes: 60 * MiB });
    pageCache.put(model.path, 40 * MiB);
    expect((await begin({})).start).toMatchObject({
      residentBytes: 40 * MiB,
      availableBytes: 60 * MiB,
    });
    await begin({});
    expect(pageCache.filled).toEqual([]);
    expect(warned).toEqual([
      'runs cannot start warm: the model has 100 MiB, and 60 MiB of memory are available; each starts from what is left there of it',
    ]);
  });

  it('reads the model each time where the host cannot tell, and says so once', async () => {
    const { pageCache, begin, warned } = makeRig({ asked: 'warm' });
    pageCache.goBlind();
    expect((await begin({})).start?.residentBytes).toBeUndefined();
    await begin({});
    expect(pageCache.filled).toEqual([model.path, model.path]);
    expect(warned).toEqual([expect.stringContaining('install util-linux, whose fincore tells')]);
  });

  it('ends early when the user wants the sweep to end', async () => {
    const { acquire } = makeRig({ asked: 'warm', signal: AbortSignal.abort() });
    expect(await acquire({})).toEqual({
      ok: false,
      failure: { reason: 'interrupted', signal: 'SIGINT' },
    });
  });

  it('fails where the model cannot be read', async () => {
    const { pageCache, acquire } = makeRig({ asked: 'warm' });
    pageCache.breakDown('fill', 'input/output error');
    expect(await acquire({})).toMatchObject({ failure: { problem: 'input/output error' } });
  });
});

describe('a constraint that needs the model out of memory', () => {
  it('gets that, whatever start is asked, and the record says so', async () => {
    const { pageCache, begin } = makeRig({ asked: 'warm' });
    pageCache.put(model.path, model.bytes);
    expect((await begin({ memory: {} })).start).toEqual({
      kind: 'start',
      asked: 'warm',
      evictedFor: 'memory',
      residentBytes: 0,
      modelBytes: model.bytes,
    });
    expect([pageCache.filled, pageCache.evicted]).toEqual([[], [model.path]]);
  });

  it('gets it in the null case too, where drops are nominal', async () => {
    const { begin } = makeRig();
    const { start } = await begin(
      { pageCache: { before: 'never' } },
      { nominal: { pageCache: { before: 'never', drop: 1e6 } } },
    );
    expect(start).toMatchObject({ evictedFor: 'pageCache', residentBytes: 0 });
    expect(start?.asked).toBeUndefined();
  });

  it('is warned of a file of which more than 5 % stayed', async () => {
    const { pageCache, begin } = makeRig();
    pageCache.put(model.path, model.bytes, 50 * MiB);
    expect((await begin({ memory: {} })).warnings).toEqual([
      `50 MiB of 100 MiB of '${model.path}' stayed in the page cache after its eviction, so no limit of this run acts on them: another process has the file mapped; end that process`,
    ]);
  });

  it('may have the whole machine evicted, where it asks for an eviction before each run', async () => {
    const { pageCache, begin } = makeRig({ dropGlobal: true });
    await begin({ pageCache: { before: 'each-run' } });
    expect(pageCache.evicted).toEqual(['*', model.path]);
    await begin({ memory: {} });
    await begin({ pageCache: { drop: 1e6 } });
    expect(pageCache.evicted.filter((name) => name === '*')).toHaveLength(1);
  });

  it('fails where the host refuses that', async () => {
    const { pageCache, acquire } = makeRig({ dropGlobal: true });
    pageCache.breakDown('evictAll', 'refused');
    expect(await acquire({ pageCache: { before: 'each-run' } })).toMatchObject({
      failure: { problem: 'refused' },
    });
  });
});

describe('where no start is asked', () => {
  it('nothing is done to the page cache but looking', async () => {
    const { pageCache, begin } = makeRig();
    pageCache.put(model.path, 30 * MiB);
    expect((await begin({ pageCache: { before: 'never' } })).start).toEqual({
      kind: 'start',
      residentBytes: 30 * MiB,
      modelBytes: model.bytes,
    });
    expect([pageCache.filled, pageCache.evicted]).toEqual([[], []]);
  });

  it('there is no evidence without a file', async () => {
    const { begin } = makeRig();
    expect(await begin({ memory: {} }, { model: { path: '/bin/true', bytes: 0 } })).toEqual({
      start: undefined,
      warnings: [],
    });
  });
});
