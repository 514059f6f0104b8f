import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Constraints } from '../../../src/model/profile/profile.ts';
import { neededControllers, resolveSizes, scopeLimits } from '../../../src/model/scope-limits.ts';

const MiB = 2 ** 20;
const modelBytes = 107_400_000;
const device = { id: '254:0', path: '/dev/vda' };

const share = (of: number): Constraints => ({
  memory: { max: { kind: 'model-share', share: of } },
});
const bytes = (max: number): Constraints => ({ memory: { max: { kind: 'bytes', bytes: max } } });

describe('resolveSizes', () => {
  it('turns a share of the model into bytes, rounded down to 64 KiB', () => {
    expect(resolveSizes(share(0.6), modelBytes)).toEqual({
      ok: true,
      value: bytes(983 * 65_536),
    });
  });

  it('rounds sizes that were given in bytes, and swap, too', () => {
    const constraints: Constraints = { memory: { max: { kind: 'bytes', bytes: 64e6 }, swap: 1e6 } };
    expect(resolveSizes(constraints, modelBytes)).toEqual({
      ok: true,
      value: { memory: { max: { kind: 'bytes', bytes: 976 * 65_536 }, swap: 15 * 65_536 } },
    });
  });

  it('keeps a limit of 16 MiB, the least that there is', () => {
    expect(resolveSizes(bytes(16 * MiB), modelBytes)).toEqual({ ok: true, value: bytes(16 * MiB) });
  });

  it('names the level when a share leaves too little', () => {
    expect(resolveSizes(share(0.1), modelBytes)).toEqual({
      ok: false,
      failure: {
        path: 'constraints.memory.max',
        message: 'expected at least 16 MiB, got 10 % of model, which is 10.74 MB of 107.4 MB',
        hint: 'no llama-bench runs in less: use a larger share or a larger model',
      },
    });
  });

  it('names the level when a size is too little', () => {
    const resolved = resolveSizes(bytes(MiB), modelBytes);
    expect(resolved).toMatchObject({
      failure: { message: 'expected at least 16 MiB, got 1 MiB' },
    });
  });

  it('makes a cap of less than a byte a second one byte, for 0 is no cap', () => {
    expect(resolveSizes({ io: { readBandwidth: 0.125 } }, modelBytes)).toEqual({
      ok: true,
      value: { io: { readBandwidth: 1 } },
    });
  });

  it('leaves every other constraint as it is', () => {
    const constraints: Constraints = {
      tier: {},
      memory: {},
      volume: { backing: 'ram' },
      io: { readIops: 5 },
      pageCache: { drop: 1e6 },
      background: { rate: 1e6 },
      cpu: { affinity: '0' },
    };
    expect(resolveSizes(constraints, modelBytes)).toEqual({ ok: true, value: constraints });
  });

  it('never gives more than was asked, nor 64 KiB less, and changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 10, noNaN: true }),
        fc.integer({ min: 2 ** 24, max: 2 ** 42 }),
        (of, model) => {
          const resolved = resolveSizes(share(of), model);
          if (!resolved.ok) {
            expect(of * model).toBeLessThan(16 * MiB + 65_536);
            return;
          }
          const max = resolved.value.memory?.max;
          const got = max?.kind === 'bytes' ? max.bytes : 0;
          expect(got % 65_536).toBe(0);
          expect(got).toBeGreaterThanOrEqual(16 * MiB);
          expect(got).toBeLessThanOrEqual(of * model);
          expect(got).toBeGreaterThan(of * model - 65_536);
          expect(resolveSizes(resolved.value, model)).toEqual(resolved);
        },
      ),
    );
  });
});

describe('scopeLimits', () => {
  it('holds memory, io and cpu', () => {
    const constraints: Constraints = {
      memory: { max: { kind: 'bytes', bytes: 64 * MiB }, swap: 0 },
      io: { readBandwidth: 100e6, readIops: 1000 },
      cpu: { affinity: '0-1' },
    };
    expect(scopeLimits(constraints, modelBytes, device)).toEqual({
      ok: true,
      value: {
        memoryMax: 64 * MiB,
        swapMax: 0,
        io: { device, readBandwidth: 100e6, readIops: 1000 },
        cpus: '0-1',
      },
    });
  });

  it('holds nothing where nothing is limited', () => {
    const bare: Constraints = { memory: {}, io: {}, cpu: {}, pageCache: { drop: 1 } };
    expect(scopeLimits(bare, modelBytes)).toEqual({ ok: true, value: {} });
    expect(scopeLimits({ cpu: {} }, modelBytes, device)).toEqual({ ok: true, value: {} });
  });

  it('names the device whose reads are counted, without a cap on them', () => {
    expect(scopeLimits({ io: {} }, modelBytes, device)).toEqual({
      ok: true,
      value: { io: { device } },
    });
  });

  it('passes on what is wrong with a size', () => {
    expect(scopeLimits(share(0.01), modelBytes)).toMatchObject({
      failure: { path: 'constraints.memory.max' },
    });
  });

  it('is used wrongly when it gets a cap and no device', () => {
    expect(() => scopeLimits({ io: { readIops: 1 } }, modelBytes)).toThrow('Internal error');
  });
});

describe('neededControllers', () => {
  it.each<[Constraints, readonly string[]]>([
    [{}, []],
    [{ tier: {}, volume: {}, background: {} }, []],
    [{ memory: {} }, ['memory']],
    [{ pageCache: {} }, ['memory']],
    [{ io: {} }, ['io']],
    [{ cpu: {} }, ['cpu']],
    [{ cpu: {}, io: {}, pageCache: {}, memory: {} }, ['memory', 'io', 'cpu']],
  ])('of %j are %j', (constraints, controllers) => {
    expect(neededControllers(constraints)).toEqual(controllers);
  });
});
