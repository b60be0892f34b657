// What goes wrong is said where it went wrong, and nothing is lost.
import { expect, test } from '@playwright/test';
import { ExplorerPage, watchErrors } from './explorer.ts';

test('a broken link falls back and says which part it ignored', async ({ page }) => {
  const errors = watchErrors(page);
  const explorer = new ExplorerPage(page);
  await explorer.open('#method=minferenc&layer=99x&budget=7&nonsense=1');
  const notice = page.getByText('Parts of the link were ignored');
  await expect(notice).toBeVisible();
  for (const part of ['minferenc', '99x', '7', 'nonsense']) {
    await expect(page.locator('.notices li').filter({ hasText: part }).first()).toBeVisible();
  }
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
  expect(errors).toEqual([]);
});

test('a missing model is named, and can be fetched again', async ({ page }) => {
  await page.route('**/model.safetensors', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto('./');
  const alert = page.getByRole('alert').filter({ hasText: 'model.safetensors' });
  await expect(alert).toBeVisible();
  await page.unroute('**/model.safetensors');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await new ExplorerPage(page).settled();
  await expect(alert).toBeHidden();
});

test('a text beyond the limit is cut with a word about it; an empty one asks for more', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await explorer.text.fill('The mill stands by the river. '.repeat(300));
  await expect(page.locator('#text-note')).toContainText('the first 512 are read');
  await explorer.settled();
  await explorer.text.fill('');
  await expect(page.locator('#text-note')).toContainText('Type something');
  // The last good figure stays.
  await expect(explorer.map).toBeVisible();
  await explorer.text.fill('One.');
  await explorer.settled();
});

test('a layer that the model does not have is refused in words', async ({ page }) => {
  await page.goto('./#layer=40&head=3');
  await expect(page.getByText(/layer/i).filter({ hasText: '40' }).first()).toBeVisible();
});

test('a method that cannot be loaded leaves the last figure under its own name', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await page.route('**/flexprefill-*.js', (route) => route.abort());
  await explorer.chooseMethod('FlexPrefill');
  const alert = page.getByRole('alert').filter({ hasText: 'by MInference, stays below' });
  await expect(alert).toBeVisible();
  await expect(explorer.map).toHaveAccessibleName(/under MInference$/);
  await expect(page.locator('.caption')).toHaveText(/^MInference keeps/);
  await page.unroute('**/flexprefill-*.js');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(explorer.map).toHaveAccessibleName(/under FlexPrefill$/);
  await expect(page.locator('.caption')).toHaveText(/^FlexPrefill keeps/);
  await expect(alert).toBeHidden();
});
