import { describe, expect, test } from 'vitest';
import type { RoundTimes } from '../../../../src/model/curve/round-times.ts';
import type { TierConstraint } from '../../../../src/model/profile/profile.ts';
import { solveClosedForm, type ClosedForm } from '../../../../src/model/requirement/closed-form.ts';
import { makeCurve, ratioWith } from '../../../support/curve.ts';

const levels = [100e9, 50e9, 25e9, 12.5e9, 6.25e9];
const curve = makeCurve(
  'tier.readBandwidth',
  levels.map((level) => [level, ratioWith(0.9)]),
  (level) => ({
    caseId: String(level),
    asked: level,
    tokensPerSecond: { value: 50, count: 6 },
  }),
);

/** Rounds in which the time of a token is 20 ms and 100 MB over the bandwidth, at a pace of their own. */
const roundsAt = (
  seconds: (level: number, round: number) => number,
  count = 6,
): readonly RoundTimes[] =>
  Array.from({ length: count }, (_, round) => ({
    round,
    reference: 20e6,
    byCase: new Map(levels.map((level) => [String(level), seconds(level, round) * 1e9])),
  }));

const straight = (level: number): number => 0.02 + 100e6 / level;
const exact = 100e6 / (0.02 / 0.9 - 0.02);

const solve = (
  rounds: readonly RoundTimes[],
  tier: TierConstraint = {},
  keep = 0.9,
): ClosedForm | undefined => solveClosedForm(curve, rounds, keep, tier);

describe('a requirement from the law of time over bandwidth', () => {
  test('is c / (t_ref / k - a) of a straight line', () => {
    const found = solve(roundsAt(straight));
    expect((found?.value ?? 0) / exact).toBeCloseTo(1, 9);
    expect((found?.low ?? 0) / exact).toBeCloseTo(1, 9);
    expect(found?.rounds).toBe(6);
  });

  test('is the level of a scaled tier whose applied bandwidth that is', () => {
    const scale = { reference: 'hbm4-stack', referenceBandwidth: 2e12, host: 40e9 };
    const found = solve(roundsAt(straight), { scale });
    expect((found?.value ?? 0) / exact).toBeCloseTo(50, 9);
    expect((found?.high ?? 0) / exact).toBeCloseTo(50, 9);
  });

  test('is c / (t_ref / k - a + h) where prefetch hides a part', () => {
    const found = solve(
      roundsAt((level) => 0.02 + Math.max(0, 100e6 / level - 0.003)),
      { prefetch: 1 },
    );
    expect((found?.value ?? 0) / (100e6 / (0.02 / 0.9 - 0.02 + 0.003))).toBeCloseTo(1, 9);
  });

  test('is the median over rounds, from the smallest of six to the largest', () => {
    const found = solve(roundsAt((level, round) => 0.02 + ((1 + round / 100) * 100e6) / level));
    expect((found?.value ?? 0) / exact).toBeCloseTo(1.025, 2);
    expect((found?.low ?? 0) / exact).toBeCloseTo(1, 9);
    expect((found?.high ?? 0) / exact).toBeCloseTo(1.05, 9);
  });

  test('has no interval below six rounds', () => {
    const found = solve(roundsAt(straight, 5));
    expect(found).not.toHaveProperty('low');
    expect(found?.rounds).toBe(5);
  });

  test('leaves rounds out that have too few levels', () => {
    const [first, ...rest] = roundsAt(straight);
    const short = { ...first, round: 0, reference: 20e6, byCase: new Map([['1', 1]]) };
    expect(solve([short, ...rest])?.rounds).toBe(5);
    expect(solve([short])).toBeUndefined();
  });

  test('says that no bandwidth is enough where the rest costs too much', () => {
    expect(solve(roundsAt((level) => 0.03 + 100e6 / level))).toEqual({ rounds: 6 });
  });

  test('says nothing where bandwidth does not matter', () => {
    expect(solve(roundsAt((level) => 0.02 + level / 1e15))).toBeUndefined();
  });

  test('asks for more where the tier stalls, and for none where accesses in flight allow less', () => {
    const half = { stall: { every: 1000, for: 500 } };
    expect((solve(roundsAt(straight), half)?.value ?? 0) / exact).toBeCloseTo(2, 9);
    const few = {
      queueDepth: 1,
      accessSize: 4096,
      readLatency: { kind: 'fixed', value: 1000 },
    } as const;
    expect(solve(roundsAt(straight), few)).not.toHaveProperty('value');
  });
});
