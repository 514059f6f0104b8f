import type { Comparison } from '../model/compare/compare.ts';
import { groupPoints } from './compare-groups.ts';
import { describeSides, type SideNames } from './compare-names.ts';
import { describeUnmatched, explainComparison } from './compare-words.ts';
import { words } from './markdown-table.ts';
import { renderTextTable } from './text-table.ts';

const renderDifferences = ({ differences }: Comparison, { a, b }: SideNames): string =>
  renderTextTable(
    [words('what differs'), words(a.label), words(b.label)],
    differences.map((each) => [each.what, each.a || '-', each.b || '-']),
  );

/** A comparison for a terminal: what differs, then table by table, then how to read them. */
export const renderComparison = (comparison: Comparison, names: SideNames): string =>
  `${[
    describeSides(comparison, names).join('\n'),
    ...(comparison.differences.length === 0 ? [] : [renderDifferences(comparison, names)]),
    ...groupPoints(comparison, names).map(
      ({ title, columns, rows }) => `${title}\n${renderTextTable(columns, rows)}`,
    ),
    describeUnmatched(comparison, names).join('\n'),
    explainComparison(comparison, names).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
