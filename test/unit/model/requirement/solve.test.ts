import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Curve } from '../../../../src/model/curve/curves.ts';
import { solveRequirement, type SolvedOutcome } from '../../../../src/model/requirement/solve.ts';
import { makeCurve, ratioWith } from '../../../support/curve.ts';

const bandwidths = [100e9, 50e9, 25e9, 12.5e9, 6.25e9, 3.125e9];

/** A straight line of time: the share `keep` is lost at `crossing`. */
const straight = (crossing: number, keep = 0.9, halfWidth = 0): Curve =>
  makeCurve(
    'tier.readBandwidth',
    bandwidths.map((level) => [
      level,
      ratioWith(1 / (1 + ((1 / keep - 1) * crossing) / level), halfWidth),
    ]),
  );

const solve = (curve: Curve, keep = 0.9): SolvedOutcome =>
  solveRequirement(curve, { metric: 'tg', keep }).outcome;

const valueOf = (outcome: SolvedOutcome): number => ('value' in outcome ? outcome.value : NaN);

const crossings = fc.double({ min: 3.2e9, max: 99e9, noNaN: true });
const shares = fc.double({ min: 0.3, max: 0.95, noNaN: true });

describe('the level that a share needs', () => {
  test('is the exact one of curves without noise, with an interval of no width', () => {
    fc.assert(
      fc.property(crossings, (crossing) => {
        const outcome = solve(straight(crossing));
        expect(outcome.kind).toBe('derived');
        if (outcome.kind !== 'derived') return;
        expect(outcome.value / crossing).toBeCloseTo(1, 9);
        // The neighbouring levels say that nothing bends between the two.
        expect((outcome.low ?? 0) / crossing).toBeCloseTo(1, 6);
        expect((outcome.high ?? 0) / crossing).toBeCloseTo(1, 6);
      }),
    );
  });

  test('rises with the share that is to be kept', () => {
    fc.assert(
      fc.property(crossings, shares, shares, (crossing, one, other) => {
        const curve = straight(crossing, 0.8, 0.01);
        const [low, high] = [one, other]
          .sort((left, right) => left - right)
          .map((keep) => solve(curve, keep));
        if (low?.kind !== 'derived' || high?.kind !== 'derived') return;
        expect(low.value).toBeLessThanOrEqual(high.value * (1 + 1e-12));
        expect(low.low ?? 0).toBeLessThanOrEqual((high.low ?? 0) * (1 + 1e-9));
        expect(low.high ?? Infinity).toBeLessThanOrEqual((high.high ?? Infinity) * (1 + 1e-9));
      }),
    );
  });

  test('does not depend on the unit of the levels', () => {
    fc.assert(
      fc.property(
        crossings,
        fc.double({ min: 1e-3, max: 100, noNaN: true }),
        (crossing, factor) => {
          const curve = straight(crossing, 0.9, 0.01);
          const scaled = makeCurve(
            'tier.readBandwidth',
            curve.points.map(({ level, ratio }) => [level.value * factor, ratio ?? ratioWith(1)]),
          );
          expect(valueOf(solve(scaled)) / factor / valueOf(solve(curve))).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  test('does not depend on the order of the points', () => {
    fc.assert(
      fc.property(
        crossings,
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
        (crossing, order) => {
          const curve = straight(crossing, 0.9, 0.01);
          const points = order.flatMap((at) => curve.points[at] ?? []);
          expect(solve({ ...curve, points })).toEqual(solve(curve));
        },
      ),
    );
  });

  test('lies within its own interval', () => {
    const noisy = fc.array(
      fc.tuple(
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
      ),
      { minLength: 6, maxLength: 6 },
    );
    fc.assert(
      fc.property(noisy, shares, (ratios, keep) => {
        const curve = makeCurve(
          'tier.readBandwidth',
          bandwidths.map((level, at) => [level, ratioWith(ratios[at]?.[0] ?? 1, ratios[at]?.[1])]),
        );
        const outcome = solve(curve, keep);
        if (outcome.kind !== 'derived') return;
        expect(outcome.low ?? 0).toBeLessThanOrEqual(outcome.value);
        expect(outcome.high ?? Infinity).toBeGreaterThanOrEqual(outcome.value);
      }),
    );
  });

  test('is interpolated in time over a latency as it is', () => {
    const curve = makeCurve(
      'tier.readLatency',
      [1e3, 5e3, 20e3, 100e3].map((level) => [level, ratioWith(1 / (1 + level / 360e3))]),
    );
    expect(valueOf(solve(curve))).toBeCloseTo(40e3, 3);
  });

  test('is interpolated in the share that is not resident', () => {
    const curve = makeCurve(
      'tier.residency',
      [0.9, 0.6, 0.3, 0].map((share) => [share, ratioWith(1 / (1 + 0.5 * (1 - share)))]),
    );
    expect(valueOf(solve(curve, 0.8))).toBeCloseTo(0.5, 9);
  });

  test('has the tested levels around it as interval where nothing is known of the shape between them', () => {
    const curve = makeCurve('tier.buffer', [
      [64e6, ratioWith(1, 0.01)],
      [32e6, ratioWith(0.95, 0.01)],
      [16e6, ratioWith(0.6, 0.01)],
      [8e6, ratioWith(0.5, 0.01)],
    ]);
    expect(solve(curve)).toMatchObject({ kind: 'derived', low: 16e6, high: 32e6 });
  });

  test('has an interval that holds a bend between two levels', () => {
    // Flat down to 10 GB/s.
    const at = (level: number): number => 1 / (1 + Math.max(0, 4e9 / level - 0.4));
    const curve = makeCurve(
      'tier.readBandwidth',
      bandwidths.map((level) => [level, ratioWith(at(level), 0.001)]),
    );
    const truth = 4e9 / (1 / 0.9 - 1 + 0.4);
    const outcome = solve(curve);
    expect(outcome.kind).toBe('derived');
    // The chord asks for more than the truth; the extension of the next segment finds it.
    expect(valueOf(outcome)).toBeGreaterThan(truth * 1.02);
    if (outcome.kind !== 'derived') return;
    expect(outcome.low).toBeLessThan(truth);
    expect(outcome.low).toBeGreaterThan(truth * 0.95);
  });
});

describe('a share that the tested levels do not bracket', () => {
  test('kept at all of them is not derivable, with a more severe level to try', () => {
    const outcome = solve(straight(1e9));
    expect(outcome).toMatchObject({
      kind: 'not-derivable',
      why: 'kept-at-all',
      at: { level: { value: 3.125e9 } },
      next: { kind: 'try' },
    });
    // A quarter further than the crossing at 1 GB/s, in 1/B, but not below a quarter of the last level.
    expect(outcome).toHaveProperty('next.value', 850e6);
  });

  test('lost at the mildest is not derivable, with a milder level to try', () => {
    expect(solve(straight(150e9))).toMatchObject({
      kind: 'not-derivable',
      why: 'lost-at-mildest',
      at: { level: { value: 100e9 } },
      next: { kind: 'try', value: 180e9 },
    });
  });

  test('lost by what the other limits cost alone is out of reach', () => {
    const curve = makeCurve(
      'tier.readBandwidth',
      bandwidths.map((level) => [level, ratioWith(1 / (1.2 + 1e9 / level))]),
    );
    expect(solve(curve)).toMatchObject({ why: 'lost-at-mildest', next: { kind: 'unreachable' } });
  });

  test('is not sought in levels without proof', () => {
    const curve = makeCurve('tier.readBandwidth', [[50e9, ratioWith(0.95)]], () => ({
      verdict: { verdict: 'not-binding', why: 'fits' },
    }));
    expect(solve(curve)).toEqual({ kind: 'not-derivable', why: 'no-bound-level' });
  });

  test('has no next level past one that was tried in vain', () => {
    const curve = makeCurve(
      'memory.max',
      [
        [60e6, ratioWith(0.95)],
        [40e6, ratioWith(0.94)],
        [30e6, ratioWith(0.1)],
      ],
      (level) => (level === 30e6 ? { verdict: { verdict: 'failed', why: 'killed' } } : {}),
    );
    expect(solve(curve)).toMatchObject({ why: 'kept-at-all', next: { kind: 'try', value: 34e6 } });
  });
});

describe('the interval of a level', () => {
  const wide = (halfWidths: readonly number[]): Curve =>
    makeCurve(
      'tier.readBandwidth',
      [0.97, 0.94, 0.88].map((ratio, at) => [
        bandwidths[at] ?? 1,
        ratioWith(ratio, halfWidths[at] ?? 0),
      ]),
    );

  test('is open where the mildest level may lose the share, and says what would close it', () => {
    const outcome = solve(wide([0.1, 0.1, 0.01]));
    expect(outcome).toMatchObject({ kind: 'derived', next: { kind: 'try', value: 130e9 } });
    expect(outcome).not.toHaveProperty('high');
    expect(outcome).toHaveProperty('low');
  });

  test('is open where the most severe level may keep the share', () => {
    const outcome = solve(wide([0.01, 0.01, 0.1]));
    expect(outcome).toMatchObject({ kind: 'derived', next: { kind: 'try' } });
    expect(outcome).not.toHaveProperty('low');
    expect(outcome).toHaveProperty('high');
  });

  test('is too wide where it is open at both ends', () => {
    expect(solve(wide([0.1, 0.1, 0.1]))).toMatchObject({
      kind: 'not-derivable',
      why: 'interval-too-wide',
    });
  });

  test('does not exist below 6 rounds', () => {
    const curve = makeCurve('tier.readBandwidth', [
      [50e9, { value: 0.95, count: 3 }],
      [25e9, { value: 0.85, count: 3 }],
    ]);
    expect(solve(curve)).toMatchObject({
      kind: 'indicative',
      between: { milder: { level: { value: 50e9 } } },
    });
  });

  test('skips a level that has none', () => {
    const curve = straight(20e9, 0.9, 0.001);
    const points = curve.points.map((point) =>
      point.level.value === 25e9
        ? { ...point, ratio: { value: point.ratio?.value ?? 1, count: 5 } }
        : point,
    );
    const outcome = solve({ ...curve, points });
    expect(outcome).toMatchObject({
      kind: 'derived',
      between: { milder: { level: { value: 25e9 } } },
    });
    expect(outcome.kind === 'derived' && (outcome.high ?? 0) > outcome.value).toBe(true);
  });
});

describe('a curve that rises where it should fall', () => {
  const rising = (halfWidth: number): Curve =>
    makeCurve(
      'tier.readBandwidth',
      [0.98, 0.9, 0.96, 0.7].map((ratio, at) => [bandwidths[at] ?? 1, ratioWith(ratio, halfWidth)]),
    );

  test('is said to, beyond its intervals', () => {
    const { notMonotoneAt } = solveRequirement(rising(0.01), { metric: 'tg', keep: 0.9 });
    expect(notMonotoneAt.map(({ level }) => level.text)).toEqual(['50 GB/s', '25 GB/s']);
  });

  test('is fitted within its noise', () => {
    const { notMonotoneAt, outcome } = solveRequirement(rising(0.05), { metric: 'tg', keep: 0.9 });
    expect(notMonotoneAt).toEqual([]);
    expect(outcome).toMatchObject({
      kind: 'derived',
      between: { milder: { level: { value: 25e9 } } },
    });
  });
});
