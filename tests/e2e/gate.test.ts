// Training a gate in the page: it learns, can be replayed by keyboard, and goes when the head does.
import { expect, test } from '@playwright/test';
import { watchErrors } from './explorer.ts';

test('a gate is trained on the text, and its steps are replayed', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('./#method=seerattention');
  const panel = page.getByRole('region', { name: 'Train this head’s gate' });
  await panel.getByRole('button', { name: 'Train on this text' }).click();
  await expect(panel.getByText(/^step 500, KL/)).toBeVisible({ timeout: 45_000 });
  await expect(panel.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  const kl = async (): Promise<number> => {
    const words = await panel.getByText(/^step \d+, KL/).innerText();
    return Number(/KL ([\d.]+)/.exec(words)?.[1]);
  };
  const trained = await kl();
  const scrubber = panel.getByRole('slider', { name: 'Training step' });
  await scrubber.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('PageDown');
  await expect(scrubber).toHaveAttribute('aria-valuetext', /^step 0, KL/);
  expect(await kl()).toBeGreaterThan(2 * trained);
  await expect(
    panel.getByRole('img', { name: /^Gate of \d+ by \d+ blocks, step 0/ }),
  ).toBeVisible();
  expect(errors).toEqual([]);

  await page.goto('./#method=seerattention&head=1');
  await expect(panel.getByText(/^step \d+, KL/)).toHaveCount(0);

  await test.step('a method without a gate has nothing to train', async () => {
    await expect(panel).toBeVisible();
    await page.goto('./#method=window');
    await expect(panel).toHaveCount(0);
  });
});
