import { describe, expect, it } from 'vitest';
import { followWorkload } from '../../../src/system/workload-times.ts';
import { createFakeClock } from '../../support/fakes/clock.ts';
import { createFakeProcFiles, statLine } from '../../support/fakes/proc-files.ts';

const follow = (known: readonly number[] = [1]) => {
  const clock = createFakeClock();
  const proc = createFakeProcFiles({
    'proc/1/stat': statLine(1),
    'proc/42/stat': statLine(42, { user: 3, system: 2, majorFaults: 4 }),
    'proc/42/status': 'Name:\tllama-bench\nCpus_allowed_list:\t0-2,7\n',
    'proc/42/task/42/schedstat': '1000 10 3\n',
    'proc/42/task/43/schedstat': '500 5 2\n',
  });
  return { clock, proc, times: followWorkload({ clock, proc }, 42, new Set(known)) };
};

describe('the times of a workload', () => {
  it('are those of all its threads', () => {
    const { times } = follow();
    times.look();
    expect(times.totals()).toEqual({
      ...{ ranNs: 1500, queuedNs: 15, ticks: 5, majorFaults: 4, allowedCpus: 4 },
    });
  });

  it('hold what was last seen of threads that have ended', () => {
    const { proc, times } = follow();
    times.look();
    proc.put({ 'proc/42/task/43': undefined, 'proc/42/task/42/schedstat': '2000 30 4\n' });
    times.look();
    expect(times.totals()).toMatchObject({ ranNs: 2500, queuedNs: 35 });
  });

  it('count another thread with the id of one that has ended', () => {
    const { proc, times } = follow();
    times.look();
    proc.put({ 'proc/42/task/43/schedstat': '20 1 1\n' });
    times.look();
    expect(times.totals()).toMatchObject({ ranNs: 1520, queuedNs: 16 });
  });

  it('stay when the process has ended', () => {
    const { proc, times } = follow();
    times.look();
    const before = times.totals();
    proc.put({ 'proc/42': undefined });
    times.look();
    expect(times.totals()).toEqual(before);
  });

  it('hold those of its children and theirs, once these are looked for', () => {
    const { clock, proc, times } = follow();
    proc.put({
      'proc/50/stat': statLine(50, { parent: 60, user: 1 }),
      'proc/50/task/50/schedstat': '7 1 1\n',
      'proc/60/stat': statLine(60, { parent: 42, user: 1 }),
      'proc/60/task/60/schedstat': '70 10 1\n',
      'proc/70/stat': statLine(70, { parent: 1, user: 100 }),
      'proc/70/task/70/schedstat': '9999 9999 1\n',
    });
    times.look();
    expect(times.totals().ticks).toBe(5);
    clock.advanceNs(1e9);
    times.look();
    expect(times.totals()).toMatchObject({ ranNs: 1577, queuedNs: 26, ticks: 7 });
  });

  it('leave out what was there before', () => {
    const { clock, proc, times } = follow([1, 60]);
    proc.put({ 'proc/60/stat': statLine(60, { parent: 42, user: 9 }) });
    clock.advanceNs(1e9);
    times.look();
    expect(times.totals().ticks).toBe(5);
  });

  it('have no share of waiting where the kernel counts none', () => {
    const { proc, times } = follow();
    proc.put({ 'proc/42/task/42/schedstat': '0 0 0\n', 'proc/42/task/43': undefined });
    proc.put({ 'proc/42/status': undefined });
    times.look();
    expect(times.totals()).toEqual({ ticks: 5, majorFaults: 4 });
  });
});
