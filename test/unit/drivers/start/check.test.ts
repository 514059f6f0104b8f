import { describe, expect, it } from 'vitest';
import { createStartDriver } from '../../../../src/drivers/start/driver.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';
import { makeCase, makeModelFacts } from '../../../support/factory.ts';
import { createFakeHostProbe } from '../../../support/fakes/host-probe.ts';
import { createFakePageCache } from '../../../support/fakes/page-cache.ts';

const model = makeModelFacts({ bytes: 100 * 2 ** 20 });

const makeRig = (asked?: 'warm' | 'cold') => {
  const pageCache = createFakePageCache();
  const driver = createStartDriver({
    pageCache,
    probe: createFakeHostProbe(),
    ...(asked === undefined ? {} : { asked }),
    dropGlobal: false,
    warn: () => undefined,
    signal: new AbortController().signal,
  });
  const check = (constraints: Constraints = {}, file = model) =>
    driver.check([makeCase({ constraints })], file);
  return { pageCache, check };
};

describe('what a host lacks for a cold start', () => {
  it('is nothing where the model can be evicted and that can be seen', async () => {
    const { pageCache, check } = makeRig('cold');
    pageCache.put(model.path, model.bytes, 2 ** 20);
    expect(await check()).toEqual([]);
    expect(pageCache.evicted).toEqual([model.path]);
  });

  it('is a way to see it', async () => {
    const { pageCache, check } = makeRig('cold');
    pageCache.goBlind();
    expect(await check()).toEqual([
      {
        what: `how much of '${model.path}' is in memory: expected fincore (util-linux) to tell, for 'start: cold' must be proven, got nothing`,
        remedy:
          'install util-linux with its fincore; the kernel tells it of files only that are yours, or that you may write',
      },
    ]);
  });

  it('is a model that can leave the memory', async () => {
    const { pageCache, check } = makeRig('cold');
    pageCache.put(model.path, model.bytes, model.bytes);
    const [miss] = await check();
    expect(miss?.what).toContain('got 100 MiB of 100 MiB');
    expect(miss?.remedy).toContain('tmpfs');
  });

  it('is whatever evicts', async () => {
    const { pageCache, check } = makeRig('cold');
    pageCache.breakDown('evict', 'it ended with exit code 1');
    const [miss, ...more] = await check();
    expect(miss?.what).toContain('it ended with exit code 1');
    expect(more).toEqual([]);
  });
});

describe('what a host lacks for constraints that need the model out of memory', () => {
  it('is whatever evicts, and nothing that only proves it', async () => {
    const { pageCache, check } = makeRig('warm');
    pageCache.goBlind();
    expect(await check({ memory: {} })).toEqual([]);
    pageCache.breakDown('evict', 'no dd');
    expect(await check({ memory: {} })).toHaveLength(1);
  });
});

describe('what a host lacks for a warm start', () => {
  it('is nothing, and nothing is tried', async () => {
    const { pageCache, check } = makeRig('warm');
    pageCache.goBlind();
    pageCache.breakDown('evict', 'no dd');
    expect(await check({ io: {}, tier: {} })).toEqual([]);
    expect(await makeRig().check({ memory: {} }, { ...model, bytes: 0 })).toEqual([]);
  });
});
