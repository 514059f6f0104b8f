import type { Row } from './result.ts';
import type { Workshop } from './workshop.ts';

/** What a part found. */
export interface Found {
  readonly rows: readonly Row[];
  /** Measurements that were made again. */
  readonly repeated: number;
  /** The kind of scope in which programs were held; absent where none was needed. */
  readonly scope?: string;
}

/** A part of a suite. */
export interface Part<Shop extends Workshop = Workshop> {
  readonly name: string;
  readonly title: string;
  /** One or two sentences for the reader of the table. */
  readonly method: string;
  readonly run: (shop: Shop) => Promise<Found>;
}
