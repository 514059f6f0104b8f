import type { TierEvidence, TierTestEvidence } from '../../model/evidence.ts';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';

/** Layout of the file that tier-pager.c fills; `LAYOUT_VERSION` there and here change together. */
const layout = {
  magic: 0x3152454954554d45n,
  version: 1,
  headerBytes: 512,
  segmentBytes: 128,
  segmentCapacity: 4096,
  stepCapacity: 2 ** 20,
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
  'bytesFetched' | 'linkBusyNs' | 'latenessNs' | 'waitNs' | 'ownNs'
> &
  Pick<TierTestEvidence, 'unitsFetched' | 'faults'>;

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
  readonly bandwidth: number;
  readonly latencyNs: number;
  readonly prefetchUnits: number;
  readonly bufferUnits: number;
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
  { text: 'more blocks of weights than the pager can hold', fatal: true },
  { text: 'no memory for the weights', fatal: true },
  { text: 'the kernel refused to change the protection of a unit', fatal: true },
  { text: 'the model file could not be read', fatal: true },
  {
    text: 'the kernel does not tell which pages are used (/proc/self/clear_refs): whole units are charged',
    fatal: false,
  },
];

const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** All counters are 64-bit little-endian and stay below 2^53: bytes and nanoseconds of a run. */
const word = (data: DataView, offset: number): number => Number(data.getBigUint64(offset, true));

const readTally = (data: DataView, offset: number): Tally => ({
  bytesFetched: word(data, offset),
  unitsFetched: word(data, offset + 8),
  faults: word(data, offset + 16),
  linkBusyNs: word(data, offset + 24),
  latenessNs: word(data, offset + 32),
  waitNs: word(data, offset + 40),
  ownNs: word(data, offset + 48),
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
  const version = word(data, 8);
  if (data.getBigUint64(0, true) !== layout.magic || version !== layout.version) {
    return failed({
      reason: 'evidence-missing',
      problem: `the tier library's counters have another layout (expected version ${layout.version}, got ${version})`,
    });
  }
  const problemBits = word(data, 160);
  return success({
    owner: word(data, 16),
    mode: modes[word(data, 24)] ?? 'off',
    unitBytes: word(data, 32),
    mappedBytes: word(data, 40),
    allocatedBytes: word(data, 48),
    hugePageBytes: word(data, 56),
    openUnitsMax: word(data, 64),
    armed: word(data, 72) !== 0,
    tally: readTally(data, 80),
    segments: word(data, 144),
    steps: word(data, 152),
    problems: problemTexts.filter((_, bit) => (problemBits & (1 << bit)) !== 0),
    usedBytes: word(data, 168),
    bandwidth: word(data, 176),
    latencyNs: word(data, 184),
    prefetchUnits: word(data, 192),
    bufferUnits: word(data, 200),
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
      clears: word(data, at),
      wallNs: word(data, at + 16) - word(data, at + 8),
      firstStep: word(data, at + 24),
      steps: word(data, at + 32),
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
  return Array.from({ length: count }, (_, index) => word(data, first + index * 8));
};

/** Bytes of the file that hold everything counted so far. */
export const usedFileBytes = (header: CountersHeader): number =>
  stepsOffset + Math.min(header.steps, layout.stepCapacity) * 8;
