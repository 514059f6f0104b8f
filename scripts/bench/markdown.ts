import { numbers, renderTable, words } from '../../src/report/markdown-table.ts';
import type { BenchResults, PartResult, Row } from './result.ts';

const columns = [
  words('what'),
  numbers('asked'),
  numbers('measured'),
  numbers('error'),
  numbers('worst'),
  numbers('target'),
  words('met'),
  numbers('n'),
];

const metOf = ({ met }: Row): string => (met === undefined ? '' : met ? 'yes' : '**no**');

const rowOf = (row: Row): readonly string[] => [
  ...[row.what, row.asked, row.measured, row.error, row.worst, row.target, metOf(row)],
  row.disturbed === 0 ? String(row.repetitions) : `${row.repetitions} (${row.disturbed} disturbed)`,
];

const renderPart = (part: PartResult): string =>
  [
    `### ${part.title}`,
    '',
    part.method,
    '',
    renderTable(columns, part.rows.map(rowOf)),
    '',
    `Measured ${part.utc.slice(0, 10)} with \`${part.command}\` on ${part.host}` +
      (part.repeated === 0 ? '.' : `; ${part.repeated} disturbed measurements were made again.`),
  ].join('\n');

/** The results as a section of a document: a summary, then each part. */
export const renderResults = ({ parts }: BenchResults): string => {
  const judged = parts.flatMap(({ rows }) => rows).filter(({ met }) => met !== undefined);
  const met = judged.filter((row) => row.met === true).length;
  return [`${met} of ${judged.length} targets are met.`, ...parts.map(renderPart)].join('\n\n');
};
