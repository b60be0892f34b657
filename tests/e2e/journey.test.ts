// The main job, start to end: type a text, choose head and method, drag the budget, step through the
// stages, copy the link, reopen it elsewhere and read the same numbers.
import { expect, test } from '@playwright/test';
import { ExplorerPage, watchErrors } from './explorer.ts';

const TEXT =
  'Pia is a baker. The lucky number of Pia is 6690. A dog barks behind the mill. ' +
  'Bram has the grey knife. What is the lucky number of Pia? 6690. Who has the grey knife? Bram.';

test('typed text to shared figure', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const errors = watchErrors(page);
  const explorer = new ExplorerPage(page);
  await explorer.open();

  await explorer.text.fill(TEXT);
  await expect(page.locator('[data-token="1"]')).toHaveText(/^P/);
  await explorer.chooseHead(3, 2);
  await explorer.chooseMethod('FlexPrefill');
  await explorer.settled();
  await explorer.chooseMethod('MInference');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('MInference');

  // The point on the curve is the handle of the budget.
  const handle = page.getByRole('slider', { name: 'Budget of MInference' }).first();
  const before = await page.locator('.big dd').first().innerText();
  const box = await handle.boundingBox();
  if (!box) throw new Error('the handle is not on the page');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x - 60, box.y, { steps: 12 });
  await page.mouse.up();
  await expect(page.locator('.big dd').first()).not.toHaveText(before);

  // Every stage tells a sentence of its own.
  const captions = new Set<string>();
  const next = page.getByRole('button', { name: /next/i });
  await page
    .getByRole('radio', { name: /^1/ })
    .or(page.getByRole('tab', { name: /^1/ }))
    .click();
  for (let step = 0; step < 4; step++) {
    captions.add(await page.locator('.stages .caption').innerText());
    await next.click();
  }
  expect(captions.size).toBe(4);

  const numbers = await explorer.numbers();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  const elsewhere = await context.newPage();
  const reopened = new ExplorerPage(elsewhere);
  await elsewhere.goto(link);
  await reopened.settled();
  await expect(reopened.text).toHaveValue(TEXT);
  await expect(elsewhere.locator('[data-head="3.2"]')).toHaveAttribute('aria-selected', 'true');
  expect(await reopened.numbers()).toEqual(numbers);
  expect(errors).toEqual([]);
});
