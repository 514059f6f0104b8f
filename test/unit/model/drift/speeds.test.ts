import { describe, expect, it } from 'vitest';
import { listSpeeds } from '../../../../src/model/drift/speeds.ts';
import type { RunRecord } from '../../../../src/model/run-record.ts';
import { makePlan, makeRunRecord, makeSample } from '../../../support/factory.ts';

const plan = makePlan();

/** A run of 8 s after the former, with rates of both tests. */
const run = (index: number, caseId: string, pp: number, tg: number): RunRecord =>
  makeRunRecord({
    index,
    round: Math.floor(index / 3),
    case: caseId,
    startedUtc: `2026-03-01T${String(12 + index)}:00:00.000Z`,
    samples: [
      makeSample({ test: 'pp64', metric: 'pp', tokensPerSecond: pp }),
      makeSample({ test: 'tg64', tokensPerSecond: tg }),
    ],
  });

const speedsOf = (records: readonly RunRecord[], test?: string) =>
  listSpeeds(plan, records)
    .find((series) => series.test === test)
    ?.points.map(({ x, y }) => [x, Number(Math.exp(y).toFixed(4))]);

const records = [
  run(0, 'baseline', 400, 40),
  run(1, 'null', 500, 55),
  run(2, 'nominal', 1, 1),
  run(3, 'baseline', 440, 44),
  run(4, 'null', 505, 50),
  run(6, 'baseline', 396, 36),
  run(7, 'null', 495, 45),
];

describe('the speeds of a session', () => {
  it('are those of baseline and null over the median of each, in hours after the first run', () => {
    expect(speedsOf(records, 'tg64')).toEqual([
      [0, 1],
      [1, 1.1],
      [3, 1.1],
      [4, 1],
      [6, 0.9],
      [7, 0.9],
    ]);
  });

  it('come first as the geometric mean of all tests of a run', () => {
    const [first] = listSpeeds(plan, records);
    expect(first?.test).toBeUndefined();
    expect(speedsOf(records)?.[1]).toEqual([1, Number(Math.sqrt(1 * 1.1).toFixed(4))]);
  });

  it('are in the order in which runs began, whatever the order of the records', () => {
    expect(listSpeeds(plan, records.toReversed())).toEqual(listSpeeds(plan, records));
  });

  it('leave out warm-up, runs that failed, and runs that stayed disturbed', () => {
    const activity = { wallNs: 1e9, cpus: 2 };
    const left = [
      { ...run(5, 'null', 1, 1), round: -1 },
      { ...run(5, 'null', 1, 1), outcome: { status: 'failed', problem: '', stderr: '' } as const },
      { ...run(10, 'null', 1, 1), disturbance: { activity, why: ['steal'] } },
    ];
    expect(listSpeeds(plan, [...records, ...left])).toEqual(listSpeeds(plan, records));
  });

  it('take from a run the tests that it has', () => {
    const partial = { ...run(9, 'null', 1, 100), samples: [makeSample({ tokensPerSecond: 55 })] };
    const all = [...records, partial];
    expect(speedsOf(all)).toHaveLength(7);
    expect(speedsOf(all, 'pp64')).toHaveLength(6);
    expect(speedsOf(all)?.at(-1)).toEqual(speedsOf(all, 'tg64')?.at(-1));
  });

  it('are none where nothing was recorded', () => {
    expect(listSpeeds(plan, []).map(({ points }) => points)).toEqual([[], [], []]);
  });
});
