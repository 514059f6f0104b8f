import { describe, expect, test } from 'vitest';
import { compareGrids, compareSweeps } from '../../../src/model/compare/compare.ts';
import { renderComparisonJson } from '../../../src/report/compare-json.ts';
import { renderComparisonMarkdown } from '../../../src/report/compare-markdown.ts';
import { renderComparison } from '../../../src/report/compare-text.ts';
import { makeComparedGrids, makeComparedSweeps, names } from '../../support/compared.ts';
import { makeManifest } from '../../support/factory.ts';
import { makeGrid } from '../../support/grid.ts';

const golden = (name: string): string => `../../golden/compare/${name}`;

describe('a comparison', () => {
  const all = { sweeps: makeComparedSweeps(), grids: makeComparedGrids() };

  test.for(['sweeps', 'grids'] as const)('of %s is what it was, as text', async (kind) => {
    await expect(renderComparison(all[kind], names)).toMatchFileSnapshot(golden(`${kind}.txt`));
  });

  test.for(['sweeps', 'grids'] as const)('of %s is what it was, as Markdown', async (kind) => {
    await expect(renderComparisonMarkdown(all[kind], names)).toMatchFileSnapshot(
      golden(`${kind}.md`),
    );
  });

  test.for(['sweeps', 'grids'] as const)('of %s is what it was, as JSON', async (kind) => {
    await expect(renderComparisonJson(all[kind], names)).toMatchFileSnapshot(
      golden(`${kind}.json`),
    );
  });

  test.for(['sweeps', 'grids'] as const)('of %s has no hole in it', (kind) => {
    for (const render of [renderComparison, renderComparisonMarkdown, renderComparisonJson])
      expect(render(all[kind], names)).not.toMatch(/undefined|NaN|Infinity|-0\.00/);
  });

  test('says the same in all three forms', () => {
    const document = JSON.parse(renderComparisonJson(all.sweeps, names)) as {
      readonly schemaVersion: number;
      readonly points: readonly { readonly deltaPercent: number | null }[];
    };
    expect(document.schemaVersion).toBe(1);
    const text = renderComparison(all.sweeps, names);
    const markdown = renderComparisonMarkdown(all.sweeps, names);
    for (const { deltaPercent } of document.points) {
      const rendered = (deltaPercent ?? 0).toFixed(2).replace('-0.00', '0.00');
      expect(text).toContain(rendered);
      expect(markdown).toContain(rendered);
    }
  });
});

describe('a comparison of things without a common point', () => {
  const nothing = compareGrids(makeGrid('p,n,pp', '1,1,1'), makeGrid('p,n,tg', '1,1,1'));

  test('says so, and what each has', () => {
    const text = renderComparison(nothing, names);
    expect(text).toContain('A and B have no point in common.');
    expect(text).toContain('Only in A: pp at p 1 n 1.\nOnly in B: tg at p 1 n 1.');
    expect(text).not.toContain('tokens/s');
  });

  test('still shows both sides in Markdown', () => {
    const markdown = renderComparisonMarkdown(nothing, names);
    expect(markdown).toContain('| p | n | pp_mean |');
    expect(markdown).toContain('| p | n | tg_mean |');
    expect(markdown).not.toContain('delta_pct');
  });

  test('holds for sweeps of which nothing was recorded', () => {
    const empty = { manifest: makeManifest(), runs: [] };
    const text = renderComparison(compareSweeps(empty, empty), names);
    expect(text).toContain('no value in A and in B');
    expect(text).not.toMatch(/undefined|NaN/);
  });
});
