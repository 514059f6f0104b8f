import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketRate,
  emptyBucket,
  fillBucket,
  grantedBytes,
  spendBytes,
  type BucketRate,
} from '../../../../src/model/page-cache/token-bucket.ts';

const MiB = 2 ** 20;
const rates = fc.integer({ min: 1, max: 1e12 });

/** One turn after each wait; `leave` says how much of what was granted really left. */
const turnsOf = (
  rate: BucketRate,
  waitsNs: readonly number[],
  leave: (granted: number, turn: number) => number,
): readonly { atNs: number; granted: number; left: number }[] => {
  let bucket = emptyBucket(0);
  let atNs = 0;
  return waitsNs.map((waitNs, turn) => {
    atNs += waitNs;
    bucket = fillBucket(bucket, rate, atNs);
    const granted = grantedBytes(bucket, rate);
    const left = granted === 0 ? 0 : leave(granted, turn);
    bucket = spendBytes(bucket, left);
    return { atNs, granted, left };
  });
};

const everyTurn = (rate: BucketRate, turns: number): readonly number[] =>
  Array.from({ length: turns }, () => rate.turnNs);

/** How far the bytes of any stretch of turns are from what its time is worth: most above, most below. */
const furthest = (
  rate: number,
  turns: readonly { atNs: number; left: number }[],
): { above: number; below: number } => {
  let [sum, above, below] = [0, 0, 0];
  // Distances at the ends of stretches, just before and just after a turn.
  let [lowest, highest] = [0, 0];
  for (const { atNs, left } of turns) {
    const due = (rate * atNs) / 1e9;
    lowest = Math.min(lowest, sum - due);
    below = Math.max(below, highest - (sum - due));
    sum += left;
    above = Math.max(above, sum - due - lowest);
    highest = Math.max(highest, sum - due);
  }
  return { above, below };
};

describe('the turns of a rate', () => {
  it.each([
    [1e3, 1000],
    [1e6, 1000],
    [10e6, 105],
    [50e6, 50],
    [10e9, 50],
  ])('at %d B/s come every %d ms', (rate, turnMs) => {
    expect(bucketRate(rate).turnNs / 1e6).toBeCloseTo(turnMs, -0.5);
  });

  it('ask for 1 MiB or more where a second is worth it', () => {
    for (const rate of [2e6, 10e6, 20e6, 50e6, 1e9]) {
      const bucket = bucketRate(rate);
      const [turn] = turnsOf(bucket, everyTurn(bucket, 1), (granted) => granted);
      expect(turn?.granted).toBeGreaterThanOrEqual(MiB - 1);
    }
  });

  it('ask for nothing before there is something worth a turn', () => {
    const bucket = bucketRate(1e3);
    const turns = turnsOf(bucket, everyTurn(bucket, 132), (granted) => granted);
    expect(turns.filter(({ granted }) => granted > 0).map(({ atNs }) => atNs / 1e9)).toEqual([
      66, 132,
    ]);
  });
});

describe('a token bucket', () => {
  it('evicts within one burst of rate times time, over any stretch of regular turns', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 300 }), (perSecond, count) => {
        const rate = bucketRate(perSecond);
        const turns = turnsOf(rate, everyTurn(rate, count), (granted) => granted);
        const { above, below } = furthest(perSecond, turns);
        const rounding = turns.length;
        expect(above).toBeLessThanOrEqual(rate.burstBytes + rounding);
        expect(below).toBeLessThanOrEqual(rate.burstBytes + rounding);
      }),
    );
  });

  it('never evicts more than rate times time and what may be owed, whatever turns come late or find little', () => {
    fc.assert(
      fc.property(
        rates,
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 3e9 }), fc.double({ min: 0, max: 1, noNaN: true })),
          {
            minLength: 1,
            maxLength: 100,
          },
        ),
        (perSecond, given) => {
          const rate = bucketRate(perSecond);
          const waits = given.map(([waitNs]) => waitNs);
          const turns = turnsOf(rate, waits, (granted, turn) =>
            Math.floor(granted * (given[turn]?.[1] ?? 0)),
          );
          expect(furthest(perSecond, turns).above).toBeLessThanOrEqual(
            rate.creditBytes * (1 + 1e-9) + 1,
          );
          for (const { granted } of turns) expect(granted).toBeLessThanOrEqual(rate.burstBytes);
        },
      ),
    );
  });

  it('makes up for a turn in which too little was there', () => {
    const rate = bucketRate(40e6);
    const turns = turnsOf(rate, everyTurn(rate, 40), (granted, turn) =>
      turn < 10 ? granted / 2 : granted,
    );
    expect(turns.reduce((sum, { left }) => sum + left, 0)).toBeCloseTo(40e6 * 2, -1);
  });

  it('owes one second at most when there is nothing to evict for long', () => {
    const rate = bucketRate(40e6);
    const turns = turnsOf(rate, everyTurn(rate, 1000), (granted, turn) =>
      turn < 900 ? 0 : granted,
    );
    const total = turns.reduce((sum, { left }) => sum + left, 0);
    expect(total).toBeGreaterThan(40e6 * 5);
    expect(total).toBeLessThanOrEqual(40e6 * (5 + 1.01));
  });

  it('waits when more has left than was asked', () => {
    const rate = bucketRate(20 * MiB);
    const [first, ...others] = turnsOf(rate, everyTurn(rate, 8), (granted, turn) =>
      turn === 0 ? granted + 4 * MiB : granted,
    );
    expect(first?.left).toBe(5 * MiB);
    expect(others.map(({ granted }) => granted / MiB)).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });
});
