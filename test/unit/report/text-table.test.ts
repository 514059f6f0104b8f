import { describe, expect, test } from 'vitest';
import { numbers, words } from '../../../src/report/markdown-table.ts';
import { renderTextTable } from '../../../src/report/text-table.ts';

describe('renderTextTable', () => {
  test('makes columns as wide as their widest cell, words to the left, numbers to the right', () => {
    expect(
      renderTextTable(
        [words('case'), numbers('n'), words('note')],
        [
          ['baseline', '6', ''],
          ['x', '12', 'failed'],
        ],
      ),
    ).toBe(['case       n  note', 'baseline   6', 'x         12  failed'].join('\n'));
  });

  test('puts headings of several lines above one another, the last at the bottom', () => {
    expect(renderTextTable([words('case'), numbers('warm\nmedian')], [['baseline', '5.25']])).toBe(
      ['            warm', 'case      median', 'baseline    5.25'].join('\n'),
    );
  });

  test('shows a cell that is missing as empty', () => {
    expect(renderTextTable([words('a'), words('b')], [['1']])).toBe('a  b\n1');
  });
});
