/** A tally of the pager as a test wants it; what is left out is 0. */
export interface TallyFields {
  readonly bytesFetched?: number;
  readonly unitsFetched?: number;
  readonly faults?: number;
  readonly linkBusyNs?: number;
  readonly latenessNs?: number;
  readonly waitNs?: number;
  readonly ownNs?: number;
  readonly waits?: number;
  readonly stalledNs?: number;
}

/** The tier in force as a test wants it; what is left out is 0, and there is no latency. */
export interface AppliedFields {
  readonly bandwidth?: number;
  readonly accessBytes?: number;
  readonly prefetchUnits?: number;
  readonly bufferUnits?: number;
  readonly residencyPpm?: number;
  readonly placement?: number;
  readonly stallEveryNs?: number;
  readonly stallForNs?: number;
  readonly stallRandom?: number;
  readonly seed?: number;
  readonly latency?: readonly { readonly ppm: number; readonly ns: number }[];
}

/** One segment of the counters file. */
export interface SegmentFields {
  readonly clears: number;
  readonly startNs?: number;
  readonly endNs?: number;
  readonly firstStep?: number;
  readonly steps?: number;
  readonly tally?: TallyFields;
}

/** The counters file as the tier library leaves it; what is left out is 0. */
export interface CountersFields {
  readonly magic?: bigint;
  readonly version?: number;
  readonly owner?: number;
  readonly mode?: 'off' | 'record' | 'hold' | 'page';
  readonly unitBytes?: number;
  readonly mappedBytes?: number;
  readonly allocatedBytes?: number;
  readonly hugePageBytes?: number;
  readonly openUnitsMax?: number;
  readonly armed?: boolean;
  readonly tally?: TallyFields;
  readonly problemBits?: number;
  readonly usedBytes?: number;
  readonly residentBytes?: number;
  readonly applied?: AppliedFields;
  readonly regions?: number;
  /** Waits by bucket, from the first bucket on. */
  readonly waitCounts?: readonly number[];
  readonly segments?: readonly SegmentFields[];
  readonly stepsNs?: readonly number[];
  /** Counts as the library would write them past its capacity. */
  readonly claimedSegments?: number;
  readonly claimedSteps?: number;
}

/** Words of the header, and the place of the first step behind it and 4096 segments of 16 words. */
const headerWords = 512;
const stepsWord = headerWords + 4096 * 16;

const tallyWords = (tally: TallyFields = {}): readonly number[] => [
  tally.bytesFetched ?? 0,
  tally.unitsFetched ?? 0,
  tally.faults ?? 0,
  tally.linkBusyNs ?? 0,
  tally.latenessNs ?? 0,
  tally.waitNs ?? 0,
  tally.ownNs ?? 0,
  tally.waits ?? 0,
  tally.stalledNs ?? 0,
  0,
];

const appliedWords = (applied: AppliedFields = {}): readonly number[] => [
  applied.bandwidth ?? 0,
  applied.accessBytes ?? 0,
  applied.prefetchUnits ?? 0,
  applied.bufferUnits ?? 0,
  applied.residencyPpm ?? 0,
  applied.placement ?? 0,
  applied.stallEveryNs ?? 0,
  applied.stallForNs ?? 0,
  applied.stallRandom ?? 0,
  applied.seed ?? 0,
  applied.latency?.length ?? 0,
  ...(applied.latency ?? []).flatMap(({ ppm, ns }) => [ppm, ns]),
];

/** Writes a counters file, by `struct counters` in counters.h: 64-bit words, one after the other. */
export const encodeCounters = (fields: CountersFields = {}): Uint8Array => {
  const { segments = [], stepsNs = [] } = fields;
  const words = new BigInt64Array(stepsWord + stepsNs.length);
  const put = (at: number, values: readonly number[]): void => {
    for (const [index, value] of values.entries()) words[at + index] = BigInt(value);
  };
  words[0] = fields.magic ?? Buffer.from('EMUTIER1').readBigInt64LE();
  put(1, [
    fields.version ?? 2,
    fields.owner ?? 4711,
    ['off', 'record', 'hold', 'page'].indexOf(fields.mode ?? 'page'),
    fields.unitBytes ?? 0,
    fields.mappedBytes ?? 0,
    fields.allocatedBytes ?? 0,
    fields.hugePageBytes ?? 0,
    fields.openUnitsMax ?? 0,
    fields.armed === false ? 0 : 1,
    ...tallyWords(fields.tally),
    segments.reduce((most, { clears }) => Math.max(most, clears), 0),
    fields.claimedSegments ?? segments.length,
    fields.claimedSteps ?? stepsNs.length,
    fields.problemBits ?? 0,
    fields.usedBytes ?? 0,
    fields.residentBytes ?? 0,
    ...appliedWords(fields.applied),
  ]);
  put(47, [fields.regions ?? 0]);
  put(64, fields.waitCounts ?? []);
  for (const [index, segment] of segments.entries())
    put(headerWords + index * 16, [
      segment.clears,
      segment.startNs ?? 0,
      segment.endNs ?? 0,
      segment.firstStep ?? 0,
      segment.steps ?? 0,
      ...tallyWords(segment.tally),
    ]);
  put(stepsWord, stepsNs);
  return new Uint8Array(words.buffer);
};
