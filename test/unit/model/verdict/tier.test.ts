import { describe, expect, test } from 'vitest';
import { defaultBuffer } from '../../../../src/model/tier/resolved-tier.ts';
import { judgeRun, judgeSample, type JudgedRun } from '../../../../src/model/verdict.ts';
import {
  baselineCase,
  makeCase,
  makeTier,
  makeTierEvidence,
  makeTierTestEvidence,
  nullCase,
} from '../../../support/factory.ts';

const completed = { status: 'completed' } as const;
const bound = { verdict: 'bound', why: '' } as const;
const case50 = makeCase();

const judge = (run: JudgedRun) => judgeRun(run).verdict;

describe('a run under a tier', () => {
  test('is bound when the measured bandwidth is what was asked', () => {
    expect(judge({ case: case50, outcome: completed, evidence: [makeTierEvidence()] })).toEqual(
      bound,
    );
  });

  test('failed when the tier left no evidence', () => {
    expect(judge({ case: case50, outcome: completed, evidence: [] })).toEqual({
      verdict: 'failed',
      why: 'The tier left no evidence, so nothing proves that it acted.',
    });
  });

  test('is not binding when the tier held nothing', () => {
    const evidence = [makeTierEvidence({ heldBytes: 0, bytesFetched: 0 })];
    const verdict = judge({ case: case50, outcome: completed, evidence });
    expect(verdict.verdict).toBe('not-binding');
    expect(verdict.why).toContain('dynamically linked llama-bench');
  });

  test('is not binding when all weights fit into the buffer, and says what to set', () => {
    const evidence = [
      makeTierEvidence({ usedBytes: 48 * 2 ** 20, bytesFetched: 0, linkBusyNs: 0, latenessNs: 0 }),
    ];
    expect(judge({ case: case50, outcome: completed, evidence })).toEqual({
      verdict: 'not-binding',
      why:
        'Nothing came through the tier: all 48 MiB of weights fit into the buffer. ' +
        'Set tier.buffer below 48 MiB, or use a larger model.',
    });
  });

  test('goes by the held bytes where the used ones were not surveyed', () => {
    const evidence = [makeTierEvidence({ heldBytes: 2 ** 20, usedBytes: 0, bytesFetched: 0 })];
    expect(judge({ case: case50, outcome: completed, evidence }).why).toContain(
      'all 1 MiB of weights fit into the buffer',
    );
  });

  test('is not binding when all weights are resident', () => {
    const subject = makeCase({ constraints: { tier: makeTier({ residency: 1 }) } });
    const evidence = [makeTierEvidence({ bytesFetched: 0, residentBytes: 104_857_600 })];
    expect(judge({ case: subject, outcome: completed, evidence }).why).toContain(
      'Set tier.residency below 100 %.',
    );
  });

  test('is not binding when what is not resident fits into the buffer', () => {
    const subject = makeCase({ constraints: { tier: makeTier({ residency: 0.75 }) } });
    const evidence = [makeTierEvidence({ bytesFetched: 0, residentBytes: 75 * 2 ** 20 })];
    expect(judge({ case: subject, outcome: completed, evidence })).toEqual({
      verdict: 'not-binding',
      why:
        'Nothing came through the tier: all 25 MiB of weights that are not resident fit into the ' +
        'buffer. Set tier.buffer below 25 MiB, or use a larger model.',
    });
  });

  test('is not binding when weights that do not fit were never read', () => {
    const evidence = [makeTierEvidence({ bytesFetched: 0 })];
    const verdict = judge({ case: case50, outcome: completed, evidence });
    expect(verdict.verdict).toBe('not-binding');
    expect(verdict.why).toContain('do not fit into the buffer of 64 MiB');
  });

  test('is bound without a limit, even when nothing was fetched', () => {
    const subject = makeCase({ constraints: { tier: { buffer: 2 ** 30 } } });
    const evidence = [makeTierEvidence({ bytesFetched: 0 })];
    expect(judge({ case: subject, outcome: completed, evidence })).toEqual(bound);
  });

  test('is bound up to 5 % from what was asked, and violated beyond, in both directions', () => {
    const verdictAt = (bandwidth: number): string =>
      judge({
        case: case50,
        outcome: completed,
        evidence: [
          makeTierEvidence({
            bytesFetched: 50e9,
            linkBusyNs: (50e9 / bandwidth) * 1e9,
            latenessNs: 0,
          }),
        ],
      }).verdict;
    expect(verdictAt(50e9 * 0.951)).toBe('bound');
    expect(verdictAt(50e9 * 1.049)).toBe('bound');
    expect(verdictAt(50e9 * 0.949)).toBe('violated');
    expect(verdictAt(50e9 * 1.051)).toBe('violated');
  });

  test('says what was asked and measured when violated', () => {
    const evidence = [
      makeTierEvidence({ bytesFetched: 40e9, linkBusyNs: 0.9e9, latenessNs: 0.1e9 }),
    ];
    expect(judge({ case: case50, outcome: completed, evidence }).why).toBe(
      'Asked for 50 GB/s, measured 40 GB/s (more than 5 % apart). This host is too slow or too ' +
        'busy for the level: leave it idle, or ask for less bandwidth.',
    );
  });

  test('is violated when the fetched data took no time', () => {
    const evidence = [makeTierEvidence({ linkBusyNs: 0, latenessNs: 0 })];
    expect(judge({ case: case50, outcome: completed, evidence }).verdict).toBe('violated');
  });

  test('compares with the accesses in flight where they are the limit', () => {
    const tier = makeTier({ queueDepth: 16, readLatency: { kind: 'fixed', value: 10_000 } });
    const evidence = [makeTierEvidence({ bytesFetched: 6.5536e9, linkBusyNs: 1e9, latenessNs: 0 })];
    const subject = makeCase({ constraints: { tier } });
    expect(judge({ case: subject, outcome: completed, evidence })).toEqual(bound);
  });

  test('is violated when more weights were in the buffer than it holds', () => {
    const verdictAt = (openBytesMax: number) =>
      judge({
        case: case50,
        outcome: completed,
        evidence: [makeTierEvidence({ openBytesMax })],
      });
    expect(verdictAt(64 * 2 ** 20)).toEqual(bound);
    expect(verdictAt(66 * 2 ** 20)).toEqual({
      verdict: 'violated',
      why: 'Up to 66 MiB of weights were in the buffer at once, which holds 64 MiB.',
    });
  });
});

describe('a run under a tier with a latency or stalls', () => {
  const verdictAt = (waits: number, waitNs: number, latenessNs: number, tier = makeTier()) =>
    judge({
      case: makeCase({ constraints: { tier } }),
      outcome: completed,
      evidence: [makeTierEvidence({ waits, waitNs, latenessNs })],
    });

  test('is bound up to 5 % or 3 us from the waits that were asked for, and violated beyond', () => {
    expect(verdictAt(1000, 100_000_000, 4_900_000)).toEqual(bound);
    expect(verdictAt(1000, 100_000_000, 5_100_000).verdict).toBe('violated');
    expect(verdictAt(1000, 10_000_000, 2_900_000)).toEqual(bound);
    expect(verdictAt(1000, 10_000_000, 3_100_000).verdict).toBe('violated');
  });

  test('says how long waits were asked to be, and how long they were', () => {
    expect(verdictAt(1000, 20_000_000, 5_000_000).why).toBe(
      'Asked for waits of 20 us on average, measured 25 us (more than 5 % and 3 us apart). ' +
        'This host is too slow or too busy to end waits in time: leave it idle.',
    );
  });

  test('is judged by its waits where it only stalls, and not where it has neither', () => {
    const stall = { every: 10e6, for: 100e3 };
    expect(verdictAt(10, 1_000_000, 500_000, { stall }).verdict).toBe('violated');
    expect(verdictAt(10, 1_000_000, 500_000, { prefetch: 2 ** 22 })).toEqual(bound);
  });

  test('is not judged by waits that nobody counted', () => {
    expect(verdictAt(0, 20_000_000, 5_000_000)).toEqual(bound);
  });
});

describe('a run under a tier with residents', () => {
  const mebibyte = 2 ** 20;
  const verdictAt = (residency: number, residentBytes: number, overrides = {}) =>
    judge({
      case: makeCase({ constraints: { tier: makeTier({ residency }) } }),
      outcome: completed,
      evidence: [makeTierEvidence({ residentBytes, ...overrides })],
    });

  test('is bound up to 5 % of the weights from the share that was asked for', () => {
    expect(verdictAt(0.25, 25 * mebibyte)).toEqual(bound);
    expect(verdictAt(0.25, 20.1 * mebibyte)).toEqual(bound);
    expect(verdictAt(0.25, 29.9 * mebibyte)).toEqual(bound);
    expect(verdictAt(0.25, 19.9 * mebibyte).verdict).toBe('violated');
    expect(verdictAt(0, 5.1 * mebibyte).verdict).toBe('violated');
  });

  test('is bound up to one unit from it where that is more', () => {
    expect(verdictAt(0.25, 18 * mebibyte, { unitBytes: 8 * mebibyte })).toEqual(bound);
  });

  test('goes by the bytes in use, or the held ones without a survey', () => {
    const used = { usedBytes: 40 * mebibyte };
    expect(verdictAt(0.25, 10 * mebibyte, used)).toEqual(bound);
    expect(verdictAt(0.25, 25 * mebibyte, used).verdict).toBe('violated');
    expect(verdictAt(0.25, 25 * mebibyte, { usedBytes: 0 })).toEqual(bound);
  });

  test('says what was asked for and what was there, fetched or not', () => {
    const why =
      'Asked for 25 % of 100 MiB of weights in fast memory, which is 25 MiB; 50 MiB were there.';
    expect(verdictAt(0.25, 50 * mebibyte)).toEqual({ verdict: 'violated', why });
    expect(verdictAt(0.25, 50 * mebibyte, { bytesFetched: 0 })).toEqual({
      verdict: 'violated',
      why,
    });
  });
});

describe('a run under a tier without a buffer of its own', () => {
  test('is judged by the default buffer', () => {
    const subject = makeCase({ constraints: { tier: { readBandwidth: 50e9 } } });
    const verdictOf = (openBytesMax: number) =>
      judge({
        case: subject,
        outcome: completed,
        evidence: [makeTierEvidence({ openBytesMax })],
      });
    expect(verdictOf(defaultBuffer)).toEqual(bound);
    expect(verdictOf(2 * defaultBuffer).verdict).toBe('violated');
  });
});

describe('the null case', () => {
  test('is bound when the tier held weights and fetched nothing', () => {
    const evidence = [makeTierEvidence({ bytesFetched: 0, linkBusyNs: 0, latenessNs: 0 })];
    expect(judge({ case: nullCase, outcome: completed, evidence })).toEqual(bound);
  });

  test('is not binding when the tier held nothing', () => {
    const evidence = [makeTierEvidence({ heldBytes: 0, bytesFetched: 0 })];
    expect(judge({ case: nullCase, outcome: completed, evidence }).verdict).toBe('not-binding');
  });

  test('is violated when something came through the tier', () => {
    const evidence = [makeTierEvidence()];
    expect(judge({ case: nullCase, outcome: completed, evidence }).verdict).toBe('violated');
  });

  test('needs no evidence where no tier is on', () => {
    const subject = { ...nullCase, constraints: {} };
    expect(judge({ case: subject, outcome: completed, evidence: [] })).toEqual(bound);
  });
});

describe('the baseline', () => {
  test('is bound without evidence of a tier', () => {
    expect(judge({ case: baselineCase, outcome: completed, evidence: [] })).toEqual(bound);
  });

  test('is violated when the tier held weights', () => {
    const evidence = [makeTierEvidence()];
    expect(judge({ case: baselineCase, outcome: completed, evidence }).verdict).toBe('violated');
  });
});

describe('one test of a run', () => {
  const run = { verdict: bound, evidence: [makeTierEvidence()] };
  const tier = makeTierTestEvidence({ bytesFetched: 0 });

  test('is not binding when nothing came through the tier meanwhile, although other tests were bound', () => {
    expect(judgeSample(case50, run, { tier }).verdict).toBe('not-binding');
    expect(judgeSample(case50, run, { tier: makeTierTestEvidence() })).toEqual(bound);
  });

  test('has the verdict of its run where nothing was counted for it', () => {
    expect(judgeSample(case50, run, {})).toEqual(bound);
  });

  test('fetches nothing in the null case', () => {
    expect(judgeSample(nullCase, run, { tier })).toEqual(bound);
  });
});
