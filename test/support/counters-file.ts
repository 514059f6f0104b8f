/** A tally of the pager as a test wants it; what is left out is 0. */
export interface TallyFields {
  readonly bytesFetched?: number;
  readonly unitsFetched?: number;
  readonly faults?: number;
  readonly linkBusyNs?: number;
  readonly latenessNs?: number;
  readonly waitNs?: number;
  readonly ownNs?: number;
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
  readonly bandwidth?: number;
  readonly latencyNs?: number;
  readonly prefetchUnits?: number;
  readonly bufferUnits?: number;
  readonly segments?: readonly SegmentFields[];
  readonly stepsNs?: readonly number[];
  /** Counts as the library would write them past its capacity. */
  readonly claimedSegments?: number;
  readonly claimedSteps?: number;
}

/** The place of the first step: behind 64 words of header and 4096 segments of 16 words. */
const stepsWord = 64 + 4096 * 16;

const tallyWords = (tally: TallyFields = {}): readonly number[] => [
  tally.bytesFetched ?? 0,
  tally.unitsFetched ?? 0,
  tally.faults ?? 0,
  tally.linkBusyNs ?? 0,
  tally.latenessNs ?? 0,
  tally.waitNs ?? 0,
  tally.ownNs ?? 0,
];

/** Writes a counters file, by `struct counters` in tier-pager.c: 64-bit words, one after the other. */
export const encodeCounters = (fields: CountersFields = {}): Uint8Array => {
  const { segments = [], stepsNs = [] } = fields;
  const words = new BigInt64Array(stepsWord + stepsNs.length);
  const put = (at: number, values: readonly number[]): void => {
    for (const [index, value] of values.entries()) words[at + index] = BigInt(value);
  };
  words[0] = fields.magic ?? Buffer.from('EMUTIER1').readBigInt64LE();
  put(1, [
    fields.version ?? 1,
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
    fields.bandwidth ?? 0,
    fields.latencyNs ?? 0,
    fields.prefetchUnits ?? 0,
    fields.bufferUnits ?? 0,
  ]);
  for (const [index, segment] of segments.entries())
    put(64 + index * 16, [
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
