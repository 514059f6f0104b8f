import { describe, expect, it } from 'vitest';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderMainEffects } from '../../../src/report/report-effects.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import { designedPlan, simulateDesign } from '../../support/designed-sweep.ts';
import { drawsOf, simulateSweep } from '../../support/simulated-sweep.ts';
import { makeTier } from '../../support/factory.ts';

const findings = deriveFindings(simulateDesign(designedPlan(12), 0.02, drawsOf(2)));

describe('the main effects of a design', () => {
  it('are told for each level, with shares of the variance and the cases themselves', async () => {
    await expect(`${renderMainEffects(findings)}\n`).toMatchFileSnapshot(
      '../../golden/report/main-effects.md',
    );
  });

  it('stand in the report, and in short in the summary', () => {
    expect(renderMarkdown(findings)).toContain('## Main effects');
    expect(renderSummary(findings, { columns: 100, unicode: true })).toContain(
      'main effects on decode (tg64), factors on the geometric mean of all cases',
    );
  });

  it('are not spoken of where parameters are swept one at a time', () => {
    const swept = simulateSweep(
      {
        parameter: 'tier.readBandwidth',
        dimension: 'bytes-per-second',
        levels: [{ text: '50 GB/s', value: 50e9 }],
        tier: makeTier(),
        secondsAt: () => 0.02,
        reference: 0.01,
        rounds: 6,
        noise: 0.01,
      },
      drawsOf(1),
    );
    expect(renderMarkdown(deriveFindings(swept))).not.toContain('Main effects');
  });
});
