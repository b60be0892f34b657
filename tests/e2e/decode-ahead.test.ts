// Draft-based inference on the decode page: what the draft writes and reads back, and the prompt it shortens.
import { expect, test } from '@playwright/test';
import { watchErrors } from './explorer.ts';

test('a draft writes ahead, its tokens read back, and the prompt is shortened by hand', async ({
  page,
}) => {
  const errors = watchErrors(page);
  await page.goto('./decode.html#m=draft-based-inference&layer=5&head=1');
  const ahead = page.getByRole('region', { name: 'Looking ahead' });
  const ghosts = ahead.getByRole('toolbar').getByRole('button');
  await expect(ghosts).toHaveCount(32, { timeout: 60_000 });
  await expect(
    ahead.getByText(/^The trained draft wrote 32 tokens; the first \d+ are right/),
  ).toBeVisible();
  await ghosts.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(ghosts.nth(1)).toBeFocused();
  await expect(ghosts.nth(1)).toHaveAttribute('aria-pressed', 'true');

  const slider = ahead.getByRole('slider', { name: 'Look-ahead' });
  await slider.focus();
  await page.keyboard.press('PageDown');
  await expect(page).toHaveURL(/p\.lookAhead=16/);
  await expect(ghosts).toHaveCount(16, { timeout: 60_000 });

  await page.getByRole('radio', { name: 'SpecPC', exact: true }).check({ force: true });
  const shortened = ahead.getByRole('img', { name: /^The prompt; the model sees \d+ of its 256/ });
  await expect(shortened).toBeVisible({ timeout: 60_000 });
  const all = await shortened.locator('bdi').count();
  expect(all).toBe(256);
  await ahead
    .getByRole('radio', { name: 'Only the tokens that stay, closed up' })
    .check({ force: true });
  const seen = await shortened.locator('bdi').count();
  expect(await shortened.getAttribute('aria-label')).toContain(`sees ${seen} of`);
  expect(seen).toBeLessThan(all);
  expect(errors).toEqual([]);
});
