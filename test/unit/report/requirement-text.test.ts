import { describe, expect, test } from 'vitest';
import type { Curve } from '../../../src/model/curve/curves.ts';
import type { ClosedForm } from '../../../src/model/requirement/closed-form.ts';
import { solveRequirement } from '../../../src/model/requirement/solve.ts';
import { describeRequirement } from '../../../src/report/requirement-text.ts';
import { makeCurve, ratioWith } from '../../support/curve.ts';

const levels = [100e9, 50e9, 25e9, 12.5e9];

const over = (parameter: string, at: readonly number[], ratios: readonly number[], half = 0.001) =>
  makeCurve(
    parameter,
    at.map((level, index) => [level, ratioWith(ratios[index] ?? 1, half)]),
  );

const bandwidth = (ratios: readonly number[], half?: number): Curve =>
  over('tier.readBandwidth', levels, ratios, half);

const textOf = (curve: Curve, keep = 0.9, closedForm?: ClosedForm): string =>
  describeRequirement(solveRequirement(curve, { metric: 'tg', keep }, closedForm), 'null');

const falling = [0.98, 0.94, 0.87, 0.75];

describe('a requirement in words', () => {
  test('is the level with its interval, and the tested levels around it', () => {
    expect(textOf(bandwidth(falling))).toMatchInlineSnapshot(
      `"To keep decode (tg64) at 90 % of null, the tier must sustain at least 32.2 GB/s (tier.readBandwidth; 95 % interval 31.6 GB/s to 32.5 GB/s). The curve crosses it between the tested levels 50 GB/s (ratio 0.940, 95 % interval 0.939 to 0.941) and 25 GB/s (ratio 0.870, 95 % interval 0.869 to 0.871)."`,
    );
  });

  test('has a clause of its own behind the level', () => {
    const solved = solveRequirement(bandwidth(falling), { metric: 'tg', keep: 0.9 });
    expect(describeRequirement(solved, 'null', ', that is much')).toMatch(
      /\(tier\.readBandwidth; [^)]*\), that is much\. The curve/,
    );
  });

  test('is an upper bound of a latency', () => {
    const curve = over('tier.readLatency', [1e3, 5e3, 20e3, 100e3], falling);
    expect(textOf(curve)).toContain(
      'the latency of an access to the tier may be at most 13.3 us (tier.readLatency; 95 % interval',
    );
  });

  test('names the parameter where it has no words for it', () => {
    const curve = over('tier.unitSize', [2 ** 22, 2 ** 21, 2 ** 20, 2 ** 19], falling);
    expect(textOf(curve)).toContain('tier.unitSize must be at least');
  });

  test('gives what the physics fit says beside it', () => {
    const closedForm = { value: 35e9, low: 34e9, high: 36e9, rounds: 6 };
    expect(textOf(bandwidth(falling), 0.9, closedForm)).toContain(
      'From the physics fit of each of 6 rounds: at least 35 GB/s (95 % interval 34 GB/s to 36 GB/s).',
    );
  });

  test('says when the two disagree beyond their intervals', () => {
    const closedForm = { value: 10e9, low: 9e9, high: 11e9, rounds: 6 };
    expect(textOf(bandwidth(falling), 0.9, closedForm)).toContain(
      'The two disagree beyond their intervals',
    );
  });

  test('says when by the physics fit none is enough', () => {
    expect(textOf(bandwidth(falling), 0.9, { rounds: 6 })).toContain(
      'From the physics fit: no bandwidth keeps it, because the other limits cost more than that.',
    );
  });

  test('is indicative below 6 rounds', () => {
    const curve = makeCurve(
      'tier.readBandwidth',
      levels.map((level, at) => [level, { value: falling[at] ?? 1, count: 3 }]),
    );
    expect(textOf(curve)).toContain(
      '(tier.readBandwidth; indicative: too few rounds for an interval). The curve crosses it',
    );
  });

  test('says which end of its interval is open, and what would close it', () => {
    const text = textOf(bandwidth([0.93, 0.91, 0.87, 0.75], 0.04));
    expect(text).toContain(
      'without an upper end in the tested range). Next level to try: 130 GB/s.',
    );
    expect(text).toContain('No tested level keeps it with its whole interval.');
    expect(textOf(bandwidth([0.99, 0.97, 0.95, 0.895], 0.01))).toMatch(
      /95 % interval up to [^,]*, without a lower end in the tested range\)\. Next level to try: /,
    );
  });

  test('says where throughput rises beyond noise', () => {
    expect(textOf(bandwidth([0.98, 0.87, 0.94, 0.75]))).toContain(
      'Not monotone beyond noise: the interval at 50 GB/s, 25 GB/s does not hold the monotone fit.',
    );
  });
});

describe('a requirement that cannot be derived, in words', () => {
  test('is kept at all levels, with the next one to try', () => {
    expect(textOf(bandwidth(falling), 0.7)).toMatchInlineSnapshot(
      `"What it takes of tier.readBandwidth to keep decode (tg64) at 70 % of null is not derivable from this range: the share is kept at all tested levels, the most severe being 12.5 GB/s (ratio 0.750, 95 % interval 0.749 to 0.751). Next level to try: 9.4 GB/s."`,
    );
  });

  test('may be kept by estimates alone', () => {
    expect(textOf(bandwidth(falling, 0.05), 0.74)).toContain(
      'the share is kept at all tested levels by its estimates, but not with its whole intervals, the',
    );
  });

  test('names the levels that were left out, which may be more severe than all others', () => {
    const curve = bandwidth(falling);
    const points = curve.points.map((point) =>
      point.level.value === 12.5e9
        ? { ...point, verdict: { verdict: 'failed', why: 'killed' } as const }
        : point,
    );
    const text = textOf({ ...curve, points }, 0.7);
    expect(text).toContain('the share is kept at all bound levels, the most severe being 25 GB/s');
    expect(text).toContain('Left out: 12.5 GB/s (failed).');
  });

  test('is lost at the mildest level', () => {
    expect(textOf(bandwidth(falling), 0.99)).toMatch(
      /is not derivable from this range: the share is lost already at the mildest tested level, 100 GB\/s \(.*\)\. Next level to try: 150 GB\/s\.$/,
    );
    expect(textOf(bandwidth([0.8, 0.79, 0.78, 0.76]))).toContain(
      'By the trend no level of tier.readBandwidth keeps it, because the other limits cost more',
    );
  });

  test('has an interval as wide as the range', () => {
    expect(textOf(bandwidth([0.91, 0.905, 0.895, 0.89], 0.1))).toContain(
      'within its intervals the curve can cross the share anywhere in the tested range (by its',
    );
  });

  test('has no level that is proven', () => {
    const curve = makeCurve('tier.readBandwidth', [[50e9, ratioWith(0.9)]], () => ({
      verdict: { verdict: 'not-binding', why: 'fits' },
    }));
    expect(textOf(curve)).toBe(
      'What it takes of tier.readBandwidth to keep decode (tg64) at 90 % of null is not derivable ' +
        'from this range: at no tested level does the evidence prove that the limit acted. ' +
        'Left out: 50 GB/s (not-binding).',
    );
  });

  test('has no level beyond the end of a range', () => {
    const curve = over('tier.residency', [0.4, 0.2, 0], [0.99, 0.97, 0.95]);
    expect(textOf(curve)).toContain('There is no more severe level of tier.residency.');
  });

  test('is extrapolated by the physics fit', () => {
    const closedForm = { value: 5e9, low: 4e9, high: 6e9, rounds: 6 };
    const text = textOf(bandwidth(falling), 0.7, closedForm);
    expect(text).toContain(
      '(95 % interval 4 GB/s to 6 GB/s, extrapolated beyond the tested levels)',
    );
  });
});
