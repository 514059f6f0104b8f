import { describe, expect, test } from 'vitest';
import { deriveCurves, type Curve } from '../../../../src/model/curve/curves.ts';
import type { Case, SweepPoint } from '../../../../src/model/plan.ts';
import { findParameter } from '../../../../src/model/profile/parameters.ts';
import type { RunRecord } from '../../../../src/model/run-record.ts';
import {
  baselineCase,
  makeBackgroundEvidence,
  makeCase,
  makeDisturbance,
  makeIoEvidence,
  makeMemoryEvidence,
  makePageCacheEvidence,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeSample,
  makeTier,
  makeTierEvidence,
  makeTierTestEvidence,
  makeVolumeEvidence,
  nullCase,
} from '../../../support/factory.ts';
import { makeSyntheticSweep, truth } from '../../../support/synthetic-sweep.ts';

const point = (text: string, value: number): SweepPoint => ({
  parameter: 'tier.readBandwidth',
  dimension: 'bytes-per-second',
  level: { text, value },
});
const slow = makeCase({
  id: 'slow',
  kind: 'level',
  constraints: { tier: makeTier({ readBandwidth: 10e9 }) },
  points: [point('10 GB/s', 10e9)],
});
const fast = makeCase({
  id: 'fast',
  kind: 'level',
  constraints: { tier: makeTier({ readBandwidth: 50e9 }) },
  points: [point('50 GB/s', 50e9)],
});
const tests = [{ prompt: 0, gen: 64, depth: 0 }];
const cases = [baselineCase, nullCase, slow, fast];
const plan = makePlan({ profile: makeProfile(), cases, tests });

/** One run of a case in a round, with its decode rate. */
const run = (
  caseId: string,
  round: number,
  tokensPerSecond: number,
  overrides: Partial<RunRecord> = {},
): RunRecord => {
  const order = cases.findIndex(({ id }) => id === caseId);
  return makeRunRecord({
    index: (round + 1) * cases.length + order,
    round,
    order,
    case: caseId,
    samples: [makeSample({ tokensPerSecond })],
    ...overrides,
  });
};

const firstCurve = (records: readonly RunRecord[]): Curve => {
  const curve = deriveCurves(plan, records).sweeps[0]?.curves[0];
  if (curve === undefined) throw new Error('Internal error: no curve.');
  return curve;
};

describe('a curve', () => {
  test('orders its levels from the mildest to the most severe', () => {
    expect(firstCurve([]).points.map(({ level }) => level.text)).toEqual(['50 GB/s', '10 GB/s']);
  });

  test('takes each ratio to the reference of the same round', () => {
    // The host slows down by half from round to round; the ratio stays.
    const records = [0, 1, 2].flatMap((round) => [
      run('null', round, 100 / 2 ** round),
      run('slow', round, 25 / 2 ** round),
    ]);
    const [, severe] = firstCurve(records).points;
    expect(severe?.ratio).toEqual({ value: 0.25, count: 3 });
    expect(severe?.tokensPerSecond).toEqual({ value: 12.5, count: 3 });
  });

  test('leaves a round without its reference out of the ratio, not out of the absolute value', () => {
    const records = [run('null', 0, 100), run('slow', 0, 50), run('slow', 1, 40)];
    const [, severe] = firstCurve(records).points;
    expect(severe?.ratio?.count).toBe(1);
    expect(severe?.rounds).toBe(1);
    expect(severe?.tokensPerSecond?.count).toBe(2);
  });

  test('does not use warm-up rounds', () => {
    const records = [run('null', -1, 100), run('slow', -1, 50)];
    expect(firstCurve(records).points[1]?.ratio).toBeUndefined();
  });

  test('has an interval from 6 rounds on', () => {
    const rounds = [0, 1, 2, 3, 4, 5];
    const records = rounds.flatMap((round) => [
      run('null', round, 100),
      run('slow', round, 50 + round),
    ]);
    const [, severe] = firstCurve(records).points;
    expect(severe?.ratio?.low).toBeCloseTo(0.5, 12);
    expect(severe?.ratio?.high).toBeCloseTo(0.55, 12);
    expect(firstCurve(records.slice(0, 10)).points[1]?.ratio).not.toHaveProperty('low');
  });

  test('leaves failed runs out and counts them', () => {
    const failed = run('slow', 1, 0, {
      outcome: { status: 'failed', problem: 'killed', stderr: '' },
      verdict: { verdict: 'failed', why: 'killed' },
      samples: [],
    });
    const records = [run('null', 0, 100), run('slow', 0, 50), run('null', 1, 100), failed];
    const [, severe] = firstCurve(records).points;
    expect(severe).toMatchObject({ rounds: 1, failedRuns: 1, verdict: { verdict: 'bound' } });
    expect(deriveCurves(plan, records).failed).toEqual([failed]);
  });

  test('is failed at a level where no run counts, with the reason of the last', () => {
    const failed = run('slow', 0, 0, {
      outcome: { status: 'failed', problem: 'killed', stderr: '' },
      verdict: { verdict: 'failed', why: 'killed' },
      samples: [],
    });
    const [mild, severe] = firstCurve([failed]).points;
    expect(severe?.verdict).toEqual({ verdict: 'failed', why: 'killed' });
    expect(mild?.verdict).toEqual({
      verdict: 'failed',
      why: 'No run of this case was recorded.',
    });
  });

  test('counts runs that ended before the test', () => {
    const records = [run('null', 0, 100), run('slow', 0, 0, { samples: [] })];
    expect(firstCurve(records).points[1]).toMatchObject({ rounds: 0, missingRuns: 1 });
  });

  test('takes the worst verdict of its runs', () => {
    const records = [
      run('slow', 0, 50),
      run('slow', 1, 50, { verdict: { verdict: 'violated', why: 'too slow' } }),
    ];
    expect(firstCurve(records).points[1]?.verdict).toEqual({
      verdict: 'violated',
      why: 'too slow',
    });
  });

  test('says what bandwidth was asked, and measured in the test itself', () => {
    const tier = makeTierTestEvidence({
      bytesFetched: 640,
      linkBusyNs: 60,
      latenessNs: 4,
      steps: 64,
    });
    const records = [run('slow', 0, 50, { samples: [makeSample({ tier })] })];
    expect(firstCurve(records).points[1]).toMatchObject({
      askedDimension: 'bytes-per-second',
      asked: 10e9,
      measured: 10e9,
      bytesPerStep: 10,
    });
  });

  test('says what a tier that stalls sustains', () => {
    const stall = { every: 10e6, for: 1e6 };
    const tier = makeTier({ readBandwidth: 10e9, stall });
    const stalling = { ...plan, cases: [baselineCase, { ...slow, constraints: { tier } }, fast] };
    const points = deriveCurves(stalling, []).sweeps[0]?.curves[0]?.points ?? [];
    const sustainedOf = (id: string) => points.find(({ caseId }) => caseId === id)?.sustained;
    expect(sustainedOf('slow')).toBe(9e9);
    expect(sustainedOf('fast')).toBeUndefined();
  });

  test('falls back to what the whole run counted', () => {
    const evidence = [makeTierEvidence({ bytesFetched: 95, linkBusyNs: 9, latenessNs: 1 })];
    const [, severe] = firstCurve([run('slow', 0, 50, { evidence })]).points;
    expect(severe?.measured).toBe(9.5e9);
    expect(severe).not.toHaveProperty('bytesPerStep');
  });

  test('pools the step times of its rounds', () => {
    const records = [0, 1].map((round) =>
      run('slow', round, 50, { samples: [makeSample({ stepsNs: [1 + round, 3 + round] })] }),
    );
    expect(firstCurve(records).points[1]?.tokenTimes).toMatchObject({ count: 4, p50: 2.5, max: 4 });
  });
});

describe("a curve over a parameter of the kernel's constraints", () => {
  const modelBytes = 100 * 2 ** 20;
  const memory = (text: string, value: number, ofModel = false): Case => {
    const bytes = ofModel ? value * modelBytes : value;
    return makeCase({
      id: text,
      kind: 'level',
      constraints: { memory: { max: { kind: 'bytes', bytes } } },
      points: [
        {
          parameter: 'memory.max',
          dimension: 'bytes',
          level: { text, value, ...(ofModel ? { ofModel } : {}) },
        },
      ],
    });
  };
  const curveOf = (levels: readonly Case[], records: readonly RunRecord[] = []): Curve => {
    const kernel = makePlan({ cases: [baselineCase, ...levels], tests, reference: 'baseline' });
    const curve = deriveCurves(kernel, records).sweeps[0]?.curves[0];
    if (curve === undefined) throw new Error('Internal error: no curve.');
    return curve;
  };
  const sixty = memory('60 % of model', 0.6, true);

  test('says what was asked of it in bytes, and the peak that was counted', () => {
    const records = [0, 1].map((round) =>
      makeRunRecord({
        index: round,
        round,
        case: sixty.id,
        asked: { 'memory.max': 0.6 * modelBytes },
        evidence: [makeMemoryEvidence({ peakBytes: (59 + round) * 2 ** 20 })],
      }),
    );
    expect(curveOf([sixty], records).points[0]).toMatchObject({
      askedDimension: 'bytes',
      asked: 60 * 2 ** 20,
      measured: 59.5 * 2 ** 20,
    });
  });

  test('says what was asked of it where every run failed', () => {
    const failed = makeRunRecord({
      ...{ case: sixty.id, asked: { 'memory.max': 62_914_560 }, samples: [] },
      outcome: { status: 'failed', problem: 'out of memory', stderr: '' },
      verdict: { verdict: 'failed', why: 'out of memory' },
    });
    const share = { memory: { max: { kind: 'model-share', share: 0.6 } } } as const;
    const [point] = curveOf([{ ...sixty, constraints: share }], [failed]).points;
    expect(point).toMatchObject({ asked: 62_914_560, verdict: { why: 'out of memory' } });
    expect(point).not.toHaveProperty('measured');
  });

  test('orders shares of the model and sizes by what they ask for', () => {
    const levels = [memory('16 MiB', 16 * 2 ** 20), sixty, memory('90 MiB', 90 * 2 ** 20)];
    expect(curveOf(levels).points.map(({ level }) => level.text)).toEqual([
      '90 MiB',
      '60 % of model',
      '16 MiB',
    ]);
  });

  test('puts a share of which nobody knows how many bytes it is last', () => {
    const share = { memory: { max: { kind: 'model-share', share: 0.6 } } } as const;
    const levels = [{ ...sixty, constraints: share }, memory('16 MiB', 16 * 2 ** 20)];
    const curve = curveOf(levels);
    expect(curve.points.map(({ level }) => level.text)).toEqual(['16 MiB', '60 % of model']);
    expect(curve.points[1]).not.toHaveProperty('askedDimension');
  });

  test.for([
    ['io.readBandwidth', { io: { readBandwidth: 200e6 } }, makeIoEvidence(), 200e6, 201e6],
    ['io.readIops', { io: { readIops: 1700 } }, makeIoEvidence(), 1700, 1700],
    ['pageCache.drop', { pageCache: { drop: 2e8 } }, makePageCacheEvidence(), 2e8, 198e6],
    ['background.rate', { background: { rate: 3e8 } }, makeBackgroundEvidence(), 3e8, 298e6],
    ['volume.readAhead', { volume: { readAhead: 4096 } }, makeVolumeEvidence(), 4096, 2 ** 21],
    ['memory.swap', { memory: { swap: 4096 } }, makeMemoryEvidence(), 4096, 0],
  ] as const)(
    'says what was asked of %s and what was counted',
    ([parameter, constraints, evidence, asked, measured]) => {
      const dimension = findParameter(parameter)?.dimension ?? 'count';
      const subject = makeCase({
        constraints,
        points: [{ parameter, dimension, level: { text: 'x', value: asked } }],
      });
      const [point] = curveOf([subject], [makeRunRecord({ evidence: [evidence] })]).points;
      expect(point).toMatchObject({ askedDimension: dimension, asked, measured });
    },
  );

  test('has nothing asked and measured of a parameter that no evidence is about', () => {
    const subject = makeCase({
      constraints: { background: { jobs: 2 } },
      points: [
        { parameter: 'background.jobs', dimension: 'count', level: { text: '2', value: 2 } },
      ],
    });
    const evidence = [makeBackgroundEvidence()];
    const [point] = curveOf([subject], [makeRunRecord({ evidence })]).points;
    expect(point).not.toHaveProperty('asked');
    expect(point).not.toHaveProperty('measured');
  });
});

describe('a curve some of whose runs were disturbed', () => {
  const disturbance = makeDisturbance({ why: ['others had half'] });
  const verdict = { verdict: 'disturbed', why: 'others had half.' } as const;
  const disturbed = { disturbance, verdict };
  /** Six rounds in which the slow case has half of the reference's speed, or a tenth where it was disturbed. */
  const rounds = (slow: readonly number[], reference: readonly number[] = []): RunRecord[] =>
    [0, 1, 2, 3, 4, 5].flatMap((round) => [
      run(
        'null',
        round,
        reference.includes(round) ? 20 : 100,
        reference.includes(round) ? disturbed : {},
      ),
      run('slow', round, slow.includes(round) ? 10 : 50, slow.includes(round) ? disturbed : {}),
    ]);
  const slowPoint = (records: readonly RunRecord[], gate = true) =>
    deriveCurves(plan, records, { gate }).sweeps[0]?.curves[0]?.points[1];

  test('takes the clean rounds alone, and says how many there are', () => {
    const point = slowPoint(rounds([0, 5]));
    expect(point).toMatchObject({ rounds: 4, disturbedRounds: 2, verdict: { verdict: 'bound' } });
    expect(point?.ratio?.value).toBeCloseTo(0.5, 12);
    expect(point?.tokensPerSecond).toMatchObject({ value: 50, count: 4 });
  });

  test('leaves a round out when its reference was disturbed', () => {
    const point = slowPoint(rounds([], [1, 2]));
    expect(point).toMatchObject({ rounds: 4, disturbedRounds: 2, verdict: { verdict: 'bound' } });
    expect(point?.ratio?.value).toBeCloseTo(0.5, 12);
  });

  test('keeps the clean half', () => {
    expect(slowPoint(rounds([0, 1], [2]))).toMatchObject({ rounds: 3, disturbedRounds: 3 });
  });

  test('takes all rounds where fewer than half are clean, and is disturbed', () => {
    const point = slowPoint(rounds([0, 1, 2, 3]));
    expect(point).toMatchObject({
      rounds: 6,
      disturbedRounds: 4,
      verdict: { verdict: 'disturbed', why: '4 of 6 rounds; the first: others had half.' },
    });
    expect(point?.ratio?.value).toBeCloseTo(0.1, 12);
  });

  test('has the graver verdict of its constraints', () => {
    const violated = { verdict: { verdict: 'violated', why: 'too slow' } } as const;
    const records = rounds([0, 1, 2, 3]).map((each) =>
      each.case === 'slow' ? { ...each, ...violated } : each,
    );
    expect(slowPoint(records)?.verdict).toEqual(violated.verdict);
  });

  test('is without the gate what it would be had nobody looked', () => {
    const repeated = [0, 5].map((round) => run('slow', round, 50, { attempt: 1 }));
    const records = [...rounds([0, 5]), ...repeated];
    expect(slowPoint(records)).toMatchObject({ rounds: 6, verdict: { verdict: 'bound' } });
    expect(slowPoint(records)?.ratio?.low).toBeCloseTo(0.5, 12);
    const off = slowPoint(records, false);
    expect(off).toMatchObject({ rounds: 6, verdict: { verdict: 'bound' } });
    expect(off).not.toHaveProperty('disturbedRounds');
    expect(off?.ratio?.low).toBeCloseTo(0.1, 12);
  });

  test('of the baseline alone rests on its own runs', () => {
    const records = [0, 1, 2].map((round) =>
      run('baseline', round, 50, round === 0 ? disturbed : {}),
    );
    expect(deriveCurves(plan, records).baseline[0]).toMatchObject({
      ...{ rounds: 2, disturbedRounds: 1, tokensPerSecond: { count: 2 } },
    });
  });
});

describe('the fixed cases', () => {
  test('give the null case as a ratio to the baseline, and the baseline without a ratio', () => {
    const records = [run('baseline', 0, 50), run('null', 0, 60)];
    const curves = deriveCurves(plan, records);
    expect(curves.null[0]?.ratio?.value).toBeCloseTo(1.2, 12);
    expect(curves.baseline[0]).toMatchObject({ rounds: 1, tokensPerSecond: { value: 50 } });
    expect(curves.baseline[0]).not.toHaveProperty('ratio');
  });

  test('list the nominal case only where it is no level of a sweep', () => {
    expect(deriveCurves(plan, []).nominal).toEqual([]);
    const nominal = makePlan({ cases: [baselineCase, nullCase, makeCase()], tests });
    expect(deriveCurves(nominal, []).nominal.map(({ caseId }) => caseId)).toEqual(['nominal']);
  });

  test('take ratios to the baseline where no tier is on', () => {
    const kernel = { ...plan, reference: 'baseline' as const };
    const records = [run('baseline', 0, 100), run('null', 0, 50), run('slow', 0, 25)];
    const curve = deriveCurves(kernel, records).sweeps[0]?.curves[0];
    expect(curve?.points[1]?.ratio?.value).toBeCloseTo(0.25, 12);
  });
});

describe('a whole sweep', () => {
  test('gives back the ratios it was made from', () => {
    const { manifest, runs } = makeSyntheticSweep();
    const curves = deriveCurves(manifest.plan, runs);
    expect(curves.sweeps.map(({ parameter }) => parameter)).toEqual([
      'tier.readBandwidth',
      'tier.readLatency',
    ]);
    const decode = curves.sweeps[0]?.curves[1];
    expect(decode?.test).toBe('tg64');
    for (const { ratio, asked = NaN } of decode?.points ?? []) {
      const transfer = truth.bytesPerToken / asked;
      const expected = truth.secondsPerToken / (truth.secondsPerToken + transfer);
      expect(Math.abs((ratio?.value ?? NaN) / expected - 1)).toBeLessThan(0.01);
    }
  });

  test('shows a case that stands for levels of two sweeps in both', () => {
    const { manifest, runs } = makeSyntheticSweep();
    const [bandwidth, latency] = deriveCurves(manifest.plan, runs).sweeps;
    const shared = (curve: Curve | undefined) =>
      curve?.points.find(({ caseId }) => caseId === 'nominal')?.ratio;
    expect(shared(bandwidth?.curves[1])).toBeDefined();
    expect(shared(bandwidth?.curves[1])).toEqual(shared(latency?.curves[1]));
  });
});
