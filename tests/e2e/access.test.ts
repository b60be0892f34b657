// Keyboard, screen reader, contrast, narrow screens, zoom.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 768, 360]) {
    test(`no violations and no sideways scroll, ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      const explorer = new ExplorerPage(page);
      await explorer.open();
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

test('the map is read and driven by keyboard', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await explorer.map.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
  const live = page.getByRole('status').filter({ hasText: /query \d+ .* keeps \d+ of \d+ keys/ });
  await expect(live).toBeAttached();
  const first = await live.innerText();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(live).not.toHaveText(first);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/query=\d+/);
});

test('heads are chosen with the arrows', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await page.locator('[data-head="3.3"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-head="4.4"]')).toBeFocused();
  await expect(explorer.map).toHaveAccessibleName(/layer 4, head 4/);
});

test('at 200 % zoom the page still fits', async ({ page }) => {
  // 1280 px at 200 % leave 640 CSS pixels.
  await page.setViewportSize({ width: 640, height: 480 });
  const explorer = new ExplorerPage(page);
  await explorer.open();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});
