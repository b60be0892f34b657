// The figure follows the finger: while the budget is dragged, every move is answered before anything is
// computed, and new pictures come during the drag. How long the main thread is busy is measured by the bench.
import { expect, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';

test('dragging the budget never waits for a computation', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await explorer.numbers();
  const kept = page.locator('.big dd').first();
  const before = await kept.innerText();
  const box = await explorer.budget.boundingBox();
  if (!box) throw new Error('the budget slider is not on the page');
  const y = box.y + box.height / 2;
  const at = (share: number): [number, number] => [box.x + box.width * share, y];

  await page.mouse.move(...at(0.8));
  await page.mouse.down();
  await page.mouse.move(...at(0.6));
  await expect(kept).not.toHaveText(before);

  // From here on nothing is computed any more: the handle still follows, and the last picture stays.
  const last = await kept.innerText();
  await page.evaluate(() => {
    Worker.prototype.postMessage = () => undefined;
  });
  const shown = new Set<string>();
  for (let i = 0; i < 20; i++) {
    await page.mouse.move(...at(0.6 - 0.02 * i));
    shown.add(await explorer.budget.inputValue());
    await expect(explorer.map).toBeVisible();
  }
  expect(shown.size).toBe(20);
  await expect(kept).toHaveText(last);
  await page.mouse.up();
});
