import { describe, expect, it } from 'vitest';
import { preflight } from '../../../src/engine/preflight.ts';
import { createFakeDriver } from '../../support/fakes/constraint.ts';
import { baselineCase, makeCase, makePlan, makeTier, nullCase } from '../../support/factory.ts';

const tooSmall = (id: string) =>
  makeCase({ id, constraints: { tier: makeTier({ buffer: 2 ** 20, prefetch: 2 ** 20 }) } });
const compiler = { what: 'a C compiler', remedy: 'install gcc' };
const swap = { what: 'swap accounting', remedy: 'boot with swapaccount=1' };

describe('the check before a sweep', () => {
  it('lets a plan pass that this host can enforce', async () => {
    const drivers = [createFakeDriver('tier'), createFakeDriver('scope')];
    expect(await preflight(makePlan(), drivers)).toEqual({ ok: true, value: undefined });
  });

  it('lists everything that this host lacks, over all constraints', async () => {
    const drivers = [
      createFakeDriver('tier', { misses: [compiler] }),
      createFakeDriver('page cache'),
      createFakeDriver('scope', { misses: [swap] }),
    ];
    expect(await preflight(makePlan(), drivers)).toEqual({
      ok: false,
      failure: { reason: 'missing-requirements', misses: [compiler, swap] },
    });
  });

  it('names every case whose tier cannot be run, with the parameter and what it needs', async () => {
    const cases = [baselineCase, nullCase, tooSmall('a'), makeCase(), tooSmall('b')];
    const message = 'expected at least 1536 KiB (what is read ahead, and 8 units), got 1 MiB';
    expect(await preflight(makePlan({ cases, runs: [] }), [])).toEqual({
      ok: false,
      failure: {
        reason: 'invalid-profile',
        problems: [{ path: 'constraints.tier.buffer', message: `${message} (cases 'a', 'b')` }],
      },
    });
  });
});
