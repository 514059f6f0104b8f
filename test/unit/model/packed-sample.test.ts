import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSamplePacker } from '../../../src/model/packed-sample.ts';
import type { Sample } from '../../../src/model/run-record.ts';

const number = fc.double({ noNaN: true });

const samples: fc.Arbitrary<Sample> = fc.record(
  {
    test: fc.constantFrom('pp64', 'tg64', '__proto__'),
    metric: fc.constantFrom('pp', 'tg', 'pg'),
    tokens: fc.nat(1000),
    repetitionsNs: fc.array(number, { maxLength: 3 }),
    tokensPerSecond: number,
    tier: fc.record({
      ...{ bytesFetched: number, unitsFetched: number, faults: number, linkBusyNs: number },
      ...{ latenessNs: number, waitNs: number, ownNs: number, waits: number },
      ...{ stalledNs: number, wallNs: number, steps: number },
    }),
    stepTimes: fc.record(
      { count: number, p50Ns: number, p95Ns: number, p99Ns: number, maxNs: number },
      { requiredKeys: ['count', 'p50Ns', 'p95Ns', 'maxNs'] },
    ),
  },
  { requiredKeys: ['test', 'metric', 'tokens', 'repetitionsNs', 'tokensPerSecond'] },
);

/** Its members are read from columns: none is its own. */
const membersOf = (sample: Sample): Sample => {
  const { test, metric, tokens, repetitionsNs, tokensPerSecond, tier, stepTimes } = sample;
  return {
    ...{ test, metric, tokens, repetitionsNs, tokensPerSecond },
    ...(tier === undefined ? {} : { tier }),
    ...(stepTimes === undefined ? {} : { stepTimes }),
  };
};

describe('packed samples', () => {
  it('say what the samples said, whatever was packed before and after them', () => {
    fc.assert(
      fc.property(fc.array(samples), (given) => {
        expect(given.map(createSamplePacker()).map(membersOf)).toEqual(given);
      }),
    );
  });

  it('have no times of single steps', () => {
    const [packed] = [
      { test: 'tg1', metric: 'tg' as const, tokens: 1, repetitionsNs: [1], tokensPerSecond: 1 },
    ]
      .map((each): Sample => ({ ...each, stepsNs: [1] }))
      .map(createSamplePacker());
    expect(packed?.stepsNs).toBeUndefined();
  });

  it('go on in a further column where one is full', () => {
    const pack = createSamplePacker();
    const packed = Array.from({ length: 10_000 }, (_, at) =>
      pack({ test: 'tg1', metric: 'tg', tokens: 1, repetitionsNs: [at], tokensPerSecond: 2 * at }),
    );
    expect(
      packed.every(
        ({ repetitionsNs, tokensPerSecond }, at) =>
          repetitionsNs[0] === at && tokensPerSecond === 2 * at,
      ),
    ).toBe(true);
  });
});
