// For tests of figures on pages of other people: hosts that serve these pages and the built site, and what
// such a test asks again and again.
import { join } from 'node:path';
import { expect, test as base, type Locator, type Page } from '@playwright/test';
import { serve, type Host } from './serve.ts';

const root = join(import.meta.dirname, '../..');
const pages = join(import.meta.dirname, 'pages');
const site = process.env['ATLAS_DIST'] ?? join(root, 'dist');

interface HostOptions {
  /** Whether the site lies beside the pages, under /atlas/; default: it does. */
  readonly withSite?: boolean;
  /** Further folders, by prefix. */
  readonly mounts?: Readonly<Record<string, string>>;
}

type Serve = (headers?: Readonly<Record<string, string>>, options?: HostOptions) => Promise<Host>;

/** `host` starts one host after another; they end with the test. */
export const test = base.extend<{ host: Serve }>({
  // eslint-disable-next-line no-empty-pattern -- the form that Playwright asks for
  host: async ({}, use) => {
    const hosts: Host[] = [];
    await use(async (headers = {}, { withSite = true, mounts = {} } = {}) => {
      const all = { '/': pages, ...(withSite && { '/atlas/': site }), ...mounts };
      const host = await serve(all, headers);
      hosts.push(host);
      return host;
    });
    for (const host of hosts) host.close();
  },
});

/** Waits for the figure; `timeout` in milliseconds where that may take long. */
export const drawn = (scope: Page | Locator, timeout = 15_000): Promise<void> =>
  expect(scope.getByRole('grid')).toHaveAttribute('aria-busy', 'false', { timeout });

/** Call before the page is opened; what it returns gives the sum of the layout shifts so far. */
export async function recordShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as Shift).value);
    }).observe({ type: 'layout-shift', buffered: true });
    interface Shift {
      readonly value: number;
    }
  });
  return () =>
    page.evaluate(() =>
      (window as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0),
    );
}
