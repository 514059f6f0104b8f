import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../../src/model/run-record.ts';
import type { NamedSweep } from '../../../../src/report/export/entry.ts';
import { renderLlamaBenchSql } from '../../../../src/report/export/llama-bench-sql.ts';
import { readResultLine } from '../../../../src/workloads/llama-bench/result-line.ts';
import { captured } from '../../../support/captured.ts';
import { makeManifest, makePlan, makeRunRecord, makeSample } from '../../../support/factory.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const sqlOf = (sweep: NamedSweep): string => [...renderLlamaBenchSql([sweep])].join('');

const tg = (tokensPerSecond: number, repetitionsNs = [1e9]) =>
  makeSample({ test: 'tg64', metric: 'tg', tokens: 64, tokensPerSecond, repetitionsNs });

const run = (overrides: Partial<RunRecord>): RunRecord =>
  makeRunRecord({ workload: { build_commit: '0ad4a86' }, samples: [tg(64)], ...overrides });

const sweepOf = (...runs: readonly RunRecord[]): NamedSweep => ({
  name: 'a-sweep',
  manifest: makeManifest({ plan: makePlan() }),
  runs,
});

/** The values of each row, without their quotes. */
const rowsOf = (sql: string): readonly (readonly string[])[] =>
  sql
    .split('\n')
    .filter((line) => line.startsWith('('))
    .map((line) => [...line.matchAll(/'((?:[^']|'')*)'/g)].map((match) => match[1] ?? ''));

const valueOf = (name: string, sql: string): readonly string[] => {
  const names = /INSERT INTO llama_bench \((.*)\) VALUES/.exec(sql)?.[1]?.split(', ') ?? [];
  return rowsOf(sql).map((row) => row[names.indexOf(name)] ?? '');
};

describe('samples in the form of llama-bench -o sql', () => {
  test('are what they were', async () => {
    const sweep = { name: 'a-sweep', ...makeSyntheticSweep({ rounds: 1 }) };
    await expect(sqlOf(sweep)).toMatchFileSnapshot('../../../golden/export/llama-bench.sql');
  });

  test('are what a real llama-bench printed, but for the case beside the model', () => {
    const [first = ''] = captured('results.jsonl').split('\n');
    const real = JSON.parse(first) as Record<string, string | number | boolean>;
    const line = readResultLine(first);
    if (typeof line === 'string') throw new Error(line);
    const { test: spec, repetitionsNs, facts } = line;
    const base = sweepOf(
      run({
        ...{ case: 'baseline', workload: facts, startedUtc: '2026-11-23T00:36:27.123Z' },
        samples: [makeSample({ test: 'pp16', tokens: 16, repetitionsNs: [...repetitionsNs] })],
      }),
    );
    const model = { ...base.manifest.model, path: 'model.gguf' };
    const manifest = { ...base.manifest, model, plan: makePlan({ tests: [spec] }) };
    const sql = sqlOf({ ...base, manifest });
    const names = /INSERT INTO llama_bench \((.*)\) VALUES/.exec(sql)?.[1]?.split(', ') ?? [];
    const got = Object.fromEntries(names.map((name) => [name, valueOf(name, sql)[0]]));
    const { samples_ns: _ns, samples_ts: _ts, ...printed } = real;
    const expected = Object.fromEntries(
      Object.entries(printed).map(([name, value]) => [
        name,
        name.endsWith('_ts')
          ? Number(value).toFixed(6)
          : String(typeof value === 'boolean' ? Number(value) : value),
      ]),
    );
    expect(names).toEqual(Object.keys(printed));
    expect({ ...got, stddev_ns: '', stddev_ts: '' }).toEqual({
      ...{ ...expected, stddev_ns: '', stddev_ts: '' },
      model_type: 'qwen2 ?B Q4_K - Medium, hbf-50gbps: baseline',
    });
    // llama-bench adds up whole nanoseconds and loses what is below one.
    expect(Math.abs(Number(got['stddev_ns']) - Number(expected['stddev_ns']))).toBeLessThanOrEqual(
      1,
    );
    expect(Number(got['stddev_ts'])).toBeCloseTo(Number(expected['stddev_ts']), 3);
  });

  test('have the reference of the same round under a commit as long as the build', () => {
    const sql = sqlOf(
      sweepOf(
        run({ index: 0, case: 'null', samples: [tg(128, [5e8])] }),
        run({ index: 1, case: 'nominal' }),
      ),
    );
    expect(valueOf('build_commit', sql)).toEqual(['0ad4a86', '0ad4a86', 'ref4a86']);
    expect(valueOf('model_type', sql)).toEqual([
      'qwen2, hbf-50gbps: null',
      'qwen2, hbf-50gbps: nominal',
      'qwen2, hbf-50gbps: nominal',
    ]);
    expect(valueOf('avg_ts', sql)).toEqual(['128.000000', '64.000000', '128.000000']);
    expect(sql).toContain('compare-llama-bench.py -i FILE -b ref4a86 -c 0ad4a86\n');
  });

  test('leave out what the curves leave out', () => {
    expect(rowsOf(sqlOf(sweepOf(run({ round: -1 }))))).toEqual([]);
    expect(
      valueOf(
        'avg_ts',
        sqlOf(sweepOf(run({ samples: [tg(1)] }), run({ attempt: 1, samples: [tg(2, [32e9])] }))),
      ),
    ).toEqual(['2.000000']);
  });

  test('have how the model was loaded, from the flags of an older build too', () => {
    const loadMode = (workload: RunRecord['workload']): readonly string[] =>
      valueOf('load_mode', sqlOf(sweepOf(run({ workload }))));
    expect(loadMode({ load_mode: 'mlock' })).toEqual(['mlock']);
    expect(loadMode({ use_mmap: true })).toEqual(['mmap']);
    expect(loadMode({ use_mmap: false, use_direct_io: false })).toEqual(['none']);
    expect(loadMode({ use_mmap: 1, use_direct_io: 1 })).toEqual(['dio']);
    expect(loadMode({})).toEqual(['mmap']);
  });

  test('end a quoted text only where it ends', () => {
    const sql = sqlOf(
      sweepOf(run({ workload: { build_commit: "a\nb'); DROP TABLE llama_bench; --" } })),
    );
    expect(sql.split('\n').filter((line) => line.startsWith('--'))).toHaveLength(2);
    expect(sql).toContain("'a\nb''); DROP TABLE llama_bench; --'");
    expect(sqlOf(sweepOf(run({ workload: { cpu_info: 'a\0b' } })))).toContain("'a\uFFFDb'");
  });
});
