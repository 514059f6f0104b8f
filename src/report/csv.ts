import { stringify } from 'csv-stringify/sync';

/**
 * A CSV file (RFC 4180, but with LF). Formulas are not escaped: every text comes from a parsed
 * profile, and the escape would spoil negative numbers.
 */
export const renderCsv = (
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string => stringify([[...columns], ...rows.map((row) => [...row])]);
