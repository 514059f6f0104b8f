import { describe, expect, test } from 'vitest';
import { countRuns } from '../../../../src/model/curve/counted-runs.ts';
import { roundTimes } from '../../../../src/model/curve/round-times.ts';
import { countWaitsPerToken } from '../../../../src/model/curve/waits-per-token.ts';
import { makeCurvePoint } from '../../../support/curve.ts';
import {
  makePlan,
  makeRunRecord,
  makeSample,
  makeTierTestEvidence,
} from '../../../support/factory.ts';

const record = (index: number, round: number, caseId: string, tokensPerSecond: number) =>
  makeRunRecord({
    ...{ index, round, case: caseId },
    samples: [
      makeSample({
        tokensPerSecond,
        tier: makeTierTestEvidence({ waits: 100 * (round + 1), steps: 10 }),
      }),
    ],
  });

const counted = countRuns([
  record(3, 1, 'nominal', 25),
  record(0, 0, 'null', 50),
  record(1, 0, 'nominal', 40),
  record(2, 1, 'null', 60),
  record(4, 2, 'nominal', 25),
]);

const nominal = makeCurvePoint({ caseId: 'nominal' });

describe('the times of a token', () => {
  test('are given for each round in which the reference has one', () => {
    const times = roundTimes(makePlan(), counted, { test: 'tg64', points: [nominal] });
    expect(times.map(({ round, reference }) => [round, reference])).toEqual([
      [0, 20e6],
      [1, 1e9 / 60],
    ]);
    expect(times[0]?.byCase.get('nominal')).toBe(25e6);
  });

  test('are none of a test that was not measured', () => {
    expect(roundTimes(makePlan(), counted, { test: 'tg128', points: [nominal] })).toEqual([]);
  });
});

describe('the waits of a token', () => {
  test('are the median over rounds at the most severe bound level', () => {
    const harsher = makeCurvePoint({
      caseId: 'null',
      verdict: { verdict: 'not-binding', why: 'fits' },
    });
    expect(countWaitsPerToken({ test: 'tg64', points: [nominal, harsher] }, counted)).toBe(20);
  });

  test('are not known where none were counted', () => {
    expect(countWaitsPerToken({ test: 'tg128', points: [nominal] }, counted)).toBeUndefined();
    expect(countWaitsPerToken({ test: 'tg64', points: [] }, counted)).toBeUndefined();
  });
});
