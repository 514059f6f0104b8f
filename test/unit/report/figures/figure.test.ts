import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { figuresOf, type Figure } from '../../../../src/report/figures/figure.ts';
import { deriveFindings } from '../../../../src/report/findings.ts';
import { makeRunRecord } from '../../../support/factory.ts';
import { makeSyntheticKernelSweep } from '../../../support/synthetic-kernel-sweep.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

type Row = Readonly<Record<string, unknown>>;

/** Everything that a specification draws. */
const drawnIn = (spec: TopLevelSpec): readonly Row[] => {
  const found: Row[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value))
        if (key === 'values' && Array.isArray(each))
          found.push(...each.filter((row): row is Row => typeof row === 'object' && row !== null));
        else walk(each);
  };
  walk(spec);
  return found;
};

const figures = figuresOf(deriveFindings(makeSyntheticSweep()));

const figureOf = (id: string, among = figures): Figure => {
  const figure = among.find((each) => each.id === id);
  if (figure === undefined) throw new Error(`Internal error: no figure '${id}'.`);
  return figure;
};

const cell = ({ table }: Figure, row: readonly string[] | undefined, column: string): string =>
  row?.[table.columns.indexOf(column)] ?? '';

describe('the figures of a sweep', () => {
  test('are one for each parameter and metric, each with a name of its own', () => {
    expect(figures.map(({ id }) => id)).toEqual([
      'tier.readBandwidth-pp',
      'tier.readBandwidth-tg',
      'tier.readBandwidth-token-time',
      'tier.readLatency-pp',
      'tier.readLatency-tg',
      'tier.readLatency-token-time',
    ]);
  });

  test('show throughput as a ratio and absolutely, and the times of tokens absolutely', () => {
    expect(figureOf('tier.readBandwidth-tg').views.map(({ id, label }) => [id, label])).toEqual([
      ['relative', 'ratio to null'],
      ['absolute', 'tokens/s'],
    ]);
    expect(
      figureOf('tier.readBandwidth-token-time').views.map(({ id, label }) => [id, label]),
    ).toEqual([['absolute', 'ms']]);
  });

  test('have no times of tokens where none were recorded', () => {
    const kernel = figuresOf(deriveFindings(makeSyntheticKernelSweep()));
    expect(kernel.map(({ id }) => id)).toEqual(['memory.max-tg', 'io.readBandwidth-tg']);
  });

  test('are left out where nothing can be drawn', () => {
    const { manifest } = makeSyntheticSweep();
    const none = deriveFindings({ manifest, runs: [makeRunRecord({ case: 'baseline' })] });
    expect(figuresOf(none)).toEqual([]);
  });

  test('describe every point in words', () => {
    expect(figureOf('tier.readLatency-tg').description).toContain('tg64: 1 us 49.');
    expect(figureOf('tier.readLatency-tg').description).toContain('(not-binding)');
    expect(figureOf('tier.readLatency-token-time').description).toMatch(
      /tg64: 1 us p50 [0-9.]+ ms p95 [0-9.]+ ms p99 [0-9.]+ ms \(not-binding\), 5 us p50/,
    );
  });
});

describe('the table under a figure', () => {
  test.for(['pp', 'tg'])('has each value of %s that is drawn, as it is shown there', (metric) => {
    const figure = figureOf(`tier.readBandwidth-${metric}`);
    for (const [view, value, interval] of [
      ['relative', 'ratio to null', '95 % interval of the ratio'],
      ['absolute', 'tokens/s', '95 % interval of tokens/s'],
    ] as const) {
      const spec = figure.views.find(({ id }) => id === view)?.spec;
      const points = spec === undefined ? [] : drawnIn(spec).filter((row) => 'valueText' in row);
      expect(points.length).toBeGreaterThanOrEqual(6);
      for (const point of points) {
        const row = figure.table.rows.find(
          (each) =>
            cell(figure, each, 'test') === point['test'] &&
            cell(figure, each, 'tier.readBandwidth') === point['levelText'],
        );
        expect(cell(figure, row, value)).toBe(point['valueText']);
        expect(cell(figure, row, interval)).toBe(point['interval']);
        for (const column of ['asked', 'measured', 'verdict', 'claim'])
          expect(cell(figure, row, column)).toBe(point[column]);
        expect(cell(figure, row, 'rounds')).toBe(String(point['rounds']));
      }
    }
  });

  test('has each time of a token that is drawn', () => {
    const figure = figureOf('tier.readLatency-token-time');
    const [view] = figure.views;
    const times = view === undefined ? [] : drawnIn(view.spec).filter((row) => 'quantile' in row);
    expect(times.length).toBeGreaterThanOrEqual(12);
    for (const time of times) {
      const row = figure.table.rows.find(
        (each) => cell(figure, each, 'tier.readLatency') === time['levelText'],
      );
      expect(cell(figure, row, String(time['quantile']))).toBe(time['valueText']);
      expect(cell(figure, row, 'tokens')).toBe(String(time['tokens']));
    }
  });

  test('has what is drawn beside the points', () => {
    const figure = figureOf('tier.readBandwidth-tg');
    const names = figure.table.rows.map((row) => cell(figure, row, 'tier.readBandwidth'));
    expect(names.slice(0, 3)).toEqual(['baseline', 'null', 'null band']);
    const last = figure.table.rows.at(-1);
    expect(cell(figure, last, 'tier.readBandwidth')).toBe('3.125 GB/s');
    expect(cell(figure, last, 'roofline, tokens/s')).toBe('31.25');
  });

  test('leaves out columns in which nothing stands', () => {
    expect(figureOf('tier.readLatency-tg').table.columns).not.toContain('roofline, tokens/s');
    for (const { table } of figures)
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
  });
});
