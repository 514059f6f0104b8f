import { describe, expect, it } from 'vitest';
import {
  describeRange,
  findParameter,
  isInRange,
  parameters,
} from '../../../../src/model/profile/parameters.ts';
import { level } from '../../../../src/model/profile/quantity.ts';
import { renderQuantity } from '../../../../src/model/units.ts';

describe('parameters', () => {
  it('have each its own path', () => {
    expect(new Set(parameters.map(({ path }) => path)).size).toBe(parameters.length);
  });

  it('are found by their dotted path', () => {
    expect(findParameter('tier.readLatency.p99.9')?.dimension).toBe('time');
    expect(findParameter('tier.placement')).toBeUndefined();
  });

  it('take the ends of their ranges in text, and nothing beyond', () => {
    for (const { path, dimension, range } of parameters) {
      const takes = (value: number): boolean =>
        level(path).safeParse(dimension === 'count' ? value : renderQuantity(dimension, value))
          .success;
      expect([path, takes(range.max)]).toEqual([path, true]);
      expect([path, takes(range.max * 2)]).toEqual([path, false]);
      expect([path, takes(range.min)]).toEqual([path, range.aboveMin !== true]);
    }
  });
});

describe('describeRange', () => {
  it('says whether the lower end belongs to the range', () => {
    expect(describeRange('time', { min: 0, max: 1e9 })).toBe('a time from 0 ns to 1 s');
    expect(describeRange('share', { min: 0, max: 1, aboveMin: true })).toBe(
      'a share above 0 % and at most 100 %',
    );
  });
});

describe('isInRange', () => {
  it('admits only powers of two where only they are meant', () => {
    const range = { min: 1, max: 64, powerOfTwo: true } as const;
    expect([1, 2, 3, 64, 128].map((value) => isInRange(range, value))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});
