import type { TierEvidence } from '../../model/evidence.ts';
import type { ObservedRepetition, ObservedTest } from '../../ports/constraint.ts';
import {
  readSegments,
  readSteps,
  type CountersHeader,
  type Segment,
  type Tally,
} from './counters.ts';

/** How the program repeats its tests. */
export interface Repetition {
  readonly tests: number;
  readonly repetitions: number;
}

const repetition = (
  bytes: Uint8Array,
  header: CountersHeader,
  segment: Segment,
): ObservedRepetition => ({
  stepsNs: readSteps(bytes, segment),
  ...(header.mode === 'record'
    ? {}
    : { tier: { ...segment.tally, wallNs: segment.wallNs, steps: segment.steps } }),
});

/**
 * The measured repetitions of each test.
 *
 * llama-bench clears the context once before a test's warm-up and once before each repetition; in a
 * repetition the last call is the one that is timed (a prompt that fills the depth comes before it).
 */
export const observeTests = (
  bytes: Uint8Array,
  header: CountersHeader,
  { tests, repetitions }: Repetition,
): readonly ObservedTest[] => {
  const last = new Map<number, Segment>();
  for (const segment of readSegments(bytes, header)) last.set(segment.clears, segment);
  return Array.from({ length: tests }, (_, test) =>
    Array.from({ length: repetitions }, (__, each) =>
      last.get(test * (1 + repetitions) + 2 + each),
    ).flatMap((segment) => (segment === undefined ? [] : [repetition(bytes, header, segment)])),
  );
};

const sum = (tallies: readonly Tally[], pick: (tally: Tally) => number): number =>
  tallies.reduce((total, each) => total + pick(each), 0);

/** The tier's evidence on a whole run, over its measured repetitions. */
export const tierEvidence = (
  header: CountersHeader,
  tests: readonly ObservedTest[],
): TierEvidence => {
  const tallies = tests.flat().flatMap((each) => (each.tier === undefined ? [] : [each.tier]));
  return {
    kind: 'tier',
    heldBytes: header.mappedBytes + header.allocatedBytes,
    mappedBytes: header.mappedBytes,
    allocatedBytes: header.allocatedBytes,
    usedBytes: header.usedBytes,
    unitBytes: header.unitBytes,
    openBytesMax: header.openUnitsMax * header.unitBytes,
    hugePages: header.hugePageBytes > 0,
    bytesFetched: sum(tallies, (each) => each.bytesFetched),
    linkBusyNs: sum(tallies, (each) => each.linkBusyNs),
    latenessNs: sum(tallies, (each) => each.latenessNs),
    waitNs: sum(tallies, (each) => each.waitNs),
    ownNs: sum(tallies, (each) => each.ownNs),
  };
};
