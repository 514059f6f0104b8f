import { describe, expect, test } from 'vitest';
import { countRuns } from '../../../../src/model/curve/counted-runs.ts';
import { makeRunRecord } from '../../../support/factory.ts';

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
