import { median } from 'simple-statistics';
import { describeQuantity } from '../../../src/model/units.ts';
import type { Repetition } from '../repeat.ts';
import type { Row } from '../result.ts';
import { askedRow } from '../rows.ts';

/** A rate of bytes or of reads. */
export type RateKind = 'bytes-per-second' | 'count';

/** What a device must be able to do beyond a level for a cap at that level to show. */
const room = 1.1;

/**
 * A rate that should be what was asked. A device that is hardly faster by itself cannot show that: its
 * row says so and has no target.
 */
export const levelRow = (
  what: string,
  kind: RateKind,
  asked: number,
  repetitions: readonly Repetition<number>[],
  /** Largest error of the median. */
  share: number | undefined,
  /** What the device did without a limit. */
  bare: readonly Repetition<number>[],
): Row => {
  const [reached = 0, free = 0] = [repetitions, bare].map((each) =>
    median(each.map(({ value }) => value)),
  );
  const isSlow = free < asked * room && reached < asked;
  return askedRow(
    isSlow
      ? `${what}; this device reaches no more than ${describeQuantity(kind, Math.max(reached, free))}`
      : what,
    kind,
    asked,
    repetitions,
    share === undefined || isSlow ? undefined : { share },
  );
};
