import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleChartRuntime } from '../../../scripts/chart-runtime/bundle.mjs';
import { renderOutputs } from '../../../src/report/outputs.ts';
import {
  findViolations,
  launchBrowser,
  openPage,
  sidewaysScroll,
  skipWithoutBrowser,
  type Watched,
} from '../../support/browser.ts';
import { packageFolder } from '../../support/command-line.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const evilTitle = '</script><script>document.title = "run"</script><img src=x onerror=alert(1)>';
const chart = 'figure[id="figure-tier.readBandwidth-tg"]';
const point = `${chart} [aria-roledescription="point"]`;
const tooltip = '#vg-tooltip-element';

let browser: Browser | undefined;
let folder: TemporaryFolder;
let rows: readonly Readonly<Record<string, string>>[];

const pathOf = (name: string): string => join(folder.path, name);

const writeReport = async (name: string, title?: string): Promise<void> => {
  const { manifest, runs } = makeSyntheticSweep();
  const profile = { ...manifest.plan.profile, ...(title === undefined ? {} : { title }) };
  const chartRuntime = await readFile(pathOf('chart-runtime.js'), 'utf8');
  const outputs = await renderOutputs(
    { manifest: { ...manifest, plan: { ...manifest.plan, profile } }, runs },
    { chartRuntime },
  );
  const textOf = (path: string): string => outputs.find((each) => each.path === path)?.text ?? '';
  await writeFile(pathOf(name), textOf('report.html'));
  rows = parse(textOf('curves.csv'), { columns: true });
};

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  browser = await launchBrowser();
  if (browser === undefined) return;
  bundleChartRuntime(packageFolder, pathOf('chart-runtime.js'));
  await writeReport('report.html');
  await writeReport('evil.html', evilTitle);
});

afterAll(async () => {
  await browser?.close();
  await folder[Symbol.asyncDispose]();
});

const open = async (options?: BrowserContextOptions, name = 'report.html'): Promise<Watched> => {
  if (browser === undefined) throw new Error('Internal error: a test was not skipped.');
  return await openPage(browser, pathOf(name), options);
};

/** Goes through the page, so that every chart is drawn. */
const seeAll = async (page: Page): Promise<void> => {
  for (const figure of await page.locator('figure.chart').all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.plot svg').waitFor();
  }
};

const cellOf = (name: string, level: string, column: string): number => {
  const row = rows.find((each) => each['test'] === name && each['level'] === level);
  return Number(row?.[column]);
};

const tooltipOf = async (page: Page): Promise<Readonly<Record<string, string>>> => {
  const cells = await page.locator(`${tooltip}.visible td`).allTextContents();
  const names = cells.filter((_, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name, at) => [name, cells[2 * at + 1] ?? '']));
};

describe('report.html in a browser', () => {
  it.for([
    { colorScheme: 'light', width: 1400 },
    { colorScheme: 'dark', width: 1400 },
    { colorScheme: 'light', width: 400 },
    { colorScheme: 'dark', width: 400 },
  ] as const)(
    'is readable for everybody in $colorScheme colours, $width pixels wide',
    async ({ colorScheme, width }, context) => {
      skipWithoutBrowser(context);
      const { page, problems, requests } = await open({
        colorScheme,
        viewport: { width, height: 900 },
      });
      await seeAll(page);
      expect(await findViolations(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBe(0);
      expect(problems).toEqual([]);
      expect(requests).toEqual([]);
    },
  );

  it('shows at a point what curves.csv holds', async (context) => {
    skipWithoutBrowser(context);
    const { page } = await open();
    await page.locator(chart).scrollIntoViewIfNeeded();
    await page.locator(point).first().hover();
    const shown = await tooltipOf(page);
    expect(shown['test']).toBe('tg64');
    expect(shown['tier.readBandwidth']).toBe('100 GB/s');
    expect(Number(shown['ratio to null'])).toBeCloseTo(cellOf('tg64', '100000000000', 'ratio'), 3);
  });

  it('goes from ratios to tokens/s and back', async (context) => {
    skipWithoutBrowser(context);
    const { page } = await open();
    const figure = page.locator(chart);
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.views label').nth(1).click();
    await figure.locator('svg').getByText('tokens/s').first().waitFor();
    await page.locator(point).first().hover();
    const rate = Number((await tooltipOf(page))['tokens/s']);
    expect(rate / cellOf('tg64', '100000000000', 'tokens_per_second')).toBeCloseTo(1, 3);
    await figure.locator('.views label').nth(0).click();
    await figure.locator('svg').getByText('ratio to null').first().waitFor();
  });

  it('can be used with the keyboard alone', async (context) => {
    skipWithoutBrowser(context);
    const { page } = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.locator('#theme').focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    const figure = page.locator(chart);
    await figure.locator('summary').focus();
    await figure.locator('.plot svg').waitFor();
    await figure.locator('.views input').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await figure.locator('.views input').nth(1).isChecked()).toBe(true);
    await figure.locator('svg').getByText('tokens/s').first().waitFor();
    await figure.locator('.plot').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect((await tooltipOf(page))['tier.readBandwidth']).toBe('50 GB/s');
    expect(await figure.locator('.spoken').textContent()).toContain('tier.readBandwidth 50 GB/s');
    await page.keyboard.press('Escape');
    expect(await page.locator(`${tooltip}.visible`).count()).toBe(0);
  });

  it('changes its colours and those of its charts with the button', async (context) => {
    skipWithoutBrowser(context);
    const { page } = await open({ colorScheme: 'light' });
    await page.locator(chart).scrollIntoViewIfNeeded();
    const ground = (): Promise<string> =>
      page.evaluate<string>(
        `getComputedStyle(document.querySelector('${chart} .plot svg')).backgroundColor`,
      );
    await page.locator(`${chart} .plot svg`).waitFor();
    const before = await ground();
    await page.locator('#theme').click();
    await expect.poll(ground).not.toBe(before);
    expect(await findViolations(page)).toEqual([]);
  });

  it('shows drawings where scripts do not run, and on paper', async (context) => {
    skipWithoutBrowser(context);
    const still = await open({ javaScriptEnabled: false });
    expect(await still.page.locator(`${chart} .still`).isVisible()).toBe(true);
    expect(await still.page.locator(`${chart} .controls`).isVisible()).toBe(false);
    const { page } = await open({ colorScheme: 'dark' });
    await seeAll(page);
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.locator(`${chart} .still`).isVisible()).toBe(true);
    expect(await page.locator(`${chart} .plot`).isVisible()).toBe(false);
  });

  it('runs no script that came with a title', async (context) => {
    skipWithoutBrowser(context);
    const { page, problems, requests } = await open({}, 'evil.html');
    await seeAll(page);
    expect(await page.title()).toBe(evilTitle);
    expect(await page.locator('h1').textContent()).toBe(evilTitle);
    expect(problems).toEqual([]);
    expect(requests).toEqual([]);
  });
});

describe('the checks of report.html', () => {
  it('find a page that loads, complains, cannot be read and is too wide', async (context) => {
    skipWithoutBrowser(context);
    const bad = `<!doctype html><title>t</title><body style="width:9999px"><img src="http://127.0.0.1:9/x.png"><p style="color:#ccc;background:#fff">pale</p><script>console.error('a complaint')</script>`;
    await writeFile(pathOf('bad.html'), bad);
    const { page, problems, requests } = await open({}, 'bad.html');
    const violations = (await findViolations(page)).join('\n');
    expect(violations).toMatch(/image-alt[^]*color-contrast|color-contrast[^]*image-alt/);
    expect(violations).toContain('html-has-lang');
    expect(await sidewaysScroll(page)).toBeGreaterThan(0);
    expect(problems).toContain('a complaint');
    expect(requests).toEqual(['http://127.0.0.1:9/x.png']);
  });

  it('find a script that the policy of the page forbids', async (context) => {
    skipWithoutBrowser(context);
    const report = await readFile(pathOf('report.html'), 'utf8');
    await writeFile(
      pathOf('injected.html'),
      report.replace('</main>', '</main><script>document.title = "run"</script>'),
    );
    const { page, problems } = await open({}, 'injected.html');
    expect(await page.title()).not.toBe('run');
    expect(problems.join()).toContain('Content Security Policy');
  });
});
