import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { TestContext } from 'vitest';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find((path) => existsSync(path));

/** Skips a test where there is no Chromium to look at a page with. */
export const skipWithoutBrowser = (context: TestContext): void => {
  context.skip(
    executablePath === undefined,
    `no Chromium in ${places.join(', ')} (apt-get install chromium)`,
  );
};

/** Starts Chromium; undefined where there is none. */
export const launchBrowser = async (): Promise<Browser | undefined> =>
  executablePath === undefined
    ? undefined
    : await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** An open page, and what it did that it must not. */
export interface Watched {
  readonly page: Page;
  /** Errors and warnings in the console, and exceptions. */
  readonly problems: readonly string[];
  /** Everything that was asked for beside the page itself. */
  readonly requests: readonly string[];
}

/** Opens a file in a context of its own. */
export const openPage = async (
  browser: Browser,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Watched> => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: string[] = [];
  const address = `file://${path}`;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => {
    problems.push(error.message);
  });
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:'))
      requests.push(request.url());
  });
  await page.goto(address);
  return { page, problems, requests };
};

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** What a page does against the rules of accessibility that axe-core knows, e.g. `color-contrast: .note`. */
export const findViolations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axeSource);
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
  );
};

/** By how many pixels a page is wider than its window. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
