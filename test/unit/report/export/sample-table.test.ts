import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { median } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../../src/model/dataset.ts';
import { columns } from '../../../../src/report/export/columns.ts';
import { renderSampleTableCsv } from '../../../../src/report/export/csv.ts';
import type { NamedSweep } from '../../../../src/report/export/entry.ts';
import { renderSampleLines } from '../../../../src/report/export/jsonl.ts';
import { renderSampleTableParquet } from '../../../../src/report/export/parquet.ts';
import { deriveFindings } from '../../../../src/report/findings.ts';
import {
  makeDisturbance,
  makeHostFacts,
  makeManifest,
  makePlan,
  makeRunRecord,
  makeSample,
} from '../../../support/factory.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

type Line = Readonly<Record<string, string | number | boolean | null>>;

const named = (dataset: Dataset, name = 'a-sweep'): NamedSweep => ({ name, ...dataset });

const linesOf = (sweeps: readonly NamedSweep[]): readonly Line[] =>
  [...renderSampleLines(sweeps)]
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

const csvOf = (sweeps: readonly NamedSweep[]): readonly Readonly<Record<string, string>>[] =>
  parse([...renderSampleTableCsv(sweeps)].join(''), { columns: true });

const sweep = named(makeSyntheticSweep());
const lines = linesOf([sweep]);

/** A sweep of one run of the baseline. */
const bare = (overrides: Parameters<typeof makeRunRecord>[0] = {}): NamedSweep =>
  named({
    manifest: makeManifest({ plan: makePlan() }),
    runs: [makeRunRecord({ case: 'baseline', ...overrides })],
  });

describe('the table of samples', () => {
  test('has one row for each sample of every run, in the order of the runs', () => {
    expect(lines.map(({ run, test: name }) => [run, name])).toEqual(
      sweep.runs.flatMap(({ index, samples }) => samples.map((each) => [index, each.test])),
    );
  });

  test('has every column in every row, in the same order', () => {
    for (const line of lines) expect(Object.keys(line)).toEqual(columns.map(({ name }) => name));
  });

  test('joins sweeps, each under its name', () => {
    const both = linesOf([sweep, named(makeSyntheticSweep({ rounds: 1 }), 'another')]);
    expect(new Set(both.map((line) => line['sweep']))).toEqual(new Set(['a-sweep', 'another']));
    expect(both.slice(0, lines.length)).toEqual(lines);
  });

  test('says what a level is in base units and as it was written', () => {
    expect(lines.find((line) => line['case'] === 'tier.readLatency=20us')).toMatchObject({
      ...{ kind: 'level', parameter: 'tier.readLatency', level: 0.00002, unit: 's' },
      ...{ dimension: 'time', level_text: '20 us', levels: 'tier.readLatency=20us' },
      ...{ asked: 50e9, asked_unit: 'B/s', reference: 'null' },
    });
  });

  test('names every level of a case that stands for several', () => {
    expect(lines.find((line) => line['case'] === 'nominal')).toMatchObject({
      ...{ parameter: 'tier.readBandwidth', level: 50e9, kind: 'nominal' },
      levels: 'tier.readBandwidth=50GB/s, tier.readLatency=5us',
    });
  });

  test('has no level where there is none, and no reference for the baseline', () => {
    expect(lines.find((line) => line['case'] === 'baseline')).toMatchObject({
      ...{ kind: 'baseline', parameter: null, level: null, levels: null, asked: null },
      ...{ reference: null, ratio: null },
    });
    expect(lines.find((line) => line['case'] === 'null')).toMatchObject({ reference: 'baseline' });
  });

  test('counts what the curves rest on: their medians come out of the counted rows', () => {
    const { curves } = deriveFindings(sweep);
    const points = [
      ...curves.baseline,
      ...curves.null,
      ...curves.sweeps.flatMap((each) => each.curves.flatMap((curve) => curve.points)),
    ];
    expect(points.length).toBeGreaterThan(20);
    for (const point of points) {
      const rows = lines.filter(
        (line) =>
          line['counted'] === true && line['case'] === point.caseId && line['test'] === point.test,
      );
      const numbers = (name: string): number[] =>
        rows.map((row) => row[name]).filter((value) => typeof value === 'number');
      expect(median(numbers('tokens_per_second'))).toBeCloseTo(
        point.tokensPerSecond?.value ?? NaN,
        9,
      );
      expect(numbers('ratio')).toHaveLength(point.ratio?.count ?? 0);
      if (point.ratio !== undefined)
        // Of an even number the curves take the geometric mean of the middle two.
        expect(median(numbers('ratio')) / point.ratio.value).toBeCloseTo(1, 4);
    }
  });

  test('neither counts warm-up rounds nor gives them ratios', () => {
    const warmUp = lines.filter(({ round }) => Number(round) < 0);
    expect(warmUp.length).toBeGreaterThan(0);
    for (const line of warmUp) expect(line).toMatchObject({ counted: false, ratio: null });
  });

  test('takes the quantiles of steps from the steps where a record has no more', () => {
    const of = (sample: Parameters<typeof makeSample>[0]): Line | undefined =>
      linesOf([bare({ samples: [makeSample(sample)] })])[0];
    expect(of({ stepsNs: [30, 10, 20] })).toMatchObject({
      ...{ steps: 3, step_p50_ns: 20, step_p95_ns: 29, step_p99_ns: null, step_max_ns: 30 },
    });
    const stepTimes = { count: 100, p50Ns: 1, p95Ns: 2, p99Ns: 3, maxNs: 4 };
    expect(of({ stepsNs: [30], stepTimes })).toMatchObject({ steps: 100, step_p99_ns: 3 });
  });

  test('says by what a run was disturbed', () => {
    expect(linesOf([bare({ disturbance: makeDisturbance({ why: ['a', 'b'] }) })])[0]).toMatchObject(
      {
        ...{ disturbed: true, disturbed_why: 'a; b' },
      },
    );
    expect(linesOf([bare()])[0]).toMatchObject({ disturbed: false, disturbed_why: null });
  });

  test('has rows of a case that the plan does not know', () => {
    expect(linesOf([bare({ case: 'gone' })])[0]).toMatchObject({
      ...{
        case: 'gone',
        kind: null,
        parameter: null,
        asked: null,
        counted: false,
        reference: null,
      },
    });
  });
});

describe('the table of samples as CSV', () => {
  test('has the same values as JSON lines have', () => {
    const text = (value: Line[string] | undefined): string =>
      value === null || value === undefined ? '' : String(value);
    expect(csvOf([sweep])).toEqual(
      lines.map((line) => Object.fromEntries(Object.entries(line).map(([k, v]) => [k, text(v)]))),
    );
  });

  test('is what it was', async () => {
    const few = named(makeSyntheticSweep({ rounds: 1 }));
    await expect([...renderSampleTableCsv([few])].join('')).toMatchFileSnapshot(
      '../../../golden/export/samples.csv',
    );
  });

  test('has its heading alone without a sample', () => {
    expect([...renderSampleTableCsv([bare({ samples: [] })])]).toEqual([
      `${columns.map(({ name }) => name).join(',')}\n`,
    ]);
  });

  test.for(['=1+2', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
    'keeps a spreadsheet from calculating the text %j',
    (hostname) => {
      const [row] = csvOf([
        named({ ...bare(), manifest: makeManifest({ host: makeHostFacts({ hostname }) }) }),
      ]);
      expect(row?.['host']).toBe(`'${hostname}`);
    },
  );

  test('leaves a negative number alone', () => {
    expect(csvOf([sweep])[0]?.['round']).toBe('-1');
  });

  test('reads back as it was, whatever a text holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (hostname) => {
        const host = makeHostFacts({ hostname: `h${hostname}` });
        const [row] = csvOf([named({ ...bare(), manifest: makeManifest({ host }) })]);
        expect(row?.['host']).toBe(`h${hostname}`);
      }),
      { numRuns: 50 },
    );
  });
});

const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

describe('the table of samples as Parquet', () => {
  test('has the same values as JSON lines have, in types of their own', async () => {
    const file = bufferOf(await renderSampleTableParquet([sweep]));
    const plain = (value: unknown): unknown => {
      if (value === undefined) return null;
      if (value instanceof Date) return value.toISOString();
      return typeof value === 'bigint' ? Number(value) : value;
    };
    const rows = await parquetReadObjects({ file });
    expect(
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, plain(v)]))),
    ).toEqual(lines);
  });

  test('has a type for each column, and may lack any value', async () => {
    const file = bufferOf(await renderSampleTableParquet([bare({ samples: [] })]));
    const { schema, num_rows: count } = parquetMetadata(file);
    expect(count).toBe(0n);
    const types = new Map(schema.map((each) => [each.name, each]));
    expect(types.get('sweep')).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8' });
    expect(types.get('created')).toMatchObject({
      type: 'INT64',
      converted_type: 'TIMESTAMP_MILLIS',
    });
    expect(types.get('run')).toMatchObject({ type: 'INT64' });
    expect(types.get('ratio')).toMatchObject({ type: 'DOUBLE' });
    expect(types.get('counted')).toMatchObject({ type: 'BOOLEAN' });
    for (const { name } of columns) expect(types.get(name)?.repetition_type, name).toBe('OPTIONAL');
  });
});
