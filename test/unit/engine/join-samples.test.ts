import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinSamples } from '../../../src/engine/join-samples.ts';
import type { ObservedRepetition } from '../../../src/ports/constraint.ts';
import { makeTierTestEvidence } from '../../support/factory.ts';

const pp64 = { prompt: 64, gen: 0, depth: 0 };
const tg2 = { prompt: 0, gen: 2, depth: 0 };
const planned = [pp64, tg2];

const prompt: ObservedRepetition = { stepsNs: [32e6] };
const generation: ObservedRepetition = { stepsNs: [20e6, 21e6] };

describe('the samples of a run', () => {
  it('take their speed from what the workload printed and their steps from what was seen inside it', () => {
    const measured = [
      { test: pp64, repetitionsNs: [32e6] },
      { test: tg2, repetitionsNs: [40e6] },
    ];
    expect(joinSamples(planned, measured, [[prompt], [generation]])).toEqual([
      {
        test: 'pp64',
        metric: 'pp',
        tokens: 64,
        repetitionsNs: [32e6],
        tokensPerSecond: 2000,
        stepsNs: [32e6],
        stepTimes: { count: 1, p50Ns: 32e6, p95Ns: 32e6, maxNs: 32e6 },
      },
      {
        test: 'tg2',
        metric: 'tg',
        tokens: 2,
        repetitionsNs: [40e6],
        tokensPerSecond: 50,
        stepsNs: [20e6, 21e6],
        stepTimes: { count: 2, p50Ns: 20.5e6, p95Ns: 20.95e6, maxNs: 21e6 },
      },
    ]);
  });

  it('have a 99th percentile from 100 steps on, in whole nanoseconds', () => {
    const summaryOf = (gen: number) => {
      const test = { prompt: 0, gen, depth: 0 };
      const stepsNs = Array.from({ length: gen }, (_, at) => at + 1);
      const [sample] = joinSamples([test], [{ test, repetitionsNs: [1e6] }], [[{ stepsNs }]]);
      return sample?.stepTimes;
    };
    expect(summaryOf(99)).toEqual({ count: 99, p50Ns: 50, p95Ns: 94, maxNs: 99 });
    expect(summaryOf(100)).toEqual({ count: 100, p50Ns: 51, p95Ns: 95, p99Ns: 99, maxNs: 100 });
  });

  it('take the median of several repetitions, and the steps of all of them', () => {
    const measured = [{ test: tg2, repetitionsNs: [40e6, 80e6, 50e6] }];
    const [sample] = joinSamples(planned, measured, [[], [generation, generation, generation]]);
    expect(sample).toMatchObject({ tokensPerSecond: 40, repetitionsNs: [40e6, 80e6, 50e6] });
    expect(sample?.stepsNs).toHaveLength(6);
  });

  it('add up what the tier counted in the repetitions', () => {
    const tier = makeTierTestEvidence({ bytesFetched: 100, unitsFetched: 3, latenessNs: -5 });
    const measured = [{ test: tg2, repetitionsNs: [1, 1] }];
    const seen = [
      { ...generation, tier },
      { ...generation, tier: { ...tier, latenessNs: 7 } },
    ];
    const [sample] = joinSamples(planned, measured, [[], seen]);
    expect(sample?.tier).toEqual({
      ...tier,
      bytesFetched: 200,
      unitsFetched: 6,
      faults: 2 * tier.faults,
      linkBusyNs: 2 * tier.linkBusyNs,
      latenessNs: 2,
      waitNs: 2 * tier.waitNs,
      ownNs: 2 * tier.ownNs,
      waits: 2 * tier.waits,
      stalledNs: 2 * tier.stalledNs,
      wallNs: 2 * tier.wallNs,
      steps: 2 * tier.steps,
    });
  });

  it('find their observation by the place in the plan when earlier tests were not printed', () => {
    const [sample] = joinSamples(
      planned,
      [{ test: tg2, repetitionsNs: [40e6] }],
      [[prompt], [generation]],
    );
    expect(sample).toMatchObject({ test: 'tg2', stepsNs: [20e6, 21e6] });
  });

  it.each([
    ['nothing was seen', []],
    ['a repetition was not seen', [[prompt], [generation]]],
    ['more repetitions were seen than printed', [[], [generation, generation, generation]]],
    ['what was seen has the steps of another test', [[], [generation, prompt]]],
    ['a repetition broke off', [[], [generation, { stepsNs: [20e6] }]]],
  ])('have no steps when %s', (_, observed) => {
    const [sample] = joinSamples(planned, [{ test: tg2, repetitionsNs: [40e6, 41e6] }], observed);
    expect(sample).toMatchObject({ test: 'tg2', repetitionsNs: [40e6, 41e6] });
    expect(sample).not.toHaveProperty('stepsNs');
    expect(sample).not.toHaveProperty('stepTimes');
    expect(sample).not.toHaveProperty('tier');
  });

  it('are as many as were printed, with tokens over time as their speed, whatever was printed', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 1e12 }), { minLength: 1, maxLength: 9 });
    const order = fc.subarray(planned);
    fc.assert(
      fc.property(order, durations, (tests, repetitionsNs) => {
        const samples = joinSamples(
          planned,
          tests.map((test) => ({ test, repetitionsNs })),
          [],
        );
        expect(samples.map(({ test }) => test)).toEqual(
          tests.map((test) => (test === pp64 ? 'pp64' : 'tg2')),
        );
        for (const { tokens, tokensPerSecond } of samples) {
          expect(tokensPerSecond).toBeGreaterThanOrEqual(
            (tokens * 1e9) / Math.max(...repetitionsNs),
          );
          expect(tokensPerSecond).toBeLessThanOrEqual((tokens * 1e9) / Math.min(...repetitionsNs));
        }
      }),
    );
  });
});
