import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestName } from '../../../src/model/nearest-name.ts';

const shapes = ['tiny', 'demo', 'qwen2.5-0.5b', 'qwen2.5-3b'];

describe('nearestName', () => {
  it.each([
    ['a wrong letter', 'demi', 'demo'],
    ['a missing letter', 'dmo', 'demo'],
    ['a letter too many', 'demoo', 'demo'],
    ['two letters swapped', 'deom', 'demo'],
    ['the wrong case', 'DEMO', 'demo'],
    ['spaces around it', ' demo ', 'demo'],
    ['another separator', 'qwen2.5_3b', 'qwen2.5-3b'],
    ['a missing separator', 'qwen25-3b', 'qwen2.5-3b'],
    ['the nearer of two', 'qwen2.5-05b', 'qwen2.5-0.5b'],
  ])('finds the name that was meant in spite of %s', (_, got, expected) => {
    expect(nearestName(got, shapes)).toBe(expected);
  });

  it.each([['llama-3-8b'], ['x'], [''], ['   '], ['demonstration']])(
    "finds nothing near '%s'",
    (got) => {
      expect(nearestName(got, shapes)).toBeUndefined();
    },
  );

  it('finds nothing among no names', () => {
    expect(nearestName('demo', [])).toBeUndefined();
  });

  it('takes the first of two names that are equally near', () => {
    expect(nearestName('cat', ['bat', 'hat'])).toBe('bat');
  });

  it('takes no name of which nothing is left', () => {
    expect(nearestName('x', ['a', 'b'])).toBeUndefined();
  });

  it('is done at once with a text of a million letters', () => {
    expect(nearestName('a'.repeat(1_000_000), shapes)).toBeUndefined();
  });

  it('finds every name again after any one letter is lost', () => {
    const slip = fc
      .constantFrom('tier.readBandwidth', 'hbf-50gbps', ...shapes)
      .chain((name) => fc.tuple(fc.constant(name), fc.nat(name.length - 1)));
    fc.assert(
      fc.property(slip, ([name, at]) => {
        const got = name.slice(0, at) + name.slice(at + 1);
        expect(nearestName(got, [name, 'something else'])).toBe(name);
      }),
    );
  });
});
