import { describe, expect, test } from 'vitest';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderFigures } from '../../../src/report/figures.ts';
import { makeRunRecord } from '../../support/factory.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const findings = deriveFindings(makeSyntheticSweep());

describe('the figures of a sweep', () => {
  test('are the same bytes every time', async () => {
    expect(await renderFigures(findings)).toEqual(await renderFigures(findings));
  });

  test('have a title, a description in words, and a font', async () => {
    const [figure] = await renderFigures(findings);
    expect(figure?.path).toBe('figures/tier.readBandwidth.svg');
    expect(figure?.text).toMatch(/^<svg [^>]*role="img"><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
    expect(figure?.text).toContain('tg64: 100 GB/s 0.952, 50 GB/s 0.909');
    expect(figure?.text).toContain('font-family="DejaVu Sans, sans-serif"');
  });

  test('tell prompts and generation apart by colour, dash and shape', async () => {
    const [figure] = await renderFigures(findings);
    for (const color of ['#0072B2', '#D55E00']) expect(figure?.text).toContain(color);
    expect(figure?.text).toContain('stroke-dasharray="6,3"');
  });

  test('draw points hollow where the limit did not act, and say so', async () => {
    const [bandwidth, latency] = await renderFigures(findings);
    const hollow = /aria-roledescription="point"[^>]*fill="white"/g;
    expect([...(latency?.text ?? '').matchAll(hollow)]).toHaveLength(2);
    expect(latency?.text).toContain('Hollow:');
    expect([...(bandwidth?.text ?? '').matchAll(hollow)]).toHaveLength(0);
    expect(bandwidth?.text).not.toContain('Hollow:');
  });

  test('say that they are indicative below 6 rounds', async () => {
    const [figure] = await renderFigures(deriveFindings(makeSyntheticSweep({ rounds: 3 })));
    expect(figure?.text).toContain('Indicative: too few rounds for intervals.');
  });

  test('are left out where nothing can be drawn', async () => {
    const { manifest } = makeSyntheticSweep();
    const none = deriveFindings({ manifest, runs: [makeRunRecord({ case: 'baseline' })] });
    expect(await renderFigures(none)).toEqual([]);
  });

  test('escape what a profile may be called', async () => {
    const { manifest, runs } = makeSyntheticSweep();
    const profile = { ...manifest.plan.profile, name: 'a<b>&$&' };
    const [figure] = await renderFigures(
      deriveFindings({ manifest: { ...manifest, plan: { ...manifest.plan, profile } }, runs }),
    );
    expect(figure?.text).toContain('<title>a&lt;b&gt;&amp;$&amp;: throughput');
  });
});
