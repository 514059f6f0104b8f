import type { Comparison } from '../model/compare/compare.ts';
import { renderDeltaTable, renderSideTable } from './compare-grid-tables.ts';
import { groupPoints } from './compare-groups.ts';
import { describeSides, describeValues, type SideNames } from './compare-names.ts';
import { describeUnmatched, explainComparison } from './compare-words.ts';
import { inertMarkdown } from './inert-markdown.ts';
import { renderTable, words } from './markdown-table.ts';
import { plainText } from './plain-text.ts';

const listOf = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

const renderDifferences = ({ differences }: Comparison, { a, b }: SideNames): readonly string[] =>
  differences.length === 0
    ? []
    : [
        '## What differs',
        renderTable(
          [words('what'), words(a.label), words(b.label)],
          differences.map((each) => [each.what, each.a, each.b]),
        ),
      ];

const renderGroups = (comparison: Comparison, names: SideNames): readonly string[] =>
  groupPoints(comparison, names).flatMap(({ title, columns, rows }) => [
    `### ${title}`,
    renderTable(columns, rows),
  ]);

/** Each side as a table, then both: the layout of a first, plain comparison of two files. */
const renderGrid = (comparison: Comparison, names: SideNames): readonly string[] => [
  `## ${names.a.label} (${describeValues(comparison.a)})`,
  renderSideTable(comparison.a),
  `## ${names.b.label} (${describeValues(comparison.b)})`,
  renderSideTable(comparison.b),
  `## ${names.b.label} against ${names.a.label}`,
  ...(comparison.points.length === 0
    ? []
    : [
        `\`_${names.a.label}\` is the median of ${names.a.label}, \`_median\` that of ${names.b.label}.`,
        renderDeltaTable(comparison, names),
      ]),
  ...(comparison.points.some(({ miss }) => miss === undefined)
    ? ['## Intervals', ...renderGroups(comparison, names)]
    : []),
];

/** A comparison to be pasted into a document: tables in GitHub's Markdown. */
export const renderComparisonMarkdown = (comparison: Comparison, names: SideNames): string =>
  inertMarkdown(
    plainText(
      `${[
        listOf(describeSides(comparison, names)),
        ...renderDifferences(comparison, names),
        ...(comparison.kind === 'grid'
          ? renderGrid(comparison, names)
          : [`## ${names.b.label} against ${names.a.label}`, ...renderGroups(comparison, names)]),
        listOf([...describeUnmatched(comparison, names), ...explainComparison(comparison, names)]),
      ].join('\n\n')}\n`,
    ),
  );
