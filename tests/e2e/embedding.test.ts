// The page about embedding: its examples run, and what it offers to copy is what runs.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { drawn } from '../hosts/fixture.ts';
import { watchErrors } from './explorer.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 768, 360]) {
    test(`no violations and no sideways scroll, ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await page.goto('embedding.html');
      await drawn(page.locator('#plain'));
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
      expect(told).toEqual([]);
    });
  }
}

test('every example is drawn, by the very code beside it', async ({ page, baseURL }) => {
  const errors = watchErrors(page);
  await page.goto('embedding.html');
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
  expect(errors).toEqual([]);
});

test('events are written down, and the frame takes its figure’s height', async ({ page }) => {
  await page.goto('embedding.html');
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

test('tensors of the page’s own are drawn', async ({ page }) => {
  await page.goto('embedding.html');
  const section = page.locator('section#tensors');
  await section.locator('sparsity-figure').scrollIntoViewIfNeeded();
  await expect(section.getByRole('grid')).toHaveAttribute('aria-rowcount', '384');
  await drawn(section);
  await expect(section.locator('.caption')).toHaveText(/^Block top-k/i);
});

test('the reference is that of the documentation', async ({ page }) => {
  await page.goto('embedding.html#reference');
  for (const name of ['Attributes', 'Properties and methods', 'Events', 'Custom properties']) {
    await expect(page.getByRole('table', { name })).toBeVisible();
  }
  const cell = page.getByRole('cell', { name: 'worker-src' });
  await expect(cell.locator('code')).toHaveText('worker-src');
});
