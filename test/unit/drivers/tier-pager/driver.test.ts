import { describe, expect, it } from 'vitest';
import { createTierPager } from '../../../../src/drivers/tier-pager/driver.ts';
import type { Arming } from '../../../../src/drivers/tier-pager/environment.ts';
import type { Case } from '../../../../src/model/plan.ts';
import {
  encodeCounters,
  type AppliedFields,
  type CountersFields,
} from '../../../support/counters-file.ts';
import { createFakeFiles, type FakeFiles } from '../../../support/fakes/files.ts';
import {
  baselineCase,
  makeCase,
  makeModelFacts,
  makeTier,
  nullCase,
} from '../../../support/factory.ts';

const model = makeModelFacts();
const nominal = makeCase({ constraints: { tier: makeTier({ prefetch: 0 }) } });

const applied: AppliedFields = {
  bandwidth: 50e9,
  latency: [{ ppm: 500_000, ns: 5_000 }],
  accessBytes: 4096,
  bufferUnits: 16,
  seed: 1,
};

/** What a library writes that did what the nominal case asks. */
const acted: CountersFields = {
  mode: 'page',
  unitBytes: 2 ** 22,
  applied,
  mappedBytes: 100_000_000,
  openUnitsMax: 32,
  segments: [
    { clears: 1, firstStep: 0, steps: 1, tally: { bytesFetched: 1 } },
    { clears: 2, firstStep: 1, steps: 2, tally: { bytesFetched: 50 }, startNs: 0, endNs: 30 },
  ],
  stepsNs: [9, 10, 20],
};

const acquire = async (each: Case, files: FakeFiles = createFakeFiles(), arm?: Arming) => {
  const driver = createTierPager({
    files,
    library: '/cache/tier-pager.so',
    repetition: { tests: 1, repetitions: 1 },
    ...(arm === undefined ? {} : { arm }),
  });
  const lease = await driver.acquire({
    case: each,
    nominal: nominal.constraints,
    model,
    seed: 1,
    name: 'test',
  });
  if (!lease.ok) throw new Error(`expected a lease, got ${lease.failure.reason}`);
  const counters = lease.value.env['EMULATE_TIER_COUNTERS'] ?? '';
  return { driver, files, lease: lease.value, counters };
};

/** The lease of a case after the library has left its counters. */
const ran = async (each: Case, fields: CountersFields, arm?: Arming) => {
  const acquired = await acquire(each, createFakeFiles(), arm);
  acquired.files.put(acquired.counters, encodeCounters(fields));
  return acquired.lease;
};

describe('the tier pager', () => {
  it.each([
    ['only records in the baseline', baselineCase, 'record'],
    ['holds the weights in the null case', nullCase, 'hold'],
    ['pages in the nominal case', nominal, 'page'],
    ['pages at a level', { ...nominal, kind: 'level' } as const, 'page'],
  ])('%s', async (_, each, mode) => {
    const { lease } = await acquire(each);
    expect(lease.env).toMatchObject({
      LD_PRELOAD: '/cache/tier-pager.so',
      EMULATE_TIER_MODE: mode,
      EMULATE_TIER_MODEL: model.path,
    });
  });

  it('holds other files besides the model', async () => {
    const driver = createTierPager({
      files: createFakeFiles(),
      library: '/l.so',
      repetition: { tests: 0, repetitions: 0 },
      arm: 'use',
    });
    const more = [{ path: '/draft.gguf', bytes: 1 }];
    const { constraints } = nominal;
    const lease = await driver.acquire({
      ...{ case: nominal, nominal: constraints, model, more, seed: 1, name: 'test' },
    });
    expect(lease.ok && lease.value.env).toMatchObject({
      EMULATE_TIER_MODEL: `${model.path}\n/draft.gguf`,
    });
  });

  it('needs nothing of the host beyond its library', async () => {
    expect(await (await acquire(nominal)).driver.check([nominal], model)).toEqual([]);
  });

  it('holds the weights of the null case in units of the nominal size', async () => {
    const small = { tier: makeTier({ unitSize: 2 ** 16 }) };
    const driver = createTierPager({
      files: createFakeFiles(),
      library: '/l.so',
      repetition: { tests: 1, repetitions: 1 },
    });
    const lease = await driver.acquire({
      case: nullCase,
      nominal: small,
      model,
      seed: 1,
      name: 'test',
    });
    expect(lease.ok && lease.value.env).toMatchObject({
      EMULATE_TIER_MODE: 'hold',
      EMULATE_TIER_UNIT: '65536',
    });
  });

  it('gives each run an empty counters file of its own, which goes with the lease', async () => {
    const { files, counters, lease } = await acquire(nominal);
    const second = await acquire(nominal, files);
    expect(second.counters).not.toBe(counters);
    expect(files.paths()).toEqual([counters, second.counters].sort());
    await lease[Symbol.asyncDispose]();
    expect(files.paths()).toEqual([second.counters]);
    await second.lease[Symbol.asyncDispose]();
    expect(files.folders()).toEqual(['/', '/tmp']);
  });

  it('leaves nothing behind when its counters file cannot be made', async () => {
    const files = createFakeFiles();
    const probe = await acquire(nominal, files);
    const folder = probe.counters.replace(/\d+\/counters$/, '');
    await probe.lease[Symbol.asyncDispose]();
    files.breakDown('writeStream', `${folder}2/counters`, 'no space left');
    const driver = createTierPager({
      files,
      library: '/l.so',
      repetition: { tests: 1, repetitions: 1 },
    });
    expect(
      await driver.acquire({
        case: nominal,
        nominal: nominal.constraints,
        model,
        seed: 1,
        name: 'test',
      }),
    ).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', problem: 'no space left' },
    });
    expect(files.folders()).toEqual(['/', '/tmp']);
  });

  it('refuses a tier that it cannot run, by the name of the parameter', async () => {
    const driver = createTierPager({
      files: createFakeFiles(),
      library: '/l.so',
      repetition: { tests: 1, repetitions: 1 },
    });
    const tooSmall = makeCase({ constraints: { tier: makeTier({ buffer: 65_536 }) } });
    expect(
      await driver.acquire({
        case: tooSmall,
        nominal: tooSmall.constraints,
        model,
        seed: 1,
        name: 'test',
      }),
    ).toMatchObject({
      ok: false,
      failure: {
        reason: 'invalid-profile',
        problems: [{ path: 'constraints.tier.buffer' }],
      },
    });
  });
});

describe('what the tier pager tells while the workload runs', () => {
  it('is nothing before the library has begun', async () => {
    const { files, lease, counters } = await acquire(nominal);
    expect(await lease.live()).toBeUndefined();
    files.put(counters, encodeCounters({ owner: 0 }));
    expect(await lease.live()).toBeUndefined();
    await lease[Symbol.asyncDispose]();
    expect(await lease.live()).toBeUndefined();
  });

  it('is what came through the tier and how many steps were made', async () => {
    const tally = { bytesFetched: 123, waits: 4, waitNs: 567 };
    const lease = await ran(nominal, { ...acted, tally });
    expect(await lease.live()).toEqual({ bytesFetched: 123, steps: 3, waits: 4, waitNs: 567 });
  });
});

describe('what the tier pager saw of a run', () => {
  it('is evidence, the times of the steps, and the limits as the library had them', async () => {
    const lease = await ran(nominal, { ...acted, problemBits: 0b10000 });
    expect(lease.applied).toEqual({});
    expect(await lease.observe()).toMatchObject({
      ok: true,
      value: {
        evidence: [{ kind: 'tier', heldBytes: 100_000_000, bytesFetched: 50 }],
        tests: [[{ stepsNs: [10, 20], tier: { bytesFetched: 50, wallNs: 30, steps: 2 } }]],
        warnings: [expect.stringMatching(/^tier: the kernel does not tell which pages/)],
      },
    });
    expect(lease.applied).toEqual({
      'tier.unitSize': 2 ** 22,
      'tier.effectiveBandwidth': 50e9,
      'tier.readLatency': 5_000,
      'tier.accessSize': 4096,
      'tier.prefetch': 0,
      'tier.buffer': 2 ** 26,
      'tier.residency': 0,
      'tier.placement': 0,
      'tier.stall.every': 0,
      'tier.stall.for': 0,
      'tier.stall.pattern': 0,
      'tier.seed': 1,
    });
  });

  it('is evidence without limits in the null case', async () => {
    const lease = await ran(nullCase, { ...acted, mode: 'hold', armed: false });
    expect(await lease.observe()).toMatchObject({ ok: true, value: { evidence: [{}] } });
    expect(lease.applied).toEqual({});
  });

  it('is only the times of the steps in the baseline', async () => {
    const lease = await ran(baselineCase, { ...acted, mode: 'record', armed: false });
    expect(await lease.observe()).toMatchObject({
      ok: true,
      value: { evidence: [], tests: [[{ stepsNs: [10, 20] }]], warnings: [] },
    });
  });

  const faults: readonly (readonly [string, CountersFields, string])[] = [
    [
      'the program neither mapped the model nor called llama.cpp',
      { owner: 0 },
      'the tier library was loaded, but the program neither mapped the model nor called llama.cpp ' +
        'through it; it may be statically linked: use a dynamically linked llama-bench',
    ],
    ['no test began', { ...acted, armed: false }, 'the tier was never armed: no test began'],
    [
      'the library ran in another mode',
      { ...acted, mode: 'hold' },
      "the tier library was asked for mode 'page' and ran in mode 'hold'",
    ],
    [
      'the library noted that it could not do its work',
      { ...acted, problemBits: 0b10101 },
      'tier: more files or blocks of weights than the pager can hold; ' +
        'the kernel refused to change the protection of a unit',
    ],
    [
      'limits differ from what was asked, all of which are named',
      { ...acted, applied: { ...applied, bandwidth: 25e9, bufferUnits: 8 } },
      'tier.effectiveBandwidth: asked 50000000000, applied 25000000000; ' +
        'tier.buffer: asked 67108864, applied 33554432',
    ],
  ];
  it.each(faults)('is missing evidence when %s', async (_, fields, problem) => {
    const lease = await ran(nominal, fields);
    expect(await lease.observe()).toEqual({
      ok: false,
      failure: { reason: 'evidence-missing', problem },
    });
  });

  it('is doubtful when no warm-up showed which pages are in use', async () => {
    const warningsOf = async (usedBytes: number) => {
      const seen = await (await ran(nominal, { ...acted, usedBytes })).observe();
      return seen.ok ? seen.value.warnings : undefined;
    };
    expect(await warningsOf(0)).toEqual([expect.stringMatching(/no warm-up .* whole units/)]);
    expect(await warningsOf(90_000_000)).toEqual([]);
  });

  it('is all that was counted where the tier acts from the first use on', async () => {
    const tally = { bytesFetched: 777, waits: 3 };
    const { lease, files, counters } = await acquire(nominal, createFakeFiles(), 'use');
    expect(lease.env).toMatchObject({ EMULATE_TIER_ARM: 'use' });
    files.put(counters, encodeCounters({ ...acted, tally }));
    expect(await lease.observe()).toMatchObject({
      ok: true,
      value: { evidence: [{ bytesFetched: 777, waits: 3 }], warnings: [] },
    });
  });

  it('is missing evidence when the weights were never used', async () => {
    const lease = await ran(nominal, { ...acted, armed: false }, 'use');
    expect(await lease.observe()).toMatchObject({
      ok: false,
      failure: { problem: 'the tier was never armed: the program did not use the weights' },
    });
  });

  it('is missing evidence when the library drew by another seed', async () => {
    const lease = await ran(nominal, { ...acted, applied: { ...applied, seed: 2 } });
    expect(await lease.observe()).toMatchObject({
      ok: false,
      failure: { problem: 'tier.seed: asked 1, applied 2' },
    });
  });

  it('is missing evidence when the library was never loaded', async () => {
    const { lease } = await acquire(nominal);
    expect(await lease.observe()).toMatchObject({
      ok: false,
      failure: { reason: 'evidence-missing' },
    });
  });

  it('is a failed file when the counters are gone', async () => {
    const { files, lease, counters } = await acquire(nominal);
    await files.remove(counters);
    expect(await lease.observe()).toMatchObject({ ok: false, failure: { reason: 'file-failed' } });
  });
});
