// A Firefox for tests, driven over WebDriver BiDi, and what a test asks of its pages.
import { expect, test as base } from '@playwright/test';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { findFirefox } from '../../tools/browser.ts';

export interface Visit {
  readonly page: Page;
  /** What must not happen: uncaught errors, console errors, requests without a good answer. */
  readonly faults: string[];
}

/** One Firefox for all tests of a worker: what pages have in common is loaded once, as by a reader. */
export const test = base.extend<{ visit: (path: string) => Promise<Visit> }, { firefox: Browser }>({
  firefox: [
    // eslint-disable-next-line no-empty-pattern -- the form that Playwright asks for
    async ({}, use) => {
      const found = findFirefox();
      if (!found) throw new Error('there is no Firefox: run `npm run browser -- firefox`');
      const browser = await launch({
        ...{ browser: 'firefox', executablePath: found.path, headless: true },
        // A busy machine is slow, not wrong.
        ...{ timeout: 120_000, protocolTimeout: 120_000 },
        defaultViewport: { width: 1280, height: 900 },
      });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  visit: async ({ firefox, baseURL }, use) => {
    const page = await firefox.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('requestfailed', (request) => {
      faults.push(`${request.url()}: ${request.failure()?.errorText}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.url()}: ${response.status()}`);
    });
    await use(async (path) => {
      await page.goto(new URL(path, baseURL).href);
      return { page, faults };
    });
    await page.close();
  },
});

/** Waits for the first map of the page, or of the figure on it. */
export async function drawn(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        const figure = document.querySelector('sparsity-figure')?.shadowRoot;
        const map = (figure ?? document).querySelector('[role=grid][aria-busy]');
        return [map?.getAttribute('aria-busy'), (map?.querySelector('canvas')?.width ?? 0) > 100];
      }),
    )
    .toEqual(['false', true]);
}

/** The texts of what a selector finds. */
export const texts = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(selector, (found) => found.map((element) => (element as HTMLElement).innerText));
