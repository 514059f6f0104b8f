import { describe, expect, it } from 'vitest';
import { evictFiles, needsEviction } from '../../../../src/drivers/scope/eviction.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';
import { makeCase } from '../../../support/factory.ts';
import { createFakePageCache } from '../../../support/fakes/page-cache.ts';

describe('needsEviction', () => {
  it.each<[string, boolean, Constraints, Constraints?]>([
    ['memory, for pages are charged to whoever touches them first', true, { memory: {} }],
    ['cached pages that are dropped', true, { pageCache: { drop: 1e6 } }],
    ['an eviction before each run', true, { pageCache: { before: 'each-run' } }],
    ['cached pages without more said', true, { pageCache: {} }],
    ['no eviction, asked for', false, { pageCache: { before: 'never' } }],
    ['no eviction, but drops', true, { pageCache: { before: 'never', drop: 1e6 } }],
    [
      'no eviction in the null case of drops',
      true,
      { pageCache: { before: 'never' } },
      { pageCache: { before: 'never', drop: 1e6 } },
    ],
    ['processors and caps alone', false, { cpu: {}, io: {} }],
  ])('with %s: %s', (_, expected, constraints, nominal = constraints) => {
    expect(needsEviction(makeCase({ constraints }), nominal)).toBe(expected);
  });
});

describe('evictFiles', () => {
  const files = [
    { path: '/models/a.gguf', bytes: 100e6 },
    { path: '/models/b.gguf', bytes: 50e6 },
  ];

  it('evicts every file and tells what is left of all', async () => {
    const pageCache = createFakePageCache();
    pageCache.put('/models/a.gguf', 100e6);
    pageCache.put('/models/b.gguf', 50e6, 1e6);
    expect(await evictFiles(pageCache, files)).toEqual({
      ok: true,
      value: { residentBytes: 1e6, warnings: [] },
    });
    expect(pageCache.evicted).toEqual(['/models/a.gguf', '/models/b.gguf']);
  });

  it('warns of a file of which more than 5 % stay', async () => {
    const pageCache = createFakePageCache();
    pageCache.put('/models/b.gguf', 50e6, 20e6);
    const evicted = await evictFiles(pageCache, files);
    expect(evicted).toMatchObject({
      value: {
        residentBytes: 20e6,
        warnings: [
          "20 MB of 50 MB of '/models/b.gguf' stayed in the page cache after its eviction, so no limit of this run acts on them: another process has the file mapped; end that process",
        ],
      },
    });
  });

  it('claims nothing where the host cannot tell', async () => {
    const pageCache = createFakePageCache();
    pageCache.goBlind();
    expect(await evictFiles(pageCache, files)).toEqual({
      ok: true,
      value: { residentBytes: undefined, warnings: [] },
    });
  });

  it('fails when the host refuses', async () => {
    const pageCache = createFakePageCache();
    pageCache.breakDown('evict', 'no dd');
    expect(await evictFiles(pageCache, files)).toMatchObject({
      failure: { reason: 'process-failed', problem: 'no dd' },
    });
  });
});
