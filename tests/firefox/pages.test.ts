// Every page of the built site in Firefox: it opens, draws, and nothing goes wrong.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { drawn, test } from './fixture.ts';

const dist = join(import.meta.dirname, '../../dist');
const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.html'))
  .sort();

/** A frame's page shows the figure of its address. */
const QUERY: Readonly<Record<string, string>> = { 'embed.html': '?method=minference' };

test('there is a page for each method, besides those of the site', () => {
  expect(pages.filter((name) => name.startsWith('methods/')).length).toBeGreaterThan(20);
  expect(pages.length).toBeGreaterThan(26);
});

for (const name of pages)
  test(name, async ({ visit }) => {
    const { page, faults } = await visit(name + (QUERY[name] ?? ''));
    if (name === 'gallery.html') {
      const broken = (): Promise<number | null> =>
        page.$$eval('main img', (all) =>
          all.length > 20
            ? all.filter(({ complete, naturalWidth }) => complete && naturalWidth === 0).length
            : null,
        );
      await expect.poll(broken).toBe(0);
    } else await drawn(page);
    expect(faults).toEqual([]);
  });
