import type { TierEvidence, TierTestEvidence } from '../../model/evidence.ts';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { LatencyPoint } from '../../model/tier/latency-points.ts';
import { waitBuckets } from '../../model/tier/wait-histogram.ts';

/** Layout of the file that tier-pager.c fills; `LAYOUT_VERSION` in counters.h and here change together. */
const layout = {
  magic: 0x3152454954554d45n,
  version: 2,
  headerBytes: 4096,
  segmentBytes: 128,
  segmentCapacity: 4096,
  stepCapacity: 2 ** 20,
  latencyPointCapacity: 5,
} as const;

/** Bytes of the header, which is enough for {@link readHeader}. */
export const headerBytes = layout.headerBytes;

/** Where the step times begin in the file. */
const stepsOffset = layout.headerBytes + layout.segmentBytes * layout.segmentCapacity;

const modes = ['off', 'record', 'hold', 'page'] as const;

/** What the pager does: nothing, record step times, hold the weights, page them. */
export type PagerMode = (typeof modes)[number];

/** What the pager has counted since some moment. */
export type Tally = Pick<
  TierEvidence,
  'bytesFetched' | 'linkBusyNs' | 'latenessNs' | 'waitNs' | 'ownNs' | 'waits' | 'stalledNs'
> &
  Pick<TierTestEvidence, 'unitsFetched' | 'faults'>;

/** The tier as the library had it in force; 0 is no limit. */
export interface AppliedTier {
  readonly bandwidth: number;
  readonly accessBytes: number;
  readonly prefetchUnits: number;
  readonly bufferUnits: number;
  readonly residencyPpm: number;
  /** 0: even; 1: layers. */
  readonly placement: number;
  readonly stallEveryNs: number;
  readonly stallForNs: number;
  /** 0: periodic; 1: random. */
  readonly stallRandom: number;
  readonly seed: number;
  readonly latency: readonly LatencyPoint[];
}

/** The header of the counters file. */
export interface CountersHeader {
  /** Process that filled the file; 0 when no process did. */
  readonly owner: number;
  readonly mode: PagerMode;
  readonly unitBytes: number;
  readonly mappedBytes: number;
  readonly allocatedBytes: number;
  readonly hugePageBytes: number;
  /** Most units in the buffer at any moment. */
  readonly openUnitsMax: number;
  readonly armed: boolean;
  readonly tally: Tally;
  readonly segments: number;
  readonly steps: number;
  readonly problems: readonly PagerProblem[];
  readonly usedBytes: number;
  readonly residentBytes: number;
  /** What was in force. */
  readonly applied: AppliedTier;
  /** Blocks of weights that are held. */
  readonly regions: number;
  /** How many waits took how long by the real clock; see `waitQuantile`. */
  readonly waitCounts: readonly number[];
}

/** One call of the program that processes tokens. */
export interface Segment {
  /** Calls that cleared the context before it: tells repetitions apart. */
  readonly clears: number;
  readonly wallNs: number;
  readonly firstStep: number;
  readonly steps: number;
  readonly tally: Tally;
}

/** What went wrong inside the library; after a fatal problem the run proves nothing. */
export interface PagerProblem {
  readonly text: string;
  readonly fatal: boolean;
}

const problemTexts: readonly PagerProblem[] = [
  { text: 'more files or blocks of weights than the pager can hold', fatal: true },
  { text: 'no memory for the weights', fatal: true },
  { text: 'the kernel refused to change the protection of a unit', fatal: true },
  { text: 'the model file could not be read', fatal: true },
  {
    text: 'the kernel does not tell which pages are used (/proc/self/clear_refs): whole units are charged',
    fatal: false,
  },
  {
    text: 'a second process of the program mapped the file, and the tier held it for the first one only',
    fatal: false,
  },
];

const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Word `index` of a record at `offset`. All counters are 64-bit little-endian and stay below 2^53:
 * bytes and nanoseconds of a run.
 */
const word = (data: DataView, offset: number, index: number): number =>
  Number(data.getBigUint64(offset + 8 * index, true));

const readTally = (data: DataView, offset: number): Tally => ({
  bytesFetched: word(data, offset, 0),
  unitsFetched: word(data, offset, 1),
  faults: word(data, offset, 2),
  linkBusyNs: word(data, offset, 3),
  latenessNs: word(data, offset, 4),
  waitNs: word(data, offset, 5),
  ownNs: word(data, offset, 6),
  waits: word(data, offset, 7),
  stalledNs: word(data, offset, 8),
});

const readApplied = (data: DataView): AppliedTier => ({
  bandwidth: word(data, 0, 26),
  accessBytes: word(data, 0, 27),
  prefetchUnits: word(data, 0, 28),
  bufferUnits: word(data, 0, 29),
  residencyPpm: word(data, 0, 30),
  placement: word(data, 0, 31),
  stallEveryNs: word(data, 0, 32),
  stallForNs: word(data, 0, 33),
  stallRandom: word(data, 0, 34),
  seed: word(data, 0, 35),
  latency: Array.from(
    { length: Math.min(word(data, 0, 36), layout.latencyPointCapacity) },
    (_, at) => ({ ppm: word(data, 0, 37 + 2 * at), ns: word(data, 0, 38 + 2 * at) }),
  ),
});

/** Reads the header; fails when the file was not filled by this version of the library. */
export const readHeader = (bytes: Uint8Array): Result<CountersHeader, Failure> => {
  if (bytes.length < layout.headerBytes) {
    return failed({
      reason: 'evidence-missing',
      problem: 'the tier library was not loaded into the program: it left no counters',
    });
  }
  const data = view(bytes);
  const version = word(data, 0, 1);
  if (data.getBigUint64(0, true) !== layout.magic || version !== layout.version) {
    return failed({
      reason: 'evidence-missing',
      problem: `the tier library's counters have another layout (expected version ${layout.version}, got ${version})`,
    });
  }
  const problemBits = word(data, 0, 23);
  return success({
    owner: word(data, 0, 2),
    mode: modes[word(data, 0, 3)] ?? 'off',
    unitBytes: word(data, 0, 4),
    mappedBytes: word(data, 0, 5),
    allocatedBytes: word(data, 0, 6),
    hugePageBytes: word(data, 0, 7),
    openUnitsMax: word(data, 0, 8),
    armed: word(data, 0, 9) !== 0,
    tally: readTally(data, 80),
    segments: word(data, 0, 21),
    steps: word(data, 0, 22),
    problems: problemTexts.filter((_, bit) => (problemBits & (1 << bit)) !== 0),
    usedBytes: word(data, 0, 24),
    residentBytes: word(data, 0, 25),
    applied: readApplied(data),
    regions: word(data, 0, 47),
    waitCounts: Array.from({ length: waitBuckets }, (_, bucket) => word(data, 0, 64 + bucket)),
  });
};

/** How many records of a size fit between an offset and the end of what was read. */
const fitting = (bytes: Uint8Array, offset: number, recordBytes: number): number =>
  Math.max(0, Math.floor((bytes.length - offset) / recordBytes));

/** Reads the segments; those past the file's capacity are lost and the caller sees fewer than counted. */
export const readSegments = (bytes: Uint8Array, header: CountersHeader): readonly Segment[] => {
  const data = view(bytes);
  const count = Math.min(
    header.segments,
    layout.segmentCapacity,
    fitting(bytes, layout.headerBytes, layout.segmentBytes),
  );
  return Array.from({ length: count }, (_, index) => {
    const at = layout.headerBytes + index * layout.segmentBytes;
    return {
      clears: word(data, at, 0),
      // The program under test could have written into the file.
      wallNs: Math.max(0, word(data, at, 2) - word(data, at, 1)),
      firstStep: word(data, at, 3),
      steps: word(data, at, 4),
      tally: readTally(data, at + 40),
    };
  });
};

/** Durations of a segment's steps in nanoseconds. */
export const readSteps = (bytes: Uint8Array, segment: Segment): readonly number[] => {
  const data = view(bytes);
  const first = stepsOffset + segment.firstStep * 8;
  const count = Math.min(
    segment.steps,
    Math.max(0, layout.stepCapacity - segment.firstStep),
    fitting(bytes, first, 8),
  );
  return Array.from({ length: count }, (_, index) => word(data, first, index));
};

/** Bytes of the file that hold everything counted so far. */
export const usedFileBytes = (header: CountersHeader): number =>
  stepsOffset + Math.min(header.steps, layout.stepCapacity) * 8;
