import { describe, expect, it } from 'vitest';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderTokenTimes } from '../../../src/report/report-times.ts';
import { makeManifest, makeRunRecord, makeSample } from '../../support/factory.ts';

/** The row of the baseline, which recorded so many tokens. */
const rowWith = (tokens: number): readonly string[] => {
  const stepsNs = Array.from({ length: tokens }, (_, at) => 1e6 + at);
  const runs = [
    makeRunRecord({ case: 'baseline', samples: [makeSample(tokens === 0 ? {} : { stepsNs })] }),
  ];
  const text = renderTokenTimes(deriveFindings({ manifest: makeManifest(), runs }));
  const row = text.split('\n').find((line) => line.includes('baseline')) ?? '';
  return row
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
};

describe('the times of tokens in a report', () => {
  it('are given for the baseline too, with what so few tokens cannot tell', () => {
    expect(rowWith(99)).toEqual([
      ...['baseline', 'tg64', '99', '1 ms', '1 ms'],
      ...['too few tokens', 'too few tokens', '1 ms'],
    ]);
  });

  it('have a 99th percentile from 100 tokens on, and a bound of it from 300 on', () => {
    expect(rowWith(100).filter((cell) => cell === 'too few tokens')).toHaveLength(1);
    expect(rowWith(299).filter((cell) => cell === 'too few tokens')).toHaveLength(1);
    expect(rowWith(300)).not.toContain('too few tokens');
  });

  it('are left out where none were recorded', () => {
    expect(rowWith(0)).toEqual([]);
  });
});
