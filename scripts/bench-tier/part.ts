import type { Row } from './result.ts';
import type { Workshop } from './workshop.ts';

/** What a part found. */
export interface Found {
  readonly rows: readonly Row[];
  /** Measurements that were made again. */
  readonly repeated: number;
}

/** A part of the benchmark. */
export interface Part {
  readonly name: string;
  readonly title: string;
  /** One or two sentences for the reader of the table. */
  readonly method: string;
  run(shop: Workshop): Promise<Found>;
}
