import type { TierEvidence } from '../../model/evidence.ts';
import { waitQuantile } from '../../model/tier/wait-histogram.ts';
import type { ObservedRepetition, ObservedTest } from '../../ports/constraint.ts';
import {
  readSegments,
  readSteps,
  type CountersHeader,
  type Segment,
  type Tally,
} from './counters.ts';

/** What of the counters is evidence on a whole run. */
type EvidenceTally = Omit<Tally, 'unitsFetched' | 'faults'>;

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

/** What was counted during the measured repetitions alone: neither loading nor warm-ups. */
export const sumOfTests = (tests: readonly ObservedTest[]): EvidenceTally => {
  const tallies = tests.flat().flatMap((each) => (each.tier === undefined ? [] : [each.tier]));
  const sum = (pick: (tally: EvidenceTally) => number): number =>
    tallies.reduce((total, each) => total + pick(each), 0);
  return {
    bytesFetched: sum((each) => each.bytesFetched),
    linkBusyNs: sum((each) => each.linkBusyNs),
    latenessNs: sum((each) => each.latenessNs),
    waitNs: sum((each) => each.waitNs),
    ownNs: sum((each) => each.ownNs),
    waits: sum((each) => each.waits),
    stalledNs: sum((each) => each.stalledNs),
  };
};

const waitTimesOf = ({ waitCounts }: CountersHeader): Pick<TierEvidence, 'waitTimes'> => {
  const [p50Ns, p99Ns] = [waitQuantile(waitCounts, 0.5), waitQuantile(waitCounts, 0.99)];
  return p50Ns === undefined || p99Ns === undefined ? {} : { waitTimes: { p50Ns, p99Ns } };
};

/** The tier's evidence on a run: what it held, and what it did meanwhile. */
export const tierEvidence = (header: CountersHeader, counted: EvidenceTally): TierEvidence => ({
  kind: 'tier',
  heldBytes: header.mappedBytes + header.allocatedBytes,
  mappedBytes: header.mappedBytes,
  allocatedBytes: header.allocatedBytes,
  usedBytes: header.usedBytes,
  residentBytes: header.residentBytes,
  unitBytes: header.unitBytes,
  openBytesMax: header.openUnitsMax * header.unitBytes,
  hugePages: header.hugePageBytes > 0,
  bytesFetched: counted.bytesFetched,
  linkBusyNs: counted.linkBusyNs,
  latenessNs: counted.latenessNs,
  waitNs: counted.waitNs,
  ownNs: counted.ownNs,
  waits: counted.waits,
  stalledNs: counted.stalledNs,
  ...waitTimesOf(header),
});
