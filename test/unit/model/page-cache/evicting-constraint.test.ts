import { describe, expect, it } from 'vitest';
import { findEvictingConstraint } from '../../../../src/model/page-cache/evicting-constraint.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';

describe('the constraint that needs the model out of memory', () => {
  it.each<[string, string | undefined, Constraints, Constraints?]>([
    ['memory, for pages are charged to whoever touches them first', 'memory', { memory: {} }],
    ['cached pages that are dropped', 'pageCache', { pageCache: { drop: 1e6 } }],
    ['an eviction before each run', 'pageCache', { pageCache: { before: 'each-run' } }],
    ['cached pages without more said', 'pageCache', { pageCache: {} }],
    ['no eviction, asked for', undefined, { pageCache: { before: 'never' } }],
    ['no eviction, but drops', 'pageCache', { pageCache: { before: 'never', drop: 1e6 } }],
    [
      'no eviction in the null case of drops',
      'pageCache',
      { pageCache: { before: 'never' } },
      { pageCache: { before: 'never', drop: 1e6 } },
    ],
    ['memory beside cached pages', 'memory', { memory: {}, pageCache: {} }],
    ['processors, caps and a tier alone', undefined, { cpu: {}, io: {}, tier: {} }],
    ['nothing', undefined, {}],
  ])('with %s: %s', (_, expected, constraints, nominal = constraints) => {
    expect(findEvictingConstraint({ constraints }, nominal)).toBe(expected);
  });
});
