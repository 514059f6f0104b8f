import { describe, expect, it } from 'vitest';
import { findPart, referenceParts } from '../../../../src/model/projection/reference-parts.ts';

describe('the reference parts', () => {
  it('are these, with bandwidths in SI units', () => {
    expect(referenceParts.map(({ id, readBandwidth }) => [id, readBandwidth.value])).toEqual([
      ['hbm4-stack', 2e12],
      ['hbm3e-stack', 1.2e12],
      ['h100', 3.35e12],
      ['b200-class', 8e12],
      ['ddr5-channel', 51.2e9],
      ['lpddr5x', 68.264e9],
    ]);
  });

  it('have a source with an address for each number', () => {
    for (const { readBandwidth, readLatency, capacity } of referenceParts)
      for (const number of [readBandwidth, readLatency, capacity]) {
        if (number === undefined) continue;
        expect(number.value).toBeGreaterThan(0);
        expect(number.source).not.toBe('');
        expect(number.address).toMatch(/^https?:\/\/\S+$/);
      }
  });

  it('name what other sources say of HBM4', () => {
    const [hbm4] = referenceParts;
    expect(hbm4?.readBandwidth.note).toContain('2.8 TB/s');
  });
});

describe('findPart', () => {
  it('finds every part by its name', () => {
    for (const part of referenceParts) expect(findPart(part.id)).toEqual({ ok: true, value: part });
  });

  it('names the known ones, and the one that was probably meant', () => {
    const known = ['hbm4-stack', 'hbm3e-stack', 'h100', 'b200-class', 'ddr5-channel', 'lpddr5x'];
    expect(findPart('hbm4-stak')).toEqual({
      ok: false,
      failure: {
        reason: 'unknown-name',
        kind: 'reference part',
        got: 'hbm4-stak',
        known,
        nearest: 'hbm4-stack',
      },
    });
    const other = findPart('optane');
    expect(other.ok ? undefined : other.failure).not.toHaveProperty('nearest');
  });
});
