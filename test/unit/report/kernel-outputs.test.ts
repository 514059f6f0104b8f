import { describe, expect, test } from 'vitest';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderOutputs } from '../../../src/report/outputs.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import { makeSyntheticKernelSweep } from '../../support/synthetic-kernel-sweep.ts';

const dataset = makeSyntheticKernelSweep();

const outputs = renderOutputs(dataset, { chartRuntime: undefined });

const outputOf = async (path: string): Promise<string> =>
  (await outputs).find((each) => each.path === path)?.text ?? '';

describe("the outputs of a sweep of the kernel's constraints", () => {
  test.for([
    'curves.csv',
    'report.md',
    'requirements.json',
    'figures/memory.max.svg',
    'figures/io.readBandwidth.svg',
  ])('%s is what it was', async (path) => {
    await expect(await outputOf(path)).toMatchFileSnapshot(`../../golden/report-kernel/${path}`);
  });

  test('the summary is what it was', async () => {
    const page = { columns: 80, unicode: true };
    await expect(renderSummary(deriveFindings(dataset), page)).toMatchFileSnapshot(
      '../../golden/report-kernel/summary.txt',
    );
  });

  test('hold the time of a token over the cap on reads against the weights', async () => {
    expect(await outputOf('report.md')).toContain('### io.readBandwidth, decode');
  });

  test('say of a level at which the workload was killed that it was, and draw nothing there', async () => {
    const report = await outputOf('report.md');
    expect(report).toContain(
      '- 5 % of model: failed. The kernel killed the workload at the memory',
    );
    expect(report).toContain('- 5 % of model: 6 runs failed, left out.');
    expect(await outputOf('figures/memory.max.svg')).toContain('tg4: 120 % of model 1.000');
    expect(await outputOf('figures/memory.max.svg')).not.toContain('5 % of model 0.');
  });

  test('give what was asked and measured of the swept parameter, in bytes for a share of the model', async () => {
    const rows = (await outputOf('curves.csv')).split('\n').map((row) => row.split(','));
    const valuesAt = (parameter: string, level: string) =>
      rows.find((row) => row[0] === parameter && row[1] === level)?.slice(12);
    expect(valuesAt('memory.max', '0.6')).toEqual(['62914560', '62914560', 'bound']);
    expect(valuesAt('memory.max', '0.05')).toEqual(['5242880', '', 'failed']);
    expect(valuesAt('io.readBandwidth', '100000000')).toEqual(['100000000', '101000000', 'bound']);
  });
});
