// What people do on the explorer of each domain, in Firefox: another method, another budget, other numbers.
import { expect } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { drawn, test, texts } from './fixture.ts';

/** The large numbers, once all of them are there. */
async function numbers(page: Page): Promise<string[]> {
  const read = (): Promise<string[]> => texts(page, '.big dd');
  await expect
    .poll(async () => {
      const all = await read();
      return all.length > 0 && all.every((text) => /\d/.test(text));
    })
    .toBe(true);
  return read();
}

const title = async (page: Page): Promise<string> => (await texts(page, 'h1'))[0] ?? '';

for (const [path, method] of [
  ['./', 'Longformer'],
  ['weights.html', 'Block magnitude'],
  ['decode.html', 'TOVA'],
] as const)
  test(`${path}: method and budget are changed, and the numbers follow`, async ({ visit }) => {
    const { page, faults } = await visit(path);
    await drawn(page);
    const first = await numbers(page);

    await page.locator('button.opener').click();
    await page.locator('[role=combobox][aria-label="Search methods"]').fill(method);
    await page.keyboard.press('Enter');
    await expect.poll(() => title(page)).toContain(method);
    await expect.poll(() => numbers(page)).not.toEqual(first);
    await drawn(page);
    const second = await numbers(page);

    await page.focus('input[type=range][aria-label="Budget"]');
    await page.keyboard.press('PageDown');
    await expect.poll(() => numbers(page)).not.toEqual(second);
    await drawn(page);
    // The address says both, so that a copied link gives this figure.
    await expect.poll(() => page.url()).toMatch(/#.*b=0\.\d+.*m=/);
    expect(faults).toEqual([]);
  });
