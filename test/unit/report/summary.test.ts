import { describe, expect, it } from 'vitest';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import { textWidth } from '../../../src/report/text-width.ts';
import { makeSyntheticKernelSweep } from '../../support/synthetic-kernel-sweep.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const sweep = makeSyntheticSweep();
const findings = deriveFindings(sweep);

describe('the summary of a sweep', () => {
  it.each([120, 40])('on a terminal of %d columns is what it was', async (columns) => {
    await expect(renderSummary(findings, { columns, unicode: true })).toMatchFileSnapshot(
      `../../golden/report/summary-${columns}.txt`,
    );
  });

  it('is made of ASCII where nothing else is shown', () => {
    expect(renderSummary(findings, { columns: 80, unicode: false })).toMatch(
      /^[\n\u0020-\u007e]*$/,
    );
  });

  it('is never wider than the terminal', () => {
    const kernel = deriveFindings(makeSyntheticKernelSweep());
    for (const each of [findings, kernel])
      for (const columns of [10, 20, 39, 40, 41, 60, 79, 100, 140])
        for (const line of renderSummary(each, { columns, unicode: true }).split('\n'))
          expect(textWidth(line), `${columns} columns: ${line}`).toBeLessThanOrEqual(columns);
  });

  it('says that nothing has an interval where there are too few rounds', () => {
    const short = deriveFindings(makeSyntheticSweep({ rounds: 2 }));
    const text = renderSummary(short, { columns: 80, unicode: true });
    expect(text).toContain('Indicative: too few rounds for intervals.');
    expect(text).not.toContain('95 % interval  ');
  });

  it('shows what a terminal would obey in a title from elsewhere', () => {
    const { plan } = sweep.manifest;
    const profile = { ...plan.profile, title: 'A tier\u001b[2J\u001b]0;owned\u0007 of\nmine' };
    const evil = { ...findings, manifest: { ...sweep.manifest, plan: { ...plan, profile } } };
    const [title] = renderSummary(evil, { columns: 80, unicode: true }).split('\n');
    expect(title).toBe('hbf-50gbps: A tier␛[2J␛]0;owned␇ of mine');
  });
});
