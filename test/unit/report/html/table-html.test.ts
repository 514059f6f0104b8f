import { describe, expect, it } from 'vitest';
import { renderFoldedTable } from '../../../../src/report/html/table-html.ts';

const tableOf = (rows: number) => ({
  columns: [{ heading: 'level', isNumber: true }],
  rows: Array.from({ length: rows }, (_, at) => [String(at)]),
});

describe('a table of the page', () => {
  it('is open where it is short', () => {
    expect(renderFoldedTable(tableOf(59), '**Table 1.** Levels.').html).not.toContain('<details>');
  });

  it('is folded under its caption and the number of its rows where it is long', () => {
    const { html } = renderFoldedTable(tableOf(60), '**Table 1.** Levels.');
    expect(html).toMatch(/^<details><summary><strong>Table 1\.<\/strong> Levels\. \(60 rows\)/);
    expect(html.match(/<tr>/g)).toHaveLength(61);
  });
});
