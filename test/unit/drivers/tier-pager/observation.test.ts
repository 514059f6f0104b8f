import { describe, expect, it } from 'vitest';
import { readHeader, type CountersHeader } from '../../../../src/drivers/tier-pager/counters.ts';
import {
  observeTests,
  sumOfTests,
  tierEvidence,
} from '../../../../src/drivers/tier-pager/observation.ts';
import {
  encodeCounters,
  type CountersFields,
  type SegmentFields,
} from '../../../support/counters-file.ts';

const headerOf = (bytes: Uint8Array): CountersHeader => {
  const read = readHeader(bytes);
  if (!read.ok) throw new Error('expected a header');
  return read.value;
};

const observe = (fields: CountersFields, tests: number, repetitions: number) => {
  const bytes = encodeCounters(fields);
  return observeTests(bytes, headerOf(bytes), { tests, repetitions });
};

/** Segments with one step each, whose duration tells which segment it is of. */
const marked = (clears: readonly number[], mode: CountersFields['mode'] = 'record') => ({
  mode,
  segments: clears.map((each, index): SegmentFields => ({
    clears: each,
    firstStep: index,
    steps: 1,
    startNs: 1000,
    endNs: 1000 + index,
    tally: { bytesFetched: 10 ** index, waits: 2 ** index, stalledNs: 3 ** index },
  })),
  stepsNs: clears.map((_, index) => 100 + index),
});

const steps = (tests: ReturnType<typeof observe>) =>
  tests.map((test) => test.map(({ stepsNs }) => stepsNs));

describe('the tests that the pager saw', () => {
  it('leave out the warm-up of each', () => {
    // Warm-up and one repetition of each of two tests.
    expect(steps(observe(marked([1, 2, 3, 4]), 2, 1))).toEqual([[[101]], [[103]]]);
  });

  it('have as many repetitions as were asked for', () => {
    expect(steps(observe(marked([1, 2, 3, 4, 5, 6]), 2, 2))).toEqual([
      [[101], [102]],
      [[104], [105]],
    ]);
  });

  it('leave out the prompt that fills the depth before what is timed', () => {
    expect(steps(observe(marked([1, 1, 2, 2]), 1, 1))).toEqual([[[103]]]);
  });

  it('lack the repetitions that a program that broke off did not reach', () => {
    expect(steps(observe(marked([1, 2, 3, 4]), 2, 2))).toEqual([[[101], [102]], []]);
    expect(steps(observe(marked([]), 2, 1))).toEqual([[], []]);
  });

  it('have no tier where only times were recorded, and its tally where weights were held', () => {
    expect(observe(marked([1, 2]), 1, 1)[0]?.[0]).not.toHaveProperty('tier');
    expect(observe(marked([1, 2], 'hold'), 1, 1)[0]?.[0]?.tier).toMatchObject({
      bytesFetched: 10,
      wallNs: 1,
      steps: 1,
    });
  });
});

describe('the evidence of the tier', () => {
  const fields: CountersFields = {
    ...marked([1, 2, 3, 4], 'page'),
    unitBytes: 4096,
    mappedBytes: 70_000,
    allocatedBytes: 30_000,
    usedBytes: 90_000,
    residentBytes: 20_000,
    openUnitsMax: 3,
    hugePageBytes: 4096,
    tally: { bytesFetched: 999_999 },
  };
  const bytes = encodeCounters(fields);
  const header = headerOf(bytes);

  it('adds up the measured repetitions, and neither loading nor warm-up', () => {
    const tests = observeTests(bytes, header, { tests: 2, repetitions: 1 });
    expect(tierEvidence(header, sumOfTests(tests))).toEqual({
      kind: 'tier',
      heldBytes: 100_000,
      mappedBytes: 70_000,
      allocatedBytes: 30_000,
      usedBytes: 90_000,
      residentBytes: 20_000,
      unitBytes: 4096,
      openBytesMax: 3 * 4096,
      hugePages: true,
      bytesFetched: 10 + 1000,
      linkBusyNs: 0,
      latenessNs: 0,
      waitNs: 0,
      ownNs: 0,
      waits: 2 + 8,
      stalledNs: 3 + 27,
    });
  });

  it('says what was held when no repetition was seen', () => {
    const none = { ...header, hugePageBytes: 0 };
    expect(tierEvidence(none, sumOfTests([[], []]))).toMatchObject({
      heldBytes: 100_000,
      bytesFetched: 0,
      hugePages: false,
    });
  });

  it('tells how long waits took, where there were any', () => {
    const none = sumOfTests([]);
    expect(tierEvidence(header, none).waitTimes).toBeUndefined();
    const waitCounts = header.waitCounts.map((_, bucket) => (bucket === 8 ? 100 : 0));
    expect(tierEvidence({ ...header, waitCounts }, none).waitTimes).toEqual({
      p50Ns: 512 + 0.5 * 64,
      p99Ns: 512 + 0.99 * 64,
    });
  });
});
