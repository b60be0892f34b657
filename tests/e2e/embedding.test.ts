// The page about embedding: its examples run, and what it offers to copy is what runs.
import { expect, test } from '@playwright/test';
import { drawn } from '../hosts/fixture.ts';
import { watchErrors } from './explorer.ts';
import { expectFits } from './fits.ts';

test('no violations and no sideways scroll at any width, light and dark', async ({ page }) => {
  const settled = (): Promise<void> => drawn(page.locator('#plain'));
  await expectFits(
    page,
    async () => {
      await page.goto('embedding.html');
      await settled();
    },
    settled,
  );
});

test('examples run, events are told, tensors are drawn, and the reference is there', async ({
  page,
  baseURL,
}) => {
  const errors = watchErrors(page);
  await page.goto('embedding.html');
  await test.step('every example is drawn, by the very code beside it', async () => {
    await expect(page.locator('.loader code')).toContainText(`src="${baseURL}embed.js"`);
    for (const id of ['plain', 'controls', 'weights', 'events', 'colours', 'dark']) {
      const section = page.locator(`section#${id}`);
      await section.locator('sparsity-figure').scrollIntoViewIfNeeded();
      await drawn(section);
      const same = await section.evaluate((element) => {
        const shown = document.createElement('template');
        shown.innerHTML = element.querySelector('code')?.textContent ?? '';
        const [copied, running] = [shown.content, element].map((root) =>
          root.querySelector('sparsity-figure'),
        );
        return copied?.isEqualNode(running ?? null);
      });
      expect(same, id).toBe(true);
    }

    const tinted = page.locator('#colours').getByRole('link', { name: 'Open in the atlas' });
    await expect(tinted).toHaveCSS('color', 'rgb(138, 59, 18)');
  });
  await test.step('events are written down, and the frame takes its figure’s height', async () => {
    const section = page.locator('section#events');
    await section.scrollIntoViewIfNeeded();
    await drawn(section);
    await expect(section.locator('#log')).toContainText('sparsity-ready: budget 0.2');
    await section.getByRole('slider', { name: 'Budget' }).focus();
    await page.keyboard.press('Home');
    await expect(section.locator('#log')).toHaveText(/^sparsity-change: budget 0\.0/);

    const frame = page.locator('section#frame iframe');
    await frame.scrollIntoViewIfNeeded();
    const inside = page.frameLocator('section#frame iframe');
    await expect(inside.getByRole('grid')).toHaveAttribute('aria-busy', 'false');
    const height = await inside.locator('body').evaluate((body) => body.scrollHeight);
    await expect(frame).toHaveAttribute('height', String(height));
  });
  await test.step('tensors of the page’s own are drawn', async () => {
    const section = page.locator('section#tensors');
    await section.locator('sparsity-figure').scrollIntoViewIfNeeded();
    await expect(section.getByRole('grid')).toHaveAttribute('aria-rowcount', '384');
    await drawn(section);
    await expect(section.locator('.caption')).toHaveText(/^Block top-k/i);
  });
  await test.step('the reference is that of the documentation', async () => {
    for (const name of ['Attributes', 'Properties and methods', 'Events', 'Custom properties']) {
      await expect(page.getByRole('table', { name })).toBeVisible();
    }
    const cell = page.getByRole('cell', { name: 'worker-src' });
    await expect(cell.locator('code')).toHaveText('worker-src');
  });
  expect(errors).toEqual([]);
});
