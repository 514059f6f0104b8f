import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleChartRuntime } from '../../../scripts/chart-runtime/bundle.mjs';
import type { OutputFile } from '../../../src/model/output-file.ts';
import { compareSweeps } from '../../../src/model/compare/compare.ts';
import { renderComparisonMarkdown } from '../../../src/report/compare-markdown.ts';
import { renderSampleTableCsv } from '../../../src/report/export/csv.ts';
import { renderLlamaBenchSql } from '../../../src/report/export/llama-bench-sql.ts';
import { renderOutputs } from '../../../src/report/outputs.ts';
import { launchBrowser, openPage, skipWithoutBrowser } from '../../support/browser.ts';
import { packageFolder } from '../../support/command-line.ts';
import { poison, poisonRecord } from '../../support/poison.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const dataset = poisonRecord(makeSyntheticSweep());

let folder: TemporaryFolder;
let outputs: readonly OutputFile[];

const textOf = (path: string): string => outputs.find((each) => each.path === path)?.text ?? '';

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const runtime = join(folder.path, 'chart-runtime.js');
  bundleChartRuntime(packageFolder, runtime);
  outputs = await renderOutputs(dataset, { chartRuntime: await readFile(runtime, 'utf8') });
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

describe('the outputs of a record in which every text from elsewhere is an attack', () => {
  it('are a page in which a browser runs, loads and forbids nothing', async (context) => {
    await using browser = await launchBrowser();
    skipWithoutBrowser(context);
    if (browser === undefined) return;
    const path = join(folder.path, 'report.html');
    await writeFile(path, textOf('report.html'));
    const { page, problems, requests } = await openPage(browser, path);
    for (const figure of await page.locator('figure.chart').all()) {
      await figure.scrollIntoViewIfNeeded();
      await figure.locator('.plot svg').waitFor();
    }
    expect(await page.title()).not.toBe('run');
    expect(await page.locator('img:not([src^="data:"])').count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    expect(problems).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('are Markdown without an element, a picture or a link of its own', () => {
    const markdown = textOf('report.md');
    expect(markdown).toContain('&lt;/script>');
    // The profile and the command lines are quoted as they are, between fences.
    const unquoted = markdown.replaceAll(/^(`{3,})[^\n`]*\n.*?^\1$/gms, '');
    expect(unquoted).not.toMatch(/<|\]\((?!#|figures\/)/);
    expect(markdown).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  });

  it('are a comparison in Markdown without them', () => {
    const names = { a: { label: poison, path: poison }, b: { label: 'b', path: 'b' } };
    const markdown = renderComparisonMarkdown(compareSweeps(dataset, makeSyntheticSweep()), names);
    expect(markdown).toContain('&lt;/script>');
    expect(markdown).not.toMatch(/<|\]\((?!#|figures\/)|(?!\n)\p{Cc}|\u202e/u);
  });

  it('are drawings with texts in place of elements', () => {
    const drawings = outputs.filter(({ path }) => path.endsWith('.svg'));
    expect(drawings.length).toBeGreaterThan(0);
    for (const { text } of drawings) {
      const elements = text.replaceAll(/>[^<]*/g, '>');
      expect(elements).not.toMatch(/<script|<img|<a[ >]|onerror="/);
      // XML has no such characters: no viewer would open the drawing.
      expect(text).not.toMatch(/(?![\n\t])\p{Cc}/u);
    }
  });

  it('are tables in which a text is one cell, and one literal', () => {
    const sweeps = [{ name: '=1+1', ...dataset }];
    const csv = [...renderSampleTableCsv(sweeps)].join('');
    expect(csv).toContain("'=1+1");
    const sql = [...renderLlamaBenchSql(sweeps)].join('');
    const outside = sql.replaceAll(/'(?:[^']|'')*'/g, '');
    expect(outside).not.toMatch(/script|img/);
  });
});
