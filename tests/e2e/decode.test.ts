// The decode page: a cache that forgets, the step at which that is felt, and the same on other pages.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { watchErrors } from './explorer.ts';
import { expectFits } from './fits.ts';

const mapOf = (page: Page): Locator => page.getByRole('grid', { name: /^Decode of layer/ });

async function open(page: Page, link = ''): Promise<void> {
  await page.goto(`./decode.html${link}`);
  await expect(mapOf(page)).toHaveAttribute('aria-busy', 'false');
  await expect(page.locator('.big dd').first()).toHaveText(/%/);
}

test('a needle is evicted, asked for and missed; a reader finds it again', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page);
  // The tale asks for Hugo's number; by then its first digit has left the cache.
  const miss = page.getByRole('button', { name: /^Step \d+ .* would have given 0\.9\d of its/ });
  await expect(miss.first()).toBeVisible();
  await miss.first().click();
  const told = await miss.first().innerText();
  const [, step, key] = /Step (\d+) .* at (\d+), gone since/.exec(told)!;
  await expect(page.getByRole('slider', { name: 'Step', exact: true })).toHaveAttribute(
    'aria-valuetext',
    new RegExp(`^Step ${step}, `),
  );
  // The word that is missed is struck out and lit in the text, and the map points at it.
  await expect(page.locator(`bdi[data-token="${key}"]`)).toHaveClass(/gone.*wanted/);
  await expect(page).toHaveURL(/query=\d+/);

  await page.getByRole('button', { name: /change ▾/ }).click();
  await page.getByRole('combobox', { name: 'Search methods' }).fill('Oracle top-k');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This method evicts nothing')).toBeVisible({ timeout: 45_000 });
  await expect(page.locator(`bdi[data-token="${key}"]`)).toHaveClass(/read/);
  expect(errors).toEqual([]);
});

test('the playhead goes by keys and by itself', async ({ page }) => {
  await open(page, '#query=10');
  const playhead = page.getByRole('slider', { name: 'Step', exact: true });
  await expect(playhead).toHaveValue('10');
  await playhead.focus();
  await page.keyboard.press('ArrowRight');
  await expect(playhead).toHaveValue('11');
  await page.getByRole('button', { name: 'Play: Step' }).click();
  await expect.poll(async () => Number(await playhead.inputValue())).toBeGreaterThan(15);
  await page.getByRole('button', { name: 'Pause: Step' }).click();
  await expect(page.locator('bdi.now')).toHaveCount(1);
});

test('nothing moves when the figure comes, and everything fits', async ({ page }) => {
  await page.goto('./decode.html');
  const before = await mapOf(page).boundingBox();
  await expect(mapOf(page)).toHaveAttribute('aria-busy', 'false');
  const after = await mapOf(page).boundingBox();
  expect(after?.height).toBeCloseTo(before!.height, 0);
  await expectFits(
    page,
    () => open(page),
    () => expect(mapOf(page)).toHaveAttribute('aria-busy', 'false'),
  );
});

test('a film plays elsewhere without the model', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('./embed.html?domain=decode&method=h2o');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-busy', 'false');
  await expect(page.locator('.caption', { hasText: /^H2O reads/ })).toBeVisible();
  expect(asked.filter((url) => /models\//.test(url))).toEqual([]);
});

test('from a needle to the head that lost it, to who needed it, to that step', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page);
  const needles = page.getByRole('region', { name: 'Needles: told, kept, asked for' });
  const playhead = page.getByRole('slider', { name: 'Step', exact: true });
  // A number that is told shortly before the prompt ends leaves the cache before it is asked for.
  const first = needles.getByRole('button', { name: /not answered held in 0 of 36 heads/ }).first();
  await first.click();
  const [, told, asked] = /told at (\d+), asked at step (\d+)/.exec(await first.innerText())!;
  await expect(playhead).toHaveAttribute('aria-valuetext', new RegExp(`^Step ${asked},`));
  const cell = needles.getByRole('gridcell', { name: /^layer 3, head 3: gone since step \d+/ });
  await expect(cell).toBeVisible();
  await expect(needles.getByText(/with a full cache it does\./)).toBeVisible();
  await cell.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/head=4/);
  await page.keyboard.press('ArrowLeft');

  // Who would have used its first digits? The very step that asks for it.
  const needed = page.getByRole('region', { name: 'Which token needed it?' });
  await page.locator(`bdi[data-token="${told}"]`).click();
  await expect(needed.getByText(new RegExp(`at ${told}, gone since step`))).toBeVisible();
  const use = needed.getByRole('button', { name: new RegExp(`^step ${asked} .*gone`) });
  await expect(use).toBeVisible();
  await expect(use).toHaveText(/\+\d+\.\d\d nats/);
  await playhead.fill('200');
  await use.focus();
  await page.keyboard.press('Enter');
  await expect(playhead).toHaveAttribute('aria-valuetext', new RegExp(`^Step ${asked},`));
  await expect(use).toHaveAttribute('aria-pressed', 'true');
  expect(errors).toEqual([]);
});

test('selection layers move by keys', async ({ page }) => {
  await open(page, '#method=tidaldecode');
  const layer = page.getByRole('slider', { name: 'Re-selection layer', exact: true }).last();
  await expect(layer).toHaveAttribute('aria-valuenow', '3');
  await layer.focus();
  await page.keyboard.press('ArrowUp');
  await expect(page).toHaveURL(/reselect=4/);
  await expect(page.getByText(/^Neighbouring layers share/)).toBeVisible({ timeout: 45_000 });
});

test('methods race for a number under one playhead', async ({ page }) => {
  await page.goto('./compare.html#domain=decode&tokens=384');
  const race = page.getByRole('region', { name: 'Eviction race' });
  await race.getByRole('button', { name: 'Go to where it is asked' }).click({ timeout: 120_000 });
  await expect(race.getByText(/^It has been asked for: .*Oracle top-k answered/)).toBeVisible({
    timeout: 45_000,
  });
  await expect(race.getByRole('slider', { name: 'Race step' })).not.toHaveValue('0');
  await expect(page.getByRole('region', { name: 'Heads that break' })).toContainText(
    'weakest step',
  );
});
