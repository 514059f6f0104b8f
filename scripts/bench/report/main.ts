/** Prints how large report.html is and how long Chromium takes to open it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { median } from 'simple-statistics';
import type { Browser } from 'playwright-core';
import { renderPage } from '../../../src/report/html/page.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { launchBrowser } from '../../../test/support/browser.ts';
import { bundleChartRuntime } from '../../chart-runtime/bundle.mjs';
import { findingsOf } from './many-points.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const repetitions = 5;
const sizes = [160, 2000];

const kilobytes = (text: string): string => `${(Buffer.byteLength(text) / 1000).toFixed(0)} kB`;

/** The page without what it shows: tables, sentences, drawings. */
const emptied = (page: string): string =>
  page
    .replace(/<main.*<\/main>/s, '<main></main>')
    .replace(/<header>.*<\/header>/s, '<header></header>');

/** Milliseconds from the call to the browser. */
interface Opening {
  /** Until something is to be read. */
  readonly firstPaint: number;
  /** Until all of the page is there and can be used. */
  readonly loaded: number;
  /** Until the largest chart is drawn, to which a page is opened: others are drawn when they come near. */
  readonly drawn: number;
}

const openOnce = async (browser: Browser, path: string): Promise<Opening> => {
  const page = await browser.newPage();
  try {
    await page.goto(`file://${path}`);
    const { firstPaint, loaded } = await page.evaluate(() => {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      const entries: readonly { entryType: string; duration: number }[] = performance.getEntries();
      const navigation = entries.find(({ entryType }) => entryType === 'navigation');
      return { firstPaint: paint?.startTime ?? NaN, loaded: navigation?.duration ?? NaN };
    });
    const began = performance.now();
    await page.goto('about:blank');
    await page.goto(`file://${path}#figure-tier.readBandwidth-tg`);
    await page.locator('figure[id="figure-tier.readBandwidth-tg"] .plot svg').waitFor();
    return { firstPaint, loaded, drawn: performance.now() - began };
  } finally {
    await page.close();
  }
};

const typical = (values: readonly number[]): string => `${median([...values]).toFixed(0)} ms`;

const browser = await launchBrowser();
if (browser === undefined) {
  process.stderr.write('bench:report needs Chromium: apt-get install chromium\n');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'emulate-bench-report-'));
try {
  bundleChartRuntime(root, join(folder, 'chart-runtime.js'));
  const chartRuntime = readFileSync(join(folder, 'chart-runtime.js'), 'utf8');
  process.stdout.write(
    '| points | page | without data | first paint | loaded | opened at the largest chart, drawn |\n',
  );
  process.stdout.write('| --: | --: | --: | --: | --: | --: |\n');
  for (const points of sizes) {
    const findings = findingsOf(points);
    const page = await renderPage(findings, { markdown: renderMarkdown(findings), chartRuntime });
    const path = join(folder, `${points}.html`);
    writeFileSync(path, page);
    const openings: Opening[] = [];
    for (let at = 0; at < repetitions; at += 1) openings.push(await openOnce(browser, path));
    const cells = [
      String(points),
      kilobytes(page),
      kilobytes(emptied(page)),
      typical(openings.map(({ firstPaint }) => firstPaint)),
      typical(openings.map(({ loaded }) => loaded)),
      typical(openings.map(({ drawn }) => drawn)),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
