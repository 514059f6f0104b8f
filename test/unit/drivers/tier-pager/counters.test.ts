import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  headerBytes,
  readHeader,
  readSegments,
  readSteps,
  usedFileBytes,
  type CountersHeader,
} from '../../../../src/drivers/tier-pager/counters.ts';
import { waitBuckets } from '../../../../src/model/tier/wait-histogram.ts';
import { encodeCounters, type CountersFields } from '../../../support/counters-file.ts';

const header = (bytes: Uint8Array): CountersHeader => {
  const read = readHeader(bytes);
  if (!read.ok) throw new Error('expected a header');
  return read.value;
};

const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const tally = fc.record({
  bytesFetched: whole,
  unitsFetched: whole,
  faults: whole,
  linkBusyNs: whole,
  latenessNs: whole,
  waitNs: whole,
  ownNs: whole,
  waits: whole,
  stalledNs: whole,
});
const applied = fc.record({
  bandwidth: whole,
  accessBytes: whole,
  prefetchUnits: whole,
  bufferUnits: whole,
  residencyPpm: whole,
  placement: whole,
  stallEveryNs: whole,
  stallForNs: whole,
  stallRandom: whole,
  seed: whole,
  latency: fc.array(fc.record({ ppm: whole, ns: whole }), { maxLength: 5 }),
});
const headerFields = fc.record({
  owner: whole,
  mode: fc.constantFrom('off', 'record', 'hold', 'page'),
  unitBytes: whole,
  mappedBytes: whole,
  allocatedBytes: whole,
  hugePageBytes: whole,
  openUnitsMax: whole,
  armed: fc.boolean(),
  tally,
  usedBytes: whole,
  residentBytes: whole,
  applied,
  regions: whole,
  waitCounts: fc.array(whole, { minLength: waitBuckets, maxLength: waitBuckets }),
});
const segment = fc.record({
  clears: whole,
  startNs: fc.nat(),
  length: fc.nat(),
  firstStep: fc.nat({ max: 2 ** 20 }),
  steps: fc.nat(),
  tally,
});

describe('the header of the counters file', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(headerFields, (fields) => {
        const bytes = encodeCounters(fields);
        expect(header(bytes)).toEqual({ ...fields, segments: 0, steps: 0, problems: [] });
      }),
      { numRuns: 30 },
    );
  });

  it('is all that a reader of live counters needs', () => {
    const bytes = encodeCounters({ tally: { bytesFetched: 7 }, stepsNs: [1, 2] });
    expect(header(bytes.subarray(0, headerBytes))).toMatchObject({
      tally: { bytesFetched: 7 },
      steps: 2,
    });
  });

  it('is read from the middle of a larger buffer', () => {
    const bytes = encodeCounters({ unitBytes: 4096 });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(header(shifted.subarray(3)).unitBytes).toBe(4096);
  });

  it.each([0, 1, headerBytes - 1])('of %i bytes says that the library was not loaded', (length) => {
    expect(readHeader(encodeCounters().subarray(0, length))).toEqual({
      ok: false,
      failure: {
        reason: 'evidence-missing',
        problem: 'the tier library was not loaded into the program: it left no counters',
      },
    });
  });

  const otherLayouts: readonly (readonly [string, CountersFields, number])[] = [
    ['of another version', { version: 1 }, 1],
    ['without the mark', { magic: 0n }, 2],
    ['all zeros', { magic: 0n, version: 0 }, 0],
  ];
  it.each(otherLayouts)('%s is refused', (_, fields, version) => {
    expect(readHeader(encodeCounters(fields))).toEqual({
      ok: false,
      failure: {
        reason: 'evidence-missing',
        problem: `the tier library's counters have another layout (expected version 2, got ${version})`,
      },
    });
  });

  it('puts every problem that the library noted into words, and says which are fatal', () => {
    expect(header(encodeCounters()).problems).toEqual([]);
    expect(header(encodeCounters({ problemBits: 0b10100 })).problems).toEqual([
      { text: 'the kernel refused to change the protection of a unit', fatal: true },
      {
        text: 'the kernel does not tell which pages are used (/proc/self/clear_refs): whole units are charged',
        fatal: false,
      },
    ]);
    expect(header(encodeCounters({ problemBits: 0b11111 })).problems).toHaveLength(5);
  });
});

describe('the segments of the counters file', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 20 }), (segments) => {
        const bytes = encodeCounters({
          segments: segments.map(({ length, ...rest }) => ({
            ...rest,
            endNs: rest.startNs + length,
          })),
        });
        expect(readSegments(bytes, header(bytes))).toEqual(
          segments.map(({ clears, length, firstStep, steps, tally }) => ({
            clears,
            wallNs: length,
            firstStep,
            steps,
            tally,
          })),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('that the file has no room for are lost', () => {
    const bytes = encodeCounters({ claimedSegments: 5000 });
    expect(readSegments(bytes, header(bytes))).toHaveLength(4096);
  });

  it('that lie behind the end of a torn file are lost', () => {
    const bytes = encodeCounters({ segments: [{ clears: 1 }, { clears: 2 }, { clears: 3 }] });
    const torn = bytes.subarray(0, headerBytes + 2 * 128 + 127);
    expect(readSegments(torn, header(torn)).map(({ clears }) => clears)).toEqual([1, 2]);
  });
});

describe('the steps of the counters file', () => {
  const stepsOf = (bytes: Uint8Array) =>
    readSegments(bytes, header(bytes)).map((each) => readSteps(bytes, each));

  it('are read back segment by segment', () => {
    const stepsNs = [5, 6, 7, 8, 9];
    const segments = [
      { clears: 1, firstStep: 0, steps: 2 },
      { clears: 2, firstStep: 2, steps: 0 },
      { clears: 3, firstStep: 2, steps: 3 },
    ];
    expect(stepsOf(encodeCounters({ segments, stepsNs }))).toEqual([[5, 6], [], [7, 8, 9]]);
  });

  it('that the file has no room for are lost', () => {
    const full = 2 ** 20;
    const stepsNs = new Array<number>(full).fill(1);
    const segments = [
      { clears: 1, firstStep: full - 2, steps: 5 },
      { clears: 2, firstStep: full + 3, steps: 4 },
    ];
    const bytes = encodeCounters({ segments, stepsNs, claimedSteps: full + 7 });
    expect(usedFileBytes(header(bytes))).toBe(bytes.length);
    expect(stepsOf(bytes)).toEqual([[1, 1], []]);
  });

  it('end where the bytes that count end', () => {
    const bytes = encodeCounters({ stepsNs: [1, 2, 3] });
    expect(usedFileBytes(header(bytes))).toBe(bytes.length);
  });
});

it('reading never throws, whatever the file holds', () => {
  const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(fc.array(word, { minLength: 510, maxLength: 700 }), (words) => {
      const mark = Buffer.from('EMUTIER1').readBigUInt64LE();
      const bytes = new Uint8Array(new BigUint64Array([mark, 2n, ...words]).buffer);
      const read = header(bytes);
      for (const each of readSegments(bytes, read)) expect(readSteps(bytes, each)).toEqual([]);
    }),
  );
});
