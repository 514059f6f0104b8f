import type { GridColumn } from './grid-columns.ts';

/** One row of a grid's CSV file: what one repeat gave at one point. */
export interface GridRow {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Prompt length in tokens. */
  readonly p: number;
  /** Generated tokens. */
  readonly n: number;
  /** Tokens per second of prefill; undefined where the cell is empty. */
  readonly pp: number | undefined;
  /** Tokens per second of decode; undefined where the cell is empty. */
  readonly tg: number | undefined;
  /** What the column `pair` holds; undefined without one, and where the cell is empty. */
  readonly pair: string | undefined;
  /** The same of the column `round`. */
  readonly round: string | undefined;
}

/** Throughput measured over a grid of prompt lengths and generated lengths, as a CSV file holds it. */
export interface Grid {
  readonly rows: readonly GridRow[];
  /** Names of the columns as the file writes them; undefined for those that it does not have. */
  readonly columns: Readonly<Record<GridColumn, string | undefined>>;
}
