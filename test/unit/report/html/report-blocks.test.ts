import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReport } from '../../../../src/report/html/report-blocks.ts';
import { numbers, renderBlock, renderTable, words } from '../../../../src/report/markdown-table.ts';

describe('the parts of a report', () => {
  it('are headings, paragraphs, lists and pictures', () => {
    expect(
      parseReport('## Curves\n\nA text\nof two lines.\n\n- a\n- b\n\n![x](figures/a.svg)\n'),
    ).toEqual([
      { kind: 'heading', level: 2, text: 'Curves' },
      { kind: 'paragraph', text: 'A text\nof two lines.' },
      { kind: 'list', items: ['a', 'b'] },
      { kind: 'picture', path: 'figures/a.svg' },
    ]);
  });

  it('are tables with the cells that were written', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '|', ' ', '-', '1') })
      .map((text) => text.trim());
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const text = renderTable([words('case'), numbers('rate')], rows);
        expect(parseReport(text)).toEqual([
          {
            kind: 'table',
            columns: [
              { heading: 'case', isNumber: false },
              { heading: 'rate', isNumber: true },
            ],
            rows,
          },
        ]);
      }),
    );
  });

  it('are fenced texts as they were, whatever they hold', () => {
    const profile = 'title: a\n\n## no heading\n\n```yaml\n- no list\n```';
    const text = `before\n\n${renderBlock(profile, 'yaml')}\n\nafter\n\n${renderBlock('b', '')}`;
    expect(parseReport(text)).toEqual([
      { kind: 'paragraph', text: 'before' },
      { kind: 'verbatim', text: profile },
      { kind: 'paragraph', text: 'after' },
      { kind: 'verbatim', text: 'b' },
    ]);
  });

  it('are nothing for nothing', () => {
    expect(parseReport('\n\n')).toEqual([]);
  });
});
