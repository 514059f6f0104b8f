import { expect, test } from 'vitest';
import { numbers, renderBlock, renderTable, words } from '../../../src/report/markdown-table.ts';

test('a table aligns words to the left and numbers to the right', () => {
  expect(renderTable([words('case'), numbers('rate')], [['null', '5']])).toBe(
    '| case | rate |\n| --- | --: |\n| null | 5 |',
  );
});

test('a cell cannot break its table', () => {
  expect(renderTable([words('what')], [['a|b\nc']])).toContain('| a\\|b c |');
});

test('a block is fenced so that nothing in it closes the fence', () => {
  expect(renderBlock('a\n````\nb\n', 'yaml')).toBe('`````yaml\na\n````\nb\n`````');
  expect(renderBlock('a', '')).toBe('```\na\n```');
});
