import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/model/manifest.ts';
import { deriveFindings } from '../../../src/report/findings.ts';
import { describeSessions } from '../../../src/report/report-sessions.ts';
import { makeManifest, makeRunRecord } from '../../support/factory.ts';

const runs = [0, 0, 1, 1].map((round, index) => makeRunRecord({ index, round }));

const sessionsOf = (sessions?: Manifest['sessions']): string =>
  describeSessions(
    deriveFindings({
      manifest: makeManifest(sessions === undefined ? {} : { sessions }),
      runs,
    }),
  );

const session = (startedUtc: string, runsBefore: number, bootId = 'one') => ({
  ...{ startedUtc, runsBefore, bootId, toolVersion: '0.1.0', command: ['emulate'] },
});

describe('the sessions of a sweep', () => {
  it('are not spoken of where there was one', () => {
    expect(sessionsOf()).toBe('');
  });

  it('are said with the rounds that lie in two of them', () => {
    expect(sessionsOf([session('12:00', 0), session('13:00', 1)])).toBe(
      'The sweep was interrupted, and made in 2 sessions: 12:00; 13:00 after 1 recorded run. Runs of round 1 are in two of them, and so further apart than those of other rounds.',
    );
  });

  it('are said with a start of the machine in between', () => {
    expect(sessionsOf([session('12:00', 0), session('13:00', 2, 'two')])).toBe(
      'The sweep was interrupted, and made in 2 sessions: 12:00; 13:00 after 2 recorded runs, on the machine started anew.',
    );
  });
});
