import { describe, expect, it } from 'vitest';
import { deriveFindings, type Findings } from '../../../src/report/findings.ts';
import { driftCaution, renderDrift } from '../../../src/report/report-drift.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

/** A sweep of two tests whose baseline and null go slower and slower by this share a run. */
const findings = (rounds: number, slowing: number): Findings => {
  const { manifest, runs } = makeSyntheticSweep({ rounds });
  const slower = runs.map((run) => ({
    ...run,
    samples: run.samples.map((sample) => ({
      ...sample,
      tokensPerSecond: (run.case === 'null' ? 50 : 40) * Math.exp(-slowing * run.index),
    })),
  }));
  return deriveFindings({ manifest, runs: slower });
};

describe('the section on drift', () => {
  it('names the signs and forbids absolute claims where a session drifted', () => {
    const text = renderDrift(findings(6, 0.002));
    expect(text).toContain(
      '**Drifting:** the slope makes -10.60 % from the first run to the last (95 % interval ',
    );
    expect(text).toContain('; the second half of the runs ran at 0.9');
    expect(text).toContain('; there are 2 segments, the fastest of them +');
    expect(text).toContain('; a run resembles the one before it (lag-1 autocorrelation 0.');
    expect(text).toContain('Nothing absolute may be claimed from this session, such as tokens/s;');
    expect(text).toMatch(
      /\| all, mean \| 12 \| -76\.\d\d % \|.*\| slope, halves, segments, lag-1 \|/,
    );
    expect(text).toMatch(/\| pp64 \| 12 \|.*\n\| tg64 \| 12 \|/);
    expect(driftCaution(findings(6, 0.002))).toMatch(/^\*\*The session drifted: .*\*\*$/);
  });

  it('says that a session was steady', () => {
    const text = renderDrift(findings(6, 0));
    expect(text).toContain('Steady: no drift is seen.');
    expect(text).toContain('| all, mean | 12 | 0.00 % | 0.00 % to 0.00 % | 0.00 % | 1.000 |');
    expect(driftCaution(findings(6, 0))).toBe('');
  });

  it('says that it cannot tell from a few rounds', () => {
    const few = findings(3, 0.002);
    expect(renderDrift(few)).toContain(
      'Too few rounds to tell: baseline and null have 6 runs that count, and 10 are needed.',
    );
    expect(driftCaution(few)).toBe('');
  });
});
