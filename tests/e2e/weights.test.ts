// The weights page: a matrix under a method, the whole model pruned, both models read side by side.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { watchErrors } from './explorer.ts';
import { expectFits } from './fits.ts';

const mapOf = (page: Page): Locator => page.getByRole('grid', { name: /^Weights of layer/ });

async function open(page: Page, link = ''): Promise<void> {
  await page.goto(`./weights.html${link}`);
  await expect(mapOf(page)).toHaveAttribute('aria-busy', 'false');
  await expect(page.locator('.big dd').first()).toHaveText(/%/);
}

/** A large number by its label, once it is there. */
async function number(page: Page, label: string): Promise<string> {
  const value = page.locator('.big > div').filter({ hasText: label }).locator('dd');
  await expect(value).not.toHaveText('–', { timeout: 45_000 });
  return (await value.innerText()).replace('−', '-');
}

test('a method prunes a matrix, then the whole model, and the link brings it back', async ({
  page,
}) => {
  const errors = watchErrors(page);
  await open(page, '#layer=1&matrix=v&m=magnitude');
  await expect(page.getByText('This method looks at no text.')).toBeVisible();
  const byMagnitude = parseFloat(await number(page, 'loss added'));

  await page.getByRole('button', { name: /change ▾/ }).click();
  await page.getByRole('combobox', { name: 'Search methods' }).fill('Wanda');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/block by block behind blocks already pruned/)).toBeVisible({
    timeout: 45_000,
  });
  const byWanda = parseFloat(await number(page, 'loss added'));
  expect(byWanda).toBeGreaterThan(0);
  expect(byWanda).toBeLessThan(byMagnitude);

  // Every output keeps half of its 192 weights.
  await expect(page.getByText(/^output 0 keeps 96 of 192 weights; the cut lies at/)).toBeVisible();
  await expect(page).toHaveURL(/matrix=v/);
  const numbers = await page.locator('.big dd').allInnerTexts();
  const again = await page.context().newPage();
  await open(again, new URL(page.url()).hash);
  await expect(again.locator('.big dd')).toHaveText(numbers, { timeout: 45_000 });
  expect(errors).toEqual([]);
});

test('the map is read and driven by keyboard', async ({ page }) => {
  await open(page, '#m=n-m&matrix=down');
  const map = mapOf(page);
  await map.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
  const live = page.getByRole('status').filter({ hasText: /output \d+ keeps 256 of 512 weights/ });
  await expect(live).toContainText(/score .*, place \d of 4 in its group/);
  const first = await live.innerText();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(live).not.toHaveText(first);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/query=\d+/);
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect(page).toHaveURL(/zoom=\d+,\d+,\d+/);
  await page.keyboard.press('0');
  await expect(page).not.toHaveURL(/zoom=/);
});

test('matrices are chosen with the arrows, formats follow the pattern, a short text says so', async ({
  page,
}) => {
  await open(page, '#layer=0&matrix=up');
  await test.step('matrices are chosen with the arrows, whatever their shape', async () => {
    await expect(page.getByText(/512 × 192/)).toBeVisible();
    const tall = await mapOf(page).boundingBox();
    await page.locator('[data-head="0.up"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('[data-head="1.down"]')).toBeFocused();
    await expect(mapOf(page)).toHaveAccessibleName(/layer 1, down projection/);
    await expect(page.getByText(/192 × 512/)).toBeVisible();
    // What lies below must not move.
    expect(await mapOf(page).boundingBox()).toEqual(tall);
  });
  await test.step('formats follow the pattern', async () => {
    const formats = page.getByRole('region', { name: 'What a kernel would store' }).first();
    await expect(formats.getByRole('row', { name: /^2:4/ })).toContainText('does not fit');
    await page.goto('./weights.html#d=weights&p.pattern=2:4');
    await expect(formats.getByRole('row', { name: /^2:4/ })).toContainText('KiB');
  });
  await test.step('a text that is too short says so in place', async () => {
    const area = page.getByRole('textbox', { name: /Text for the model/ });
    await area.fill('a');
    await expect(page.getByText(/^Too short to hold tokens out/)).toBeVisible();
    await expect(page.locator('.big dd').nth(1)).toHaveText('not known');
    await area.fill('');
    await expect(page.getByText(/Until then the figure shows the last text/)).toBeVisible();
  });
});

test('after pruning, every matrix and every layer says what is left', async ({ page }) => {
  await open(page, '#m=owl&vs=owl');
  const where = page.getByRole('region', { name: /Where it went/ });
  await expect(where.getByText(/The line marks the whole model: 5\d\.\d %/)).toBeVisible({
    timeout: 45_000,
  });
  const shares = await where.getByRole('row').locator('td:last-child').allInnerTexts();
  // Six layers, which OWL does not treat alike, and seven kinds.
  expect(shares).toHaveLength(13);
  expect(new Set(shares.slice(0, 6)).size).toBeGreaterThan(2);
  const tile = page.locator('[data-head="0.q"]');
  await expect(tile).toHaveAccessibleName(
    /layer 0, query projection, \d+\.\d % kept, output error 0/,
  );
  await page.getByRole('radio', { name: /How far the outputs of each matrix move/ }).check();
  await expect(tile.locator('.note')).toHaveText(/^0\.\d\d$/);
});

test('loss and needles against sparsity: stopped at once, measured, and dragged by keyboard', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await open(page, '#m=magnitude&vs=magnitude');
  const model = page.getByRole('region', { name: 'What the whole model loses' });
  await model.getByRole('button', { name: 'Prune the model at every sparsity' }).click();
  await expect(model.getByRole('progressbar')).toBeVisible();
  await model.getByRole('button', { name: 'Stop' }).click();
  await expect(model.getByRole('progressbar')).toBeHidden();
  await model.getByRole('button', { name: 'Prune the model at every sparsity' }).click();
  await expect(model.getByText('Measured at 8 sparsities by each method.')).toBeVisible({
    timeout: 90_000,
  });
  const handles = model.getByRole('slider', { name: 'Budget of Magnitude' });
  await expect(handles).toHaveCount(2);
  for (const handle of await handles.all()) {
    const before = await page.getByRole('slider', { name: 'Budget', exact: true }).inputValue();
    await handle.press('PageDown');
    await expect(page.getByRole('slider', { name: 'Budget', exact: true })).not.toHaveValue(before);
  }
  await model.getByRole('radio', { name: 'e to the power of the loss' }).check();
  await expect(model.getByText('perplexity, held-out tokens').first()).toBeVisible();
});

test('both models go on; without pruning they never part', async ({ page }) => {
  await open(page, '#m=magnitude&b=1&p.sparsity=0');
  await page.getByRole('button', { name: 'Let both go on' }).click();
  await expect(page.getByRole('button', { name: 'Again' })).toBeVisible({ timeout: 45_000 });
  const [dense, pruned] = await page.locator('.sides .text').allInnerTexts();
  expect(dense?.length).toBeGreaterThan(20);
  expect(pruned).toBe(dense);
  await expect(page.locator('.sides span.pruned')).toHaveText('');
});

test('an attention figure opened here goes to the explorer, and the other way round', async ({
  page,
}) => {
  await page.goto('./weights.html#m=window');
  await expect(page).toHaveURL(/\/#.*m=window/);
  await page.goto('./#m=ria');
  await expect(page).toHaveURL(/weights\.html#/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('RIA');
});

test('no violations and no sideways scroll at any width, light and dark', async ({ page }) => {
  await expectFits(
    page,
    () => open(page),
    () => expect(mapOf(page)).toHaveAttribute('aria-busy', 'false'),
  );
});
