import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../../../scripts/chart-runtime/apply-changes.mjs';
import { changesBetween } from '../../../../src/report/html/theme-patch.ts';

describe('the changes between two documents', () => {
  it('name what differs, and what is there no more', () => {
    expect(changesBetween({ a: [1, { b: 2 }], c: 3 }, { a: [1, { b: 4 }] })).toEqual([
      { path: ['a', 1, 'b'], value: 4 },
      { path: ['c'] },
    ]);
    expect(changesBetween({ a: [1] }, { a: [1] })).toEqual([]);
  });

  it('replace a list of another length as a whole', () => {
    expect(changesBetween({ a: [1, 2] }, { a: [1] })).toEqual([{ path: ['a'], value: [1] }]);
  });

  it('make of the one what the other is', () => {
    const document = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(document, document, (one, other) => {
        // JSON knows no -0 and no prototypes.
        const [from, to] = [one, other].map((each): unknown => JSON.parse(JSON.stringify(each)));
        expect(applyChanges(from, changesBetween(from, to))).toEqual(to);
      }),
    );
  });
});
