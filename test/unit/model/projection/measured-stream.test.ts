import { describe, expect, it } from 'vitest';
import type { CasePoint } from '../../../../src/model/curve/case-point.ts';
import { deriveCurves, type Curves, type SweepCurves } from '../../../../src/model/curve/curves.ts';
import type { Case, Plan } from '../../../../src/model/plan.ts';
import { measureStream } from '../../../../src/model/projection/measured-stream.ts';
import {
  baselineCase,
  makeCase,
  makePlan,
  makeProfile,
  makeTier,
  nullCase,
} from '../../../support/factory.ts';
import { makeSyntheticSweep, truth } from '../../../support/synthetic-sweep.ts';

const tests = [
  { prompt: 64, gen: 0, depth: 0 },
  { prompt: 0, gen: 32, depth: 512 },
  { prompt: 0, gen: 64, depth: 0 },
  { prompt: 0, gen: 128, depth: 0 },
];

const caseAt = (id: string, residency: number): Case =>
  makeCase({ id, kind: 'level', constraints: { tier: makeTier({ residency }) } });

const planOf = (cases: readonly Case[]): Plan =>
  makePlan({ cases: [baselineCase, nullCase, ...cases], tests });

const pointOf = (caseId: string, overrides: Partial<CasePoint> = {}): CasePoint => ({
  caseId,
  test: 'tg64',
  metric: 'tg',
  rounds: 6,
  tokensPerSecond: { value: 40, count: 6 },
  verdict: { verdict: 'bound', why: '' },
  failedRuns: 0,
  missingRuns: 0,
  ...overrides,
});

const sweepOf = (parameter: string, points: readonly CasePoint[]): SweepCurves => ({
  parameter,
  dimension: 'bytes-per-second',
  curves: [
    {
      parameter,
      dimension: 'bytes-per-second',
      better: 'higher',
      test: 'tg64',
      metric: 'tg',
      points: points.map((point) => ({ level: { text: point.caseId, value: 1 }, ...point })),
    },
  ],
});

const curvesOf = (overrides: Partial<Curves>): Curves => ({
  reference: 'null',
  sweeps: [],
  baseline: [pointOf('baseline', { tokensPerSecond: { value: 45, count: 6 } })],
  null: [pointOf('null', { tokensPerSecond: { value: 50, count: 6 } })],
  nominal: [],
  design: [],
  failed: [],
  ...overrides,
});

describe('the decode of a host', () => {
  it('is the speed of the reference with the bytes that the tier counted', () => {
    const { manifest, runs } = makeSyntheticSweep();
    const { plan } = manifest;
    const found = measureStream({ plan, curves: deriveCurves(plan, runs), layers: 8 });
    expect(found).toMatchObject({
      ok: true,
      // Of nine cases of the tier one does not bind; the nominal one is a level of both sweeps.
      value: { test: 'tg64', cases: 8, stream: { bytesPerToken: truth.bytesPerToken, layers: 8 } },
    });
    const tokensPerSecond = found?.ok === true ? found.value.stream.tokensPerSecond : 0;
    expect(tokensPerSecond * truth.secondsPerToken).toBeCloseTo(1, 1);
  });

  it('is of the first test of decode at depth 0, or of the one that is named', () => {
    const plan = planOf([caseAt('slow', 0)]);
    const curves = curvesOf({ sweeps: [] });
    expect(measureStream({ plan, curves, layers: 8 })).toEqual({
      ok: false,
      failure: 'at no bound level were bytes counted that tg64 fetched through the tier',
    });
    for (const named of ['tg128', 'tg32@d512'])
      expect(measureStream({ plan, curves, layers: 8 }, named)).toEqual({
        ok: false,
        failure: `${named} has no throughput in the null case`,
      });
    expect(measureStream({ plan, curves, layers: 8 }, 'pp64')).toMatchObject({
      failure: expect.stringContaining('tg64') as string,
    });
  });

  it('counts what is resident among the bytes of a token', () => {
    const plan = planOf([caseAt('half', 0.5), caseAt('quarter', 0.25), caseAt('none', 0)]);
    const sweep = sweepOf('tier.readBandwidth', [
      pointOf('half', { bytesPerStep: 50e6 }),
      pointOf('quarter', { bytesPerStep: 76e6 }),
      pointOf('none', { bytesPerStep: 99e6 }),
    ]);
    const found = measureStream({ plan, curves: curvesOf({ sweeps: [sweep] }), layers: 8 });
    expect(found).toEqual({
      ok: true,
      value: {
        test: 'tg64',
        cases: 3,
        stream: { bytesPerToken: 100e6, tokensPerSecond: 50, layers: 8 },
      },
    });
  });

  it('rests on bound levels of bandwidth and latency where there are any', () => {
    const plan = planOf([caseAt('a', 0), caseAt('b', 0), caseAt('c', 0)]);
    const unsure = { verdict: { verdict: 'not-binding', why: '' } } as const;
    const bytesOf = (sweeps: readonly SweepCurves[]): unknown => {
      const found = measureStream({ plan, curves: curvesOf({ sweeps }), layers: 8 });
      return found?.ok === true ? found.value.stream.bytesPerToken : found?.failure;
    };
    const latency = sweepOf('tier.readLatency', [
      pointOf('a', { bytesPerStep: 100e6 }),
      pointOf('b', { bytesPerStep: 1e6, ...unsure }),
    ]);
    const units = sweepOf('tier.unitSize', [pointOf('c', { bytesPerStep: 300e6 })]);
    const memory = sweepOf('memory.max', [pointOf('c', { bytesPerStep: 7e6 })]);
    expect(bytesOf([units, latency, memory])).toBe(100e6);
    expect(bytesOf([units, memory])).toBe(300e6);
    expect(bytesOf([memory])).toContain('at no bound level');
  });

  it('is not known of a model without layers', () => {
    const plan = planOf([]);
    expect(measureStream({ plan, curves: curvesOf({}), layers: 0 })).toEqual({
      ok: false,
      failure: 'the number of layers of the model is not known',
    });
  });

  it('is not looked for without a tier, or without a test of decode at depth 0', () => {
    const without = makePlan({ profile: makeProfile({ constraints: {} }), tests });
    expect(measureStream({ plan: without, curves: curvesOf({}), layers: 8 })).toBeUndefined();
    const deep = makePlan({ tests: tests.slice(0, 2) });
    expect(measureStream({ plan: deep, curves: curvesOf({}), layers: 8 })).toBeUndefined();
  });
});
