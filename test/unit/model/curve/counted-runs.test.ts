import { describe, expect, test } from 'vitest';
import { countRuns } from '../../../../src/model/curve/counted-runs.ts';
import type { RunRecord } from '../../../../src/model/run-record.ts';
import { makeDisturbance, makeHostActivity, makeRunRecord } from '../../../support/factory.ts';

const failed = {
  outcome: { status: 'failed', problem: 'killed', stderr: '' },
  verdict: { verdict: 'failed', why: 'killed' },
  samples: [],
} as const;

describe('countRuns', () => {
  test('leaves warm-up rounds out', () => {
    const { byCase, failed: none } = countRuns([makeRunRecord({ round: -1 })]);
    expect(byCase.size).toBe(0);
    expect(none).toEqual([]);
  });

  test('takes the last attempt that completed', () => {
    const first = makeRunRecord({ durationMs: 1 });
    const second = makeRunRecord({ durationMs: 2 });
    const { byCase } = countRuns([first, second, makeRunRecord({ ...failed, samples: [] })]);
    expect(byCase.get('nominal')?.get(0)).toBe(second);
  });

  test('prefers a completed attempt to a later partial one, and that to a failed one', () => {
    const completed = makeRunRecord();
    const partial = makeRunRecord({
      outcome: { status: 'partial', problem: 'decode failed', stderr: '' },
    });
    expect(countRuns([completed, partial]).byCase.get('nominal')?.get(0)).toBe(completed);
    const only = countRuns([makeRunRecord({ ...failed, samples: [] }), partial]);
    expect(only.byCase.get('nominal')?.get(0)).toBe(partial);
    expect(only.failed).toEqual([]);
  });

  test('counts a run as failed when no attempt gave anything, once', () => {
    const attempts = [
      makeRunRecord({ ...failed, samples: [], durationMs: 1 }),
      makeRunRecord({ ...failed, samples: [], durationMs: 2 }),
    ];
    const { byCase, failed: left } = countRuns(attempts);
    expect(byCase.size).toBe(0);
    expect(left.map(({ durationMs }) => durationMs)).toEqual([2]);
  });

  test('counts a completed run whose verdict is failed as failed', () => {
    const record = makeRunRecord({ verdict: { verdict: 'failed', why: 'no evidence' } });
    expect(countRuns([record]).failed).toEqual([record]);
  });

  test('does not depend on the order of the records', () => {
    const records = [0, 1, 2].map((index) => makeRunRecord({ index, round: index }));
    expect(countRuns(records.toReversed())).toEqual(countRuns(records));
  });
});

/** An attempt from which a share of its time was taken; undisturbed for 0. */
const attempt = (number: number, taken = 0, rest: Partial<RunRecord> = {}): RunRecord =>
  makeRunRecord({
    attempt: number,
    ...(taken === 0
      ? {}
      : {
          disturbance: makeDisturbance({
            activity: makeHostActivity({ ranNs: 1e9 * (1 - taken), queuedNs: 1e9 * taken }),
          }),
          verdict: { verdict: 'disturbed', why: 'waited' },
        }),
    ...rest,
  });

describe('of several attempts at a run', () => {
  const picked = (records: readonly RunRecord[], gate = true): RunRecord | undefined =>
    countRuns(records, { gate }).byCase.get('nominal')?.get(0);

  test('the undisturbed one counts', () => {
    const records = [attempt(0, 0.5), attempt(1, 0.5), attempt(2)];
    expect(picked(records)).toBe(records[2]);
    expect(picked(records.toReversed())).toBe(records[2]);
  });

  test('else the one from which least was taken, and the last of equal ones', () => {
    const records = [attempt(0, 0.5), attempt(1, 0.2), attempt(2, 0.3)];
    expect(picked(records)).toBe(records[1]);
    expect(picked([attempt(0, 0.2), attempt(1, 0.2)])?.attempt).toBe(1);
  });

  test('a disturbed one is better than one that came to no end', () => {
    const partial = attempt(1, 0, { outcome: { status: 'partial', problem: 'x', stderr: '' } });
    expect(picked([attempt(0, 0.5), partial])?.attempt).toBe(0);
  });

  test('what they measured makes no difference', () => {
    const slow = { samples: [], durationMs: 1e6 };
    expect(picked([attempt(0, 0.2, slow), attempt(1, 0.3)])?.attempt).toBe(0);
    expect(picked([attempt(0, 0.2), attempt(1, 0.3, slow)])?.attempt).toBe(0);
  });

  test('without the gate the first counts, judged as if nothing had disturbed it', () => {
    const records = [
      attempt(0, 0.5, { verdicts: { tier: { verdict: 'not-binding', why: 'held nothing' } } }),
      attempt(1),
    ];
    expect(picked(records, false)).toMatchObject({
      attempt: 0,
      verdict: { verdict: 'not-binding', why: 'held nothing' },
    });
    expect(picked([attempt(0, 0.5), attempt(1)], false)?.verdict.verdict).toBe('bound');
    expect(picked([attempt(1), attempt(0, 0.5)], false)?.attempt).toBe(0);
  });
});
