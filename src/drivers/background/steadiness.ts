import type { BackgroundLoad } from '../../model/background/load.ts';
import type { BytesPerSecond } from '../../model/units.ts';
import type { FioReport } from './report.ts';

/** How far a load is. */
export type Progress = Pick<FioReport, 'runtimeMs' | 'bytes'>;

/** What a load did in its last windows. */
export interface Pace {
  readonly rate: BytesPerSecond;
  /** Whether the windows agreed with each other, and with the rate that was asked. */
  readonly steady: boolean;
}

/** A window is this many status intervals long, so about one second. */
const reportsInWindow = 2;

const tolerance = 0.05;

/** Bytes per second between two reports; undefined when no time lies between them. */
export const rateBetween = (from: Progress, to: Progress): BytesPerSecond | undefined =>
  to.runtimeMs > from.runtimeMs
    ? ((to.bytes - from.bytes) * 1000) / (to.runtimeMs - from.runtimeMs)
    : undefined;

/**
 * Judges a load by its last two windows. Bytes are counted when a block is done, so a window can be
 * short of one block of each job, or have one too many, however steady the load is.
 */
export const judgePace = (
  reports: readonly Progress[],
  { rate: asked, blockBytes, jobs }: Pick<BackgroundLoad, 'rate' | 'blockBytes' | 'jobs'>,
): Pace => {
  const [start, middle, end] = [2, 1, 0].map((windows) =>
    reports.at(-1 - windows * reportsInWindow),
  );
  if (start === undefined || middle === undefined || end === undefined) {
    const last = reports.at(-1);
    const rate = last === undefined ? 0 : rateBetween({ runtimeMs: 0, bytes: 0 }, last);
    return { rate: rate ?? 0, steady: false };
  }
  const agree = (one: number, other: number, overMs: number): boolean =>
    Math.abs(one - other) <=
    Math.max(tolerance * Math.max(one, other), (jobs * blockBytes * 1000) / overMs);
  const whole = rateBetween(start, end) ?? 0;
  const first = rateBetween(start, middle);
  const second = rateBetween(middle, end);
  const steady =
    whole > 0 &&
    first !== undefined &&
    second !== undefined &&
    agree(
      first,
      second,
      Math.min(middle.runtimeMs - start.runtimeMs, end.runtimeMs - middle.runtimeMs),
    ) &&
    (asked === undefined || agree(whole, asked, end.runtimeMs - start.runtimeMs));
  return { rate: whole, steady };
};
