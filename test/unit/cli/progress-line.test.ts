import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceState, nothingYet, type LiveState } from '../../../src/cli/live/state.ts';
import { renderProgress } from '../../../src/cli/progress-line.ts';
import type { Event } from '../../../src/model/event.ts';
import type { PlannedRun } from '../../../src/model/plan.ts';
import { makePlan, makeProfile, makeRunRecord, makeWorkloadSpec } from '../../support/factory.ts';

const plan = makePlan({ profile: makeProfile({ workload: makeWorkloadSpec({ rounds: 2 }) }) });
const first: PlannedRun = { index: 0, round: 0, order: 0, caseId: 'baseline' };
const second: PlannedRun = { index: 1, round: 0, order: 1, caseId: 'null' };

const after = (...events: readonly Event[]): LiveState =>
  events.reduce((state, event) => advanceState(state, event, 0), nothingYet);
const render = (state: LiveState, columns: number): string =>
  renderProgress(state, { columns, unicode: true }, 0);
const line = (...events: readonly Event[]): string => render(after(...events), 200);

const sweepBegan: Event = { kind: 'sweep-began', plan, folder: '/r' };
const began = (run: PlannedRun): Event => ({ kind: 'run-began', run, plan });
const ended = (run: PlannedRun, durationMs = 10_000): Event => {
  const record = makeRunRecord({ index: run.index, case: run.caseId, durationMs });
  return { kind: 'run-ended', run, record, kept: record };
};
const live = (
  bytesFetched: number,
  elapsedMs = 2000,
  more: Partial<{ steps: number; waits: number; waitNs: number }> = {},
): Event => ({
  kind: 'run-live',
  run: second,
  bytesFetched,
  steps: 17,
  waits: 400,
  waitNs: 34e6,
  ...more,
  elapsedMs,
});

describe('the progress line', () => {
  it('is empty before anything happens, and before the first run', () => {
    expect(render(nothingYet, 80)).toBe('');
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

  it('shows the speed of the tier, its waits and tokens while a run goes on', () => {
    const running = [sweepBegan, began(second)];
    expect(line(...running, live(8e9))).toBe(
      'round 1/2 · run 2/6 · null · 4 GB/s · 400 waits of 85 us · 17 tokens',
    );
    expect(line(...running, live(8e9, 0))).toContain(' · 0 B/s · ');
    expect(line(...running, live(8e9, 2000, { waits: 0, waitNs: 0 }))).toContain(' · 0 waits · ');
  });

  it('shows tokens alone where nothing is fetched', () => {
    const none = live(0, 2000, { waits: 0, waitNs: 0 });
    expect(line(sweepBegan, began(second), none)).toBe('round 1/2 · run 2/6 · null · 17 tokens');
  });

  it('takes the speed since the last look, not since the model began to load', () => {
    const looks = [live(0, 4000), live(3.2e9, 4500), live(4.43219e9, 5000)];
    expect(line(sweepBegan, began(second), ...looks)).toContain(' · 2.46 GB/s · ');
    expect(line(sweepBegan, began(second), ...looks, live(4.43219e9, 5000))).toContain('2.46 GB/s');
  });

  it('keeps large numbers short', () => {
    const many = (steps: number, waits: number) =>
      line(sweepBegan, began(second), live(8e9, 2000, { steps, waits, waitNs: waits * 1e3 }));
    expect(many(9999, 10_000)).toMatch(/ 10k waits of 1 us · 9999 tokens$/);
    expect(many(1_048_576, 9_999_499)).toMatch(/ 9999k waits of 1 us · 1049k tokens$/);
    expect(many(0, 1)).toMatch(/ 1 wait of 1 us · 0 tokens$/);
    expect(many(1, 9_999_500)).toMatch(/ 10M waits of 1 us · 1 token$/);
  });

  it('forgets what was live when the run ends or the next begins', () => {
    expect(line(sweepBegan, began(second), live(8e9), ended(second))).not.toContain('tokens');
    expect(line(sweepBegan, began(second), live(8e9), began(first))).not.toContain('tokens');
  });

  it('forgets the last step of staging when the sweep begins', () => {
    const state = after({ kind: 'step-began', step: 'hash the model' }, sweepBegan, began(first));
    expect(render(state, 80)).not.toContain('hash');
  });

  it('is empty after the last run', () => {
    const runs = plan.runs.flatMap((run) => [began(run), ended(run)]);
    expect(line(sweepBegan, ...runs)).toBe('');
    expect(line(sweepBegan, ...runs, { kind: 'sweep-ended', folder: '/r', failed: 0 })).toBe('');
  });

  it('is empty when the sweep has ended before the last planned run', () => {
    const state = after(sweepBegan, began(first), ended(first));
    expect(render(state, 80)).not.toBe('');
    const over = advanceState(state, { kind: 'sweep-ended', folder: '/r', failed: 0 }, 0);
    expect(render(over, 80)).toBe('');
  });

  it('tells that a disturbed run is made again, the last one too', () => {
    expect(line(sweepBegan, began(first), ended(first), began({ ...first, attempt: 1 }))).toBe(
      'round 1/2 · run 1/6 again · 50 s left · baseline',
    );
    const last: PlannedRun = { index: 5, round: 1, order: 2, caseId: 'nominal' };
    const again = [began(last), ended(last), began({ ...last, attempt: 1 })];
    expect(line(sweepBegan, ...again)).toContain('run 6/6 again');
  });

  it('counts to the fewest rounds until these are done, then to the most', () => {
    const workload = makeWorkloadSpec({ rounds: 1, adaptive: { maxRounds: 2, halfWidth: 0.02 } });
    const adaptive = makePlan({ profile: makeProfile({ workload }), runs: plan.runs });
    const begins: Event = { kind: 'sweep-began', plan: adaptive, folder: '/r' };
    const [, , third, fourth] = plan.runs;
    if (third === undefined || fourth === undefined) throw new Error('no such run');
    expect(line(begins, began(first), ended(first), began(second))).toBe(
      'round 1/1 · run 2/3 · at least 20 s left · null',
    );
    expect(line(begins, ended(first), ended(second), ended(third), began(fourth))).toBe(
      'round 2/2 · run 4/6 · at most 30 s left · baseline',
    );
  });

  it('counts down while a run goes on', () => {
    const state = after(sweepBegan, began(first), ended(first), began(second));
    expect(renderProgress(state, { columns: 80, unicode: true }, 4000)).toContain('46 s left');
    expect(renderProgress(state, { columns: 80, unicode: true }, 60_000)).toContain('40 s left');
  });

  it('is made of ASCII where nothing else is shown', () => {
    const state = after(sweepBegan, began(second), live(8e9));
    expect(renderProgress(state, { columns: 80, unicode: false }, 0)).toBe(
      'round 1/2 | run 2/6 | null | 4 GB/s | 400 waits of 85 us | 17 tokens',
    );
  });

  it('is not moved by a warning', () => {
    const before = after(sweepBegan, began(first));
    expect(advanceState(before, { kind: 'warning', message: 'hot' }, 0)).toBe(before);
  });

  describe('on a terminal', () => {
    const caseId = 'tier.readBandwidth=12.5GB/s';
    const long = makePlan({
      profile: makeProfile({ workload: makeWorkloadSpec({ rounds: 6 }) }),
      runs: Array.from({ length: 84 }, (_, index) => ({ index, round: 1, order: 0, caseId })),
    });
    const run: PlannedRun = { index: 11, round: 1, order: 4, caseId };
    const counters = { steps: 117, waits: 1412, waitNs: 1412 * 85_000 };
    const state = after(
      { kind: 'sweep-began', plan: long, folder: '/r' },
      ended({ ...run, index: 10 }, 3000),
      { kind: 'run-began', run, plan: long },
      live(12.34e9, 1000, counters),
    );

    it.each([
      [
        120,
        'round 2/6 · run 12/84 · 4 min left · tier.readBandwidth=12.5GB/s · 12.3 GB/s · 1412 waits of 85 us · 117 tokens',
      ],
      [
        110,
        'round 2/6 · run 12/84 · 4 min left · tier.readBandwidth=12.5GB/s · 12.3 GB/s · 1412 waits · 117 tokens',
      ],
      [80, '12/84 · readBandwidth=12.5GB/s · 12.3 GB/s · 1412 waits · 117 tokens'],
      [40, '12/84 · 12.3 GB/s · 1412 waits · 117 tok'],
      [30, '12/84 · 12.3 GB/s · 1412 waits'],
    ])('of %d columns shows what fits', (columns, text) => {
      expect(render(state, columns)).toBe(text);
    });

    it('never is wider, and is the whole line where there is room', () => {
      const states = [
        after({ kind: 'step-began', step: 'build llama-bench' }),
        after(sweepBegan, began(first), ended(first), began(second), live(8e9)),
        state,
      ];
      fc.assert(
        fc.property(fc.constantFrom(...states), fc.nat({ max: 140 }), (each, columns) => {
          const shown = render(each, columns);
          const whole = render(each, 1000);
          expect(shown.length).toBeLessThanOrEqual(columns);
          if (whole.length <= columns) expect(shown).toBe(whole);
        }),
      );
    });
  });
});
