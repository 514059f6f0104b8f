import { describe, expect, it } from 'vitest';
import {
  describeAbout,
  describeEstimate,
  describeSeconds,
  describeTiming,
} from '../../../../src/model/plan/estimate-text.ts';

describe('a time for people', () => {
  it.each([
    [0.4, '0 s'],
    [89, '89 s'],
    [90, '1 min 30 s'],
    [331, '5 min 31 s'],
    [5399, '89 min 59 s'],
    [5400, '1 h 30 min'],
    [90_061, '25 h 1 min'],
  ])('of %d seconds is %s', (seconds, text) => {
    expect(describeSeconds(seconds)).toBe(text);
  });

  it.each([
    [0.4, '5 s'],
    [42, '40 s'],
    [89, '90 s'],
    [100, '2 min'],
    [420, '7 min'],
    [5390, '1 h 30 min'],
    [5460, '1 h 31 min'],
  ])('of about %d seconds is %s', (seconds, text) => {
    expect(describeAbout(seconds)).toBe(text);
  });
});

describe('an estimate', () => {
  const known = { seconds: 420, low: 340, high: 620, measuredUtc: '2026-11-23T12:52:05.000Z' };

  it('says how long, from what to what, and what it rests on', () => {
    expect(describeEstimate({ ...known, basis: 'sweep' })).toBe(
      'Estimated time: about 7 min, 6 min to 10 min (from a sweep of 2026-11-23 on this host)',
    );
    expect(describeEstimate({ ...known, basis: 'scaled' })).toBe(
      'Estimated time: about 7 min, 6 min to 10 min (scaled from a sweep of 2026-11-23 on this host with another model or other settings)',
    );
    expect(describeEstimate({ seconds: 420, low: 170, high: 1050, basis: 'rough' })).toBe(
      "Estimated time: about 7 min, 3 min to 18 min (rough, by the model's size and the number of threads; no sweep was made on this host)",
    );
  });

  it('is set beside what it really took', () => {
    expect(describeTiming({ estimatedSeconds: 310, seconds: 331 })).toBe(
      'estimated 5 min 10 s, took 5 min 31 s',
    );
  });
});
