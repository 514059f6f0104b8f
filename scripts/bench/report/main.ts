/** Prints how large report.html is and how long Chromium takes to open it, charts drawn. */
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

interface Opening {
  readonly wallMs: number;
  /** Of the page's main thread alone: what other programs do plays a smaller part in it. */
  readonly processorMs: number;
}

/** Opens the page at its largest chart until that is drawn; others are drawn when they come near. */
const openOnce = async (browser: Browser, path: string): Promise<Opening> => {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const began = performance.now();
  await page.goto(`file://${path}#figure-tier.readBandwidth-tg`);
  await page.locator('figure[id="figure-tier.readBandwidth-tg"] .plot svg').waitFor();
  const wallMs = performance.now() - began;
  const { metrics } = await session.send('Performance.getMetrics');
  const busy = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  await page.close();
  return { wallMs, processorMs: busy * 1000 };
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
  process.stdout.write('| points | page | without data | opened in | processor time of it |\n');
  process.stdout.write('| --: | --: | --: | --: | --: |\n');
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
      typical(openings.map(({ wallMs }) => wallMs)),
      typical(openings.map(({ processorMs }) => processorMs)),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
