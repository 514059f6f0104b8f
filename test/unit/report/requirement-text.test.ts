import { describe, expect, test } from 'vitest';
import type { CurvePoint } from '../../../src/model/curve/curves.ts';
import type { TestedRequirement } from '../../../src/model/curve/tested-requirement.ts';
import { describeRequirement } from '../../../src/report/requirement-text.ts';

const pointAt = (text: string, value: number): CurvePoint => ({
  level: { text, value },
  caseId: text,
  test: 'tg64',
  metric: 'tg',
  rounds: 6,
  ratio: { value: 0.912, low: 0.905, high: 0.921, count: 6 },
  verdict: { verdict: 'bound', why: '' },
  failedRuns: 0,
  missingRuns: 0,
});

const textOf = (overrides: Partial<TestedRequirement>): string =>
  describeRequirement(
    {
      parameter: 'tier.readBandwidth',
      test: 'tg64',
      metric: 'tg',
      keep: 0.9,
      indicative: false,
      outcome: { kind: 'not-kept' },
      leftOut: [],
      ...overrides,
    },
    'null',
  );

describe('a requirement in words', () => {
  test('names the level that keeps it and the next that does not', () => {
    expect(
      textOf({
        outcome: { kind: 'kept', at: pointAt('25 GB/s', 25e9), lostAt: pointAt('10 GB/s', 10e9) },
      }),
    ).toBe(
      'tg64 keeps 90 % of null at tier.readBandwidth = 25 GB/s (ratio 0.912, 95 % interval 0.905 ' +
        'to 0.921), but not at the next tested level, 10 GB/s (ratio 0.912, 95 % interval 0.905 ' +
        'to 0.921).',
    );
  });

  test('says that it lies beyond the range when every level keeps it', () => {
    expect(textOf({ outcome: { kind: 'kept', at: pointAt('10 GB/s', 10e9) } })).toBe(
      'tg64 keeps 90 % of null at every tested level of tier.readBandwidth, the most severe being ' +
        '10 GB/s (ratio 0.912, 95 % interval 0.905 to 0.921). The requirement lies beyond the ' +
        'tested range.',
    );
  });

  test('names the levels that were left out, which may be more severe than all others', () => {
    const leftOut = [
      { ...pointAt('1 GB/s', 1e9), verdict: { verdict: 'failed', why: 'killed' } as const },
    ];
    expect(textOf({ outcome: { kind: 'kept', at: pointAt('10 GB/s', 10e9) }, leftOut })).toBe(
      'tg64 keeps 90 % of null at every bound level of tier.readBandwidth, the most severe being ' +
        '10 GB/s (ratio 0.912, 95 % interval 0.905 to 0.921). The requirement lies beyond it. ' +
        'Left out: 1 GB/s (failed).',
    );
  });

  test('says what to do when no level keeps it', () => {
    expect(textOf({})).toBe(
      'tg64 keeps 90 % of null at no tested level of tier.readBandwidth. Test milder levels.',
    );
  });

  test('is undecided where levels contradict one another, or none is bound', () => {
    expect(
      textOf({
        outcome: {
          kind: 'not-monotone',
          lostAt: pointAt('25 GB/s', 25e9),
          keptAt: pointAt('10 GB/s', 10e9),
        },
      }),
    ).toContain('Whether tg64 keeps 90 % of null is undecided over tier.readBandwidth: not at 25');
    expect(textOf({ outcome: { kind: 'no-bound-level' } })).toContain(
      'at no tested level does the evidence prove that the limit acted',
    );
  });

  test('says when it is indicative only', () => {
    expect(textOf({ indicative: true })).toContain('Indicative: too few rounds for an interval.');
  });
});
