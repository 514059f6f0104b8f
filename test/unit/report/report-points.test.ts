import { expect, it } from 'vitest';
import type { CasePoint } from '../../../src/model/curve/case-point.ts';
import { renderPoints } from '../../../src/report/report-points.ts';

const point = (overrides: Partial<CasePoint>): CasePoint => ({
  caseId: 'nominal',
  test: 'tg64',
  metric: 'tg',
  rounds: 6,
  verdict: { verdict: 'bound', why: '' },
  failedRuns: 0,
  missingRuns: 0,
  ...overrides,
});

const rate = { askedDimension: 'bytes-per-second' } as const;

const headings = (...points: readonly Partial<CasePoint>[]): string =>
  renderPoints(
    'level',
    'ratio',
    points.map((each) => ({ name: '1', point: point(each) })),
  ).split('\n')[0] ?? '';

it('points show a bandwidth only where one is asked for', () => {
  expect(headings({})).not.toContain('asked');
  expect(headings({ ...rate, asked: 50e9, measured: 49e9 }, {})).toContain('| asked | measured |');
});

it('points show what a tier sustains beside what it is asked for where it stalls', () => {
  const stalling = { ...rate, asked: 50e9, sustained: 49.5e9, measured: 49e9 };
  expect(headings({ ...rate, asked: 50e9 }, stalling)).toContain(
    '| asked | sustained | measured |',
  );
  const named = { name: '1', point: point(stalling) };
  expect(renderPoints('level', 'ratio', [named])).toContain('| 50 GB/s | 49.5 GB/s | 49 GB/s |');
});

it('points show what is asked and measured in its own unit', () => {
  const rowOf = (overrides: Partial<CasePoint>): string =>
    renderPoints('level', 'ratio', [{ name: '1', point: point(overrides) }]).split('\n')[2] ?? '';
  expect(rowOf({ askedDimension: 'bytes', asked: 2 ** 26, measured: 2 ** 26 - 0.5 })).toContain(
    '| 64 MiB | 64 MiB |',
  );
  expect(rowOf({ askedDimension: 'count', asked: 1000, measured: 998.7 })).toContain(
    '| 1000 | 999 |',
  );
});

it('points show claims where they are made, and none where nothing may be claimed', () => {
  const rows = renderPoints('level', 'ratio', [
    { name: '1', point: point({}), claim: 'degraded' },
    { name: '2', point: point({}), claim: 'none' },
  ]).split('\n');
  expect(rows[0]).toMatch(/\| verdict \| claim \|$/);
  expect(rows[2]).toMatch(/\| bound \| degraded \|$/);
  expect(rows[3]).toMatch(/\| bound \| {2}\|$/);
  expect(headings({})).toMatch(/\| verdict \|$/);
});
