// The comparison: panels at one sparsity, everything synchronised, numbers to take along.
import { expect, test, type Page } from '@playwright/test';
import { watchErrors } from './explorer.ts';
import { expectFits } from './fits.ts';

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
  // The handle of the curve says what the panel says.
  const [dropped, recall] = await panels.first().locator('dd').allInnerTexts();
  await expect(page.getByRole('slider', { name: 'Budget of MInference' })).toHaveAttribute(
    'aria-valuetext',
    new RegExp(`head ${dropped}, recall of attention mass ${recall}$`),
  );

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

test('attention: equal FLOPs, numbers to take along, and heads that break', async ({ page }) => {
  await page.goto('./compare.html');
  await test.step('equal FLOPs: the crossover moves with phase and length, by keyboard', async () => {
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
  await test.step('every number of the trade-off can be saved', async () => {
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
  await test.step('heads that break are ranked by their gap, and lead to the head', async () => {
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
});

test('matrices: methods meet at one sparsity, differ, and lead to another domain and back', async ({
  page,
}) => {
  const errors = watchErrors(page);
  await page.goto('./compare.html#d=weights&layer=2&matrix=down&vs=n-m,structured&b=0.45');
  await expect(page).toHaveTitle(/Compare pruning methods/);
  const panels = page.locator('.panel');
  await expect(panels).toHaveCount(3);
  const [wanda = 0, groups = 0, structured = 0] = await sparsities(page);
  // Of 512 inputs, 281 or 282 are 55 %; groups of 16 can drop 9; channels are whole columns.
  expect(Math.abs(wanda - 55)).toBeLessThanOrEqual(0.2);
  expect(groups).toBe(56.3);
  await expect(panels.nth(1).locator('.note')).toHaveText(
    'It moves in steps and cannot come closer.',
  );
  expect(Math.abs(structured - 55)).toBeLessThanOrEqual(0.2);

  const first = page.getByRole('grid', { name: /^Weights: Wanda, 5[45]/ });
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await expect(panels.nth(2).locator('.tip')).toContainText('output 96 · input 256');
  await page.keyboard.press('+');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/query=96&.*zoom=/);
  await expect(page.locator('.panel .pinned')).toHaveCount(3);

  const difference = page.getByRole('region', { name: 'Difference', exact: true });
  await difference.getByLabel('Second method').selectOption({ label: 'Structured' });
  await expect(difference.getByRole('table').getByRole('row')).toHaveCount(4);
  await expect(difference.getByRole('grid')).toHaveAccessibleName(
    'Difference of Wanda and Structured',
  );
  // By mouse and by keyboard: whose the cell is.
  const whose = /kept by (both|neither|Wanda only|Structured only)$/;
  const grid = difference.getByRole('grid');
  await grid.hover();
  await expect(difference.locator('.tip')).toHaveText(whose);
  await grid.focus();
  await page.keyboard.press('ArrowRight');
  await expect(difference.getByRole('status')).toHaveText(whose);
  const shares = await difference.locator('td.tabular').allInnerTexts();
  expect(shares.reduce((sum, text) => sum + parseFloat(text), 0)).toBeCloseTo(100, 0);

  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.getByText('Explore').click();
  await expect(pages.getByRole('link', { name: /^Weights/ })).toHaveAttribute(
    'href',
    /#.*d=weights/,
  );
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Attention', exact: true }).click();
  await expect(panels.first()).toContainText('recall');
  await expect(page.getByRole('combobox', { name: 'layer' })).toHaveValue('2');
  await page.goBack();
  await expect(page.getByRole('combobox', { name: 'matrix' })).toHaveValue('down');
  await expect(panels.first().locator('dd').first()).toHaveText(`${wanda.toFixed(1)} %`);
  expect(errors).toEqual([]);
});

test('matrices: the pruned models’ loss, and the matrices that break', async ({ page }) => {
  await page.goto('./compare.html#d=weights&vs=magnitude');
  await sparsities(page);
  await test.step('the pruned model’s loss is measured with progress, and can be stopped', async () => {
    const section = page.getByRole('region', { name: 'Trade-off' });
    await section.getByLabel('Show').selectOption({ label: 'loss added' });
    await expect(section).toContainText('not measured yet');
    await section.getByRole('button', { name: 'Measure with the model' }).click();
    await expect(section.getByRole('progressbar', { name: 'Measuring the model' })).toBeVisible();
    await section.getByText('Table').click();
    const rows = section.getByRole('row').filter({ hasText: 'Wanda' });
    await expect(rows.first()).toContainText(/[+−]?\d\.\d{3}/, { timeout: 60_000 });
    await section.getByRole('button', { name: 'Stop' }).click();
    await expect(section.getByRole('button', { name: 'Measure with the model' })).toBeVisible();
  });
  await test.step('matrices that break are measured when asked for, and lead to the matrix', async () => {
    await page.getByRole('button', { name: 'Prune the model by each method' }).click();
    const models = page.getByRole('region', { name: 'The pruned models' }).locator('tbody tr');
    await expect(models).toHaveCount(2, { timeout: 60_000 });
    for (const text of await models.locator('td:nth-child(2)').allInnerTexts())
      expect(text).toBe('50.0 %');
    const grid = page.getByRole('grid', { name: 'Output error of all matrices, a row a layer' });
    await expect(grid.getByRole('gridcell')).toHaveCount(42);
    const worst = models.first().getByRole('button');
    const [layer = '', matrix = ''] = (await worst.innerText()).replace(/^L/, '').split(' · ');
    await worst.click();
    await expect(page.getByRole('combobox', { name: 'layer' })).toHaveValue(layer);
    await expect(page.getByRole('combobox', { name: 'matrix' })).toHaveValue(matrix);
    const chosen = grid.getByRole('gridcell', { selected: true });
    await expect(chosen).toHaveAccessibleName(/^layer \d, .*· Wanda 0\.\d\d · Magnitude 0\.\d\d$/);

    // Another sparsity is another pruning.
    await page.getByRole('slider', { name: 'Budget', exact: true }).press('ArrowLeft');
    await expect(models).toHaveCount(0);
  });
});

for (const link of ['', '#d=weights']) {
  test(`no violations and no sideways scroll at any width, light and dark ${link}`, async ({
    page,
  }) => {
    const settled = (): Promise<void> => expect(page.locator('.panel').first()).toContainText('%');
    await expectFits(
      page,
      async () => {
        await page.goto(`./compare.html${link}`);
        await settled();
      },
      settled,
    );
  });
}
