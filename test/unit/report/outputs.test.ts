import { describe, expect, test } from 'vitest';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderOutputs } from '../../../src/report/outputs.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import type { OutputFile } from '../../../src/model/output-file.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { makePlan, makeManifest, makeRunRecord } from '../../support/factory.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const golden = (name: string): string => `../../golden/report/${name}`;

const rendered = new WeakMap<Dataset, ReturnType<typeof renderOutputs>>();

/** Drawing takes its time, and most tests look at the same sweep. */
const outputsOf = (dataset: Dataset): ReturnType<typeof renderOutputs> => {
  const known = rendered.get(dataset);
  if (known !== undefined) return known;
  const outputs = renderOutputs(dataset, { chartRuntime: undefined });
  rendered.set(dataset, outputs);
  return outputs;
};

const outputOf = async (dataset: Dataset, path: string): Promise<string> => {
  const output = (await outputsOf(dataset)).find((each) => each.path === path);
  if (output === undefined) throw new Error(`Internal error: no output '${path}'.`);
  return output.text;
};

const textsIn = (outputs: readonly OutputFile[]): readonly (readonly [string, string])[] =>
  outputs.map(({ path, text }) => [path, text]);

describe('the outputs of a sweep', () => {
  const dataset = makeSyntheticSweep();

  test('are these files', async () => {
    expect((await outputsOf(dataset)).map(({ path }) => path)).toEqual([
      'curves.csv',
      'samples.csv',
      'requirements.json',
      'report.md',
      'report.html',
      'figures/tier.readBandwidth.svg',
      'figures/tier.readLatency.svg',
      'figures/tier.readBandwidth-pp.svg',
      'figures/tier.readBandwidth-pp-absolute.svg',
      'figures/tier.readBandwidth-tg.svg',
      'figures/tier.readBandwidth-tg-absolute.svg',
      'figures/tier.readBandwidth-token-time.svg',
      'figures/tier.readLatency-pp.svg',
      'figures/tier.readLatency-pp-absolute.svg',
      'figures/tier.readLatency-tg.svg',
      'figures/tier.readLatency-tg-absolute.svg',
      'figures/tier.readLatency-token-time.svg',
    ]);
  });

  test.for([
    'curves.csv',
    'samples.csv',
    'requirements.json',
    'report.md',
    'figures/tier.readBandwidth.svg',
    'figures/tier.readLatency.svg',
  ])('%s is what it was', async (path) => {
    await expect(await outputOf(dataset, path)).toMatchFileSnapshot(golden(path));
  });

  test('the summary is what it was', async () => {
    const page = { columns: 80, unicode: true };
    await expect(renderSummary(deriveFindings(dataset), page)).toMatchFileSnapshot(
      golden('summary.txt'),
    );
  });

  test('are written in pieces as they are in whole', async () => {
    const inPieces = (await outputsOf(dataset)).filter(({ pieces }) => pieces !== undefined);
    expect(inPieces.map(({ path }) => path)).toEqual(['samples.csv']);
    for (const { text, pieces } of inPieces) expect([...(pieces?.() ?? [])].join('')).toBe(text);
  });

  test('are the same after a round trip through text', async () => {
    const copy = JSON.parse(JSON.stringify(dataset)) as Dataset;
    expect(textsIn(await outputsOf(copy))).toEqual(textsIn(await outputsOf(dataset)));
  });

  test('do not depend on the order of the recorded runs, except for the list of samples', async () => {
    const other = { ...dataset, runs: dataset.runs.toReversed() };
    for (const path of ['curves.csv', 'report.md', 'requirements.json'])
      expect(await outputOf(other, path)).toBe(await outputOf(dataset, path));
  });

  test('have the documented columns', async () => {
    expect((await outputOf(dataset, 'curves.csv')).split('\n')[0]).toBe(
      'parameter,level,unit,test,metric,rounds,tokens_per_second,tokens_per_second_low,' +
        'tokens_per_second_high,ratio,ratio_low,ratio_high,asked,measured,verdict',
    );
    expect((await outputOf(dataset, 'samples.csv')).split('\n')[0]).toBe(
      'round,order,case,parameter,level,unit,test,metric,tokens_per_second,verdict,attempt',
    );
  });

  test('have one row for each sample', async () => {
    const samples = dataset.runs.reduce((sum, run) => sum + run.samples.length, 0);
    const text = await outputOf(dataset, 'samples.csv');
    expect(text.trimEnd().split('\n')).toHaveLength(samples + 1);
  });

  test('print numbers in plain decimal', async () => {
    for (const path of ['curves.csv', 'samples.csv'])
      expect(await outputOf(dataset, path)).not.toMatch(/\d[eE][+-]?\d/);
  });
});

describe('the outputs of an odd sweep', () => {
  test('say that there is no interval below 6 rounds', async () => {
    const report = await outputOf(makeSyntheticSweep({ rounds: 3 }), 'report.md');
    expect(report).toContain('**Indicative: too few rounds for intervals.');
    expect(report).toContain('indicative, no interval');
  });

  test('exist for a sweep of which nothing was recorded', async () => {
    const { manifest } = makeSyntheticSweep();
    const report = await outputOf({ manifest, runs: [] }, 'report.md');
    expect(report).toContain(
      'is not derivable from this range: at no tested level does the evidence prove',
    );
    expect(report).not.toContain('![');
    expect(report).not.toMatch(/undefined|NaN/);
  });

  test('show the nominal case of a profile without sweeps', async () => {
    const dataset = {
      manifest: makeManifest({ plan: makePlan() }),
      runs: ['baseline', 'null', 'nominal'].map((name, order) =>
        makeRunRecord({ index: order, order, case: name }),
      ),
    };
    expect(await outputOf(dataset, 'curves.csv')).toContain('\nnominal,,,tg64,tg,1,50,,,1,');
    expect(await outputOf(dataset, 'report.md')).toContain('### Nominal values');
  });

  test('name what runs warned of, with how often', async () => {
    const { manifest, runs } = makeSyntheticSweep();
    const warned = runs.map((run) => ({ ...run, warnings: ['swap is on'] }));
    const report = await outputOf({ manifest, runs: warned }, 'report.md');
    expect(report).toContain(`- swap is on (${runs.length} times)`);
  });

  test('quote a command so that a shell reads it back', async () => {
    const { manifest, runs } = makeSyntheticSweep();
    const command = ['emulate', '--set', 'tier.readBandwidth=25 GB/s', "it's"];
    const report = await outputOf({ manifest: { ...manifest, command }, runs }, 'report.md');
    expect(report).toContain(`emulate --set 'tier.readBandwidth=25 GB/s' 'it'\\''s'`);
  });
});
