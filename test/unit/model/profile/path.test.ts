import { describe, expect, it } from 'vitest';
import {
  isWithin,
  renderPath,
  splitPath,
  valueAt,
  withValueAt,
} from '../../../../src/model/profile/path.ts';

describe('renderPath', () => {
  it('joins keys with dots and puts indices in brackets', () => {
    expect(renderPath(['sweeps', 0, 'tier.readBandwidth', 2])).toBe(
      'sweeps[0].tier.readBandwidth[2]',
    );
  });

  it('shows what a strange key holds without obeying it', () => {
    expect(renderPath(['a\n\u001B[31mb', 'x'.repeat(100)])).toBe(`a [31mb.${'x'.repeat(60)}`);
  });
});

describe('splitPath', () => {
  it('keeps the dot that belongs to a quantile', () => {
    expect(splitPath('tier.readLatency.p99.9')).toEqual(['tier', 'readLatency', 'p99.9']);
    expect(splitPath('tier.readLatency.p99')).toEqual(['tier', 'readLatency', 'p99']);
  });
});

describe('valueAt', () => {
  it('reads own values only', () => {
    expect(valueAt({ a: [{ b: 5 }] }, ['a', 0, 'b'])).toBe(5);
    expect(valueAt({}, ['toString'])).toBeUndefined();
    expect(valueAt([1], ['length'])).toBeUndefined();
    expect(valueAt(null, ['a'])).toBeUndefined();
  });
});

describe('withValueAt', () => {
  it('makes the mappings on the way and leaves the original alone', () => {
    const root = { a: { b: 1 } };
    expect(withValueAt(root, ['a', 'c', 'd'], 5)).toEqual({ root: { a: { b: 1, c: { d: 5 } } } });
    expect(withValueAt(null, ['a'], 5)).toEqual({ root: { a: 5 } });
    expect(root).toEqual({ a: { b: 1 } });
  });

  it('does not replace a value that is no mapping', () => {
    expect(withValueAt({ a: '5 us' }, ['a', 'b'], 5)).toBeUndefined();
    expect(withValueAt({ a: [] }, ['a', 'b'], 5)).toBeUndefined();
  });
});

describe('isWithin', () => {
  it('holds for a path itself and for what lies below', () => {
    expect(isWithin(['a', 0], ['a', 0])).toBe(true);
    expect(isWithin(['a', 0, 'b'], ['a', 0])).toBe(true);
    expect(isWithin(['a'], ['a', 0])).toBe(false);
    expect(isWithin(['ab'], ['a'])).toBe(false);
  });
});
