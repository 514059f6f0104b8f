import { stringify } from 'csv-stringify/sync';
import { inBatches } from './export/batches.ts';

/**
 * A CSV file (RFC 4180, but with LF). Formulas are not escaped: every text comes from a parsed
 * profile, and the escape would spoil negative numbers.
 */
export const renderCsv = (
  columns: readonly string[],
  rows: Iterable<readonly string[]>,
): string => {
  // A long record has a million rows: as text they are far smaller than as lists.
  let text = stringify([[...columns]]);
  for (const some of inBatches(rows)) text += stringify(some.map((row) => [...row]));
  return text;
};
