import { describe, expect, it } from 'vitest';
import { checkMemory, holdsWeights, preflight } from '../../../src/engine/preflight.ts';
import type { Event } from '../../../src/model/event.ts';
import type { MemoryRoom } from '../../../src/model/memory-room.ts';
import { createFakeDriver } from '../../support/fakes/constraint.ts';
import {
  baselineCase,
  makeCase,
  makeModelFacts,
  makePlan,
  makeTier,
  nullCase,
} from '../../support/factory.ts';

const tooSmall = (id: string) =>
  makeCase({ id, constraints: { tier: makeTier({ buffer: 2 ** 20, prefetch: 2 ** 20 }) } });
const compiler = { what: 'a C compiler', remedy: 'install gcc' };
const swap = { what: 'swap accounting', remedy: 'boot with swapaccount=1' };

describe('the check before a sweep', () => {
  it('lets a plan pass that this host can enforce', async () => {
    const drivers = [createFakeDriver('tier'), createFakeDriver('scope')];
    expect(await preflight(makePlan(), drivers, makeModelFacts())).toEqual({
      ok: true,
      value: undefined,
    });
  });

  it('lists everything that this host lacks, over all constraints', async () => {
    const drivers = [
      createFakeDriver('tier', { misses: [compiler] }),
      createFakeDriver('page cache'),
      createFakeDriver('scope', { misses: [swap] }),
    ];
    expect(await preflight(makePlan(), drivers, makeModelFacts())).toEqual({
      ok: false,
      failure: { reason: 'missing-requirements', misses: [compiler, swap] },
    });
  });

  it('asks each constraint only about the cases that concern it', async () => {
    const misses = [swap];
    const idle = createFakeDriver('scope', { misses, concerns: () => false });
    expect(await preflight(makePlan(), [idle], makeModelFacts())).toMatchObject({ ok: true });
  });

  it('names every case whose tier cannot be run, with the parameter and what it needs', async () => {
    const cases = [baselineCase, nullCase, tooSmall('a'), makeCase(), tooSmall('b')];
    const message = 'expected at least 1536 KiB (what is read ahead, and 8 units), got 1 MiB';
    expect(await preflight(makePlan({ cases, runs: [] }), [], undefined)).toEqual({
      ok: false,
      failure: {
        reason: 'invalid-profile',
        problems: [{ path: 'constraints.tier.buffer', message: `${message} (cases 'a', 'b')` }],
      },
    });
  });
});

describe('the check of memory', () => {
  const GiB = 2 ** 30;
  const check = async (room: MemoryRoom | undefined) => {
    const events: Event[] = [];
    const probe = { memory: () => Promise.resolve(room) };
    const misses = await checkMemory(4 * GiB, probe, (event) => events.push(event));
    return { misses: misses.length, events };
  };

  it('finds nothing missing where there is room, or nothing is known', async () => {
    expect(await check({ availableBytes: 9 * GiB })).toEqual({ misses: 0, events: [] });
    expect(await check(undefined)).toEqual({ misses: 0, events: [] });
  });

  it('warns where a second copy of the weights would not fit', async () => {
    const { misses, events } = await check({ availableBytes: 8 * GiB });
    expect(misses).toBe(0);
    expect(events).toMatchObject([{ kind: 'warning' }]);
  });

  it('finds memory missing where the weights would not fit', async () => {
    expect(await check({ availableBytes: 4 * GiB })).toEqual({ misses: 1, events: [] });
  });

  it('is for plans that hold weights', () => {
    expect(holdsWeights(makePlan())).toBe(true);
    expect(holdsWeights(makePlan({ cases: [baselineCase] }))).toBe(false);
  });
});
