// Keyboard, screen reader, contrast, narrow screens, zoom.
import { expect, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';
import { expectFits } from './fits.ts';

test('no violations and no sideways scroll at any width, light and dark; and on paper', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await expectFits(
    page,
    () => explorer.open(),
    () => explorer.settled(),
  );
  await test.step('on paper the figure stays and what only a screen can do goes', async () => {
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
    await expect(explorer.map).toBeVisible();
    const { adjust, paper } = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      return { adjust: style.printColorAdjust, paper: style.backgroundColor };
    });
    expect({ adjust, paper }).toEqual({ adjust: 'exact', paper: 'rgba(0, 0, 0, 0)' });
  });
});

test('the map and the heads are driven by keyboard', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await test.step('the map is read and driven by keyboard', async () => {
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
  await test.step('heads are chosen with the arrows', async () => {
    await page.locator('[data-head="3.3"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('[data-head="4.4"]')).toBeFocused();
    await expect(explorer.map).toHaveAccessibleName(/layer 4, head 4/);
  });
});
