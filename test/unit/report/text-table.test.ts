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

  describe('of a given width', () => {
    const columns = [
      words('level'),
      { ...numbers('tokens/s'), yields: 1 },
      numbers('ratio'),
      { ...numbers('rounds'), yields: 2 },
    ];
    const rows = [['100 GB/s', '45.09', '0.909', '6']];
    const headingOf = (width: number): string =>
      renderTextTable(columns, rows, width).split('\n')[0] ?? '';

    test('is as it is where there is room', () => {
      expect(headingOf(33)).toBe('level     tokens/s  ratio  rounds');
    });

    test('has one blank between columns where that saves one', () => {
      expect(headingOf(32)).toBe('level    tokens/s ratio rounds');
    });

    test('leaves out the columns that yield, one after the other', () => {
      expect(headingOf(29)).toBe('level     tokens/s  ratio');
      expect(headingOf(22)).toBe('level     ratio');
    });

    test('is cut where no other column yields', () => {
      expect(renderTextTable(columns, rows, 12)).toBe('level    r..\n100 GB/s 0..');
    });
  });

  test('shows what a terminal would obey', () => {
    expect(renderTextTable([words('a')], [['x\u001b[2J\ny']])).toBe('a\nx␛[2J y');
  });
});
