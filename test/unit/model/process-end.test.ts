import { describe, expect, it } from 'vitest';
import { describeBadEnd, describeEnd, type ProcessEnd } from '../../../src/model/process-end.ts';

const ends: readonly (readonly [ProcessEnd, string])[] = [
  [{ how: 'exited', code: 3 }, 'it ended with exit code 3'],
  [{ how: 'killed-by-signal', signal: 'SIGKILL' }, 'it was killed by SIGKILL'],
  [{ how: 'timed-out', limitMs: 1500 }, 'it had not ended after 1.5 s'],
  [
    { how: 'timed-out', limitMs: 1500, stopped: true },
    'it had not ended after 1.5 s, when it was stopped (SIGSTOP, or a debugger)',
  ],
  [{ how: 'flooded', limitBytes: 9 }, 'it printed more than 9 bytes'],
  [{ how: 'cancelled' }, 'it was cancelled'],
  [{ how: 'not-started', problem: 'no such program' }, 'no such program'],
];

describe('the end of a process', () => {
  it.each(ends)('%j is told', (end, words) => {
    expect(describeEnd(end)).toBe(words);
    expect(describeBadEnd(end)).toBe(words);
  });

  it('is a good one with exit code 0 alone', () => {
    const end: ProcessEnd = { how: 'exited', code: 0 };
    expect(describeEnd(end)).toBe('it ended with exit code 0');
    expect(describeBadEnd(end)).toBeUndefined();
  });
});
