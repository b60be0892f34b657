// The comparison: panels at one sparsity, everything synchronised, numbers to take along.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { watchErrors } from './explorer.ts';

async function sparsities(page: Page): Promise<number[]> {
  const cells = page.locator('.panel dl > div:first-child dd');
  await expect(cells).not.toContainText(['–']);
  return (await cells.allInnerTexts()).map((text) => parseFloat(text));
}

test('methods meet at one achieved sparsity and share cell, row and zoom', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('./compare.html#budget=0.25&vs=window,block-topk');
  const panels = page.locator('.panel');
  await expect(panels).toHaveCount(3);
  await expect.poll(async () => (await sparsities(page)).length).toBe(3);
  // Within a point of each other, or the panel says why not.
  for (const [i, sparsity] of (await sparsities(page)).entries()) {
    const note = panels.nth(i).locator('.note');
    if (Math.abs(sparsity - 75) > 1) await expect(note).toContainText(/cannot come closer|ceiling/);
    else await expect(note).toBeEmpty();
  }
  expect(Math.abs(((await sparsities(page))[1] ?? 0) - 75)).toBeLessThanOrEqual(1);

  const first = panels.first().getByRole('grid');
  const second = panels.nth(1).getByRole('grid');
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await expect(panels.nth(1).locator('.tip, [class*=tip]').first()).toBeVisible();
  await page.keyboard.press('+');
  await expect(page).toHaveURL(/zoom=/);
  await expect(second).toHaveAttribute('aria-busy', 'false');

  await page.getByLabel('Add a method').selectOption({ label: 'Dense' });
  await expect(panels).toHaveCount(4);
  await expect(panels.nth(3)).toContainText('0.0 %');
  await expect(panels.nth(3)).toContainText('This is its ceiling here');
  expect(errors).toEqual([]);
});

test('heads that break are ranked by their gap, and lead to the head', async ({ page }) => {
  await page.goto('./compare.html');
  const rows = page.getByRole('region', { name: 'Recall of all heads' }).locator('tbody tr');
  await expect(rows).toHaveCount(36);
  const gaps = (await rows.locator('td:nth-child(5)').allInnerTexts()).map(Number);
  expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
  // No mask beats the best of its size.
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(0);
  const worst = rows.first().getByRole('button');
  const [layer, head] = (await worst.innerText()).split(' · ');
  await worst.click();
  await expect(page).toHaveURL(new RegExp(`head=${head}`));
  await expect(page.getByRole('combobox', { name: 'layer' })).toHaveValue(layer ?? '');
});

test('every number of the trade-off can be saved', async ({ page }) => {
  await page.goto('./compare.html#vs=window');
  await expect(page.getByText(/Pareto front/)).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save all as CSV' }).click();
  const stream = await (await download).createReadStream();
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  const [head, ...lines] = text.trim().split('\n');
  expect(head).toBe('method,scope,budget,sparsity,measure,value');
  // Four measures at least, a line for each point that is there by now.
  expect(lines.length).toBeGreaterThanOrEqual(4);
  for (const line of lines) expect(line.split(',')).toHaveLength(6);
});

test('equal FLOPs: the crossover moves with phase and length, by keyboard', async ({ page }) => {
  await page.goto('./compare.html');
  const panel = page.getByRole('region', { name: 'Larger and sparse, or smaller and dense?' });
  const first = panel.getByRole('listitem').first();
  await expect(panel).toContainText('sparsity, not accuracy');
  await expect(first).toContainText(
    'At 128k tokens the 14B costs what the dense 7B does at s* = 79.9 %',
  );
  const length = panel.getByRole('slider', { name: 'Length of the prompt' });
  await length.focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('PageDown');
  await expect(length).toHaveAttribute('aria-valuetext', '65,536 tokens');
  await expect(first).toContainText('Impossible at 64k tokens');
  await panel.getByRole('radio', { name: 'Prefill' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(first).toContainText('At 64k tokens');
  await expect(first).toContainText('s* = 80.7 %');
  await panel.getByText('The cost model and its formulas').click();
  await expect(panel.getByRole('region', { name: 'Published shapes' })).toContainText('18,944');
});

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 360],
] as const) {
  test(`no violations and no sideways scroll, ${colorScheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await page.goto('./compare.html');
    await expect(page.locator('.panel').first()).toContainText('%');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  });
}
