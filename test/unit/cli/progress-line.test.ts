import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advanceProgress,
  noProgress,
  renderProgress,
  type ProgressState,
} from '../../../src/cli/progress-line.ts';
import type { Event } from '../../../src/model/event.ts';
import type { PlannedRun } from '../../../src/model/plan.ts';
import { makePlan, makeProfile, makeRunRecord, makeWorkloadSpec } from '../../support/factory.ts';

const plan = makePlan({ profile: makeProfile({ workload: makeWorkloadSpec({ rounds: 2 }) }) });
const first: PlannedRun = { index: 0, round: 0, order: 0, caseId: 'baseline' };
const second: PlannedRun = { index: 1, round: 0, order: 1, caseId: 'null' };

const after = (...events: readonly Event[]): ProgressState =>
  events.reduce(advanceProgress, noProgress);
const line = (...events: readonly Event[]): string => renderProgress(after(...events), 200);

const sweepBegan: Event = { kind: 'sweep-began', plan, folder: '/r' };
const began = (run: PlannedRun): Event => ({ kind: 'run-began', run, plan });
const ended = (run: PlannedRun, durationMs = 10_000): Event => ({
  kind: 'run-ended',
  run,
  record: makeRunRecord({ index: run.index, case: run.caseId, durationMs }),
});
const live = (bytesFetched: number, elapsedMs = 2000): Event => ({
  kind: 'run-live',
  run: second,
  bytesFetched,
  steps: 17,
  elapsedMs,
});

describe('the progress line', () => {
  it('is empty before anything happens, and before the first run', () => {
    expect(renderProgress(noProgress, 80)).toBe('');
    expect(line(sweepBegan)).toBe('');
  });

  it('names the step that goes on, and how far it is', () => {
    const step = 'write the model';
    expect(line({ kind: 'step-began', step })).toBe('write the model ...');
    const progress: Event = { kind: 'progress', step, done: 2, total: 3 };
    expect(line({ kind: 'step-began', step }, progress)).toBe('write the model 66 % ...');
    expect(line({ kind: 'progress', step, done: 0, total: 0 })).toBe('write the model ...');
    expect(line(progress, { kind: 'step-ended', step })).toBe('');
  });

  it('shows round, run and case', () => {
    expect(line(sweepBegan, began(first))).toBe('round 1/2 · run 1/6 · baseline');
  });

  it('calls warm-up rounds so', () => {
    expect(line(sweepBegan, began({ ...first, round: -1 }))).toBe('warm-up · run 1/6 · baseline');
  });

  it('shows the time left once a run has ended', () => {
    expect(line(sweepBegan, began(first), ended(first), began(second))).toBe(
      'round 1/2 · run 2/6 · 50 s left · null',
    );
  });

  it('shows steps and the speed of the tier while a run goes on', () => {
    const running = [sweepBegan, began(second)];
    expect(line(...running, live(8e9))).toBe('round 1/2 · run 2/6 · null · 17 steps · 4 GB/s');
    expect(line(...running, live(0))).toBe('round 1/2 · run 2/6 · null · 17 steps');
    expect(line(...running, live(8e9, 0))).toBe('round 1/2 · run 2/6 · null · 17 steps');
  });

  it('forgets what was live when the run ends or the next begins', () => {
    expect(line(sweepBegan, began(second), live(8e9), ended(second))).not.toContain('steps');
    expect(line(sweepBegan, began(second), live(8e9), began(first))).not.toContain('steps');
  });

  it('forgets the last step of staging when the sweep begins', () => {
    const state = after({ kind: 'step-began', step: 'hash the model' }, sweepBegan, began(first));
    expect(renderProgress(state, 80)).not.toContain('hash');
  });

  it('is empty after the last run', () => {
    const runs = plan.runs.flatMap((run) => [began(run), ended(run)]);
    expect(line(sweepBegan, ...runs)).toBe('');
    expect(line(sweepBegan, ...runs, { kind: 'sweep-ended', folder: '/r', failed: 0 })).toBe('');
  });

  it('is not moved by a warning', () => {
    const before = after(sweepBegan, began(first));
    expect(advanceProgress(before, { kind: 'warning', message: 'hot' })).toBe(before);
  });

  it('never is wider than the terminal, and is the same line where there is room', () => {
    const states = [
      after({ kind: 'step-began', step: 'build llama-bench' }),
      after(sweepBegan, began(first), ended(first), began(second), live(8e9)),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.nat({ max: 120 }), (state, columns) => {
        const cut = renderProgress(state, columns);
        expect(cut.length).toBeLessThanOrEqual(columns);
        expect(renderProgress(state, 1000).startsWith(cut)).toBe(true);
      }),
    );
  });
});
