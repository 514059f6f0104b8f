import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvPieces, renderCsv } from '../../../src/report/csv.ts';

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.stringMatching(/^[a-z0-9=+@/:., "'\r\n\t-]*$/),
  fc.constantFrom('', ' ', '=1+1', '-0.5', '\uFEFFa', 'tier.readBandwidth=50GB/s'),
);

describe('a CSV file', () => {
  it('has quotes where they are needed, and only there', () => {
    const row = fc.array(cell, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(row, fc.array(row), (columns, rows) => {
        expect(renderCsv(columns, rows)).toBe(stringify([columns, ...rows]));
      }),
    );
  });

  it('comes in pieces where it is long', () => {
    const rows = Array.from({ length: 1200 }, (_, at) => [String(at), 'a,b']);
    const pieces = [...csvPieces(['at', 'text'], rows)];
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe(stringify([['at', 'text'], ...rows]));
  });
});
