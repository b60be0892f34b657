// The share dialog: what it hands out works where it is put.
import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { readNpz } from '../../src/core/npy.ts';
import { ExplorerPage } from './explorer.ts';

async function snippet(page: Page, label: string): Promise<string> {
  await page.getByRole('button', { name: label, exact: true }).click();
  return page.getByRole('dialog').getByRole('textbox', { name: label }).inputValue();
}

async function saved(page: Page, ending: string): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Save ${ending}` }).click();
  return readFile(await (await download).path());
}

test('the element of the dialog shows the same figure on another page', async ({
  page,
  context,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open('#layer=3&head=1&m=streaming-llm&b=0.3');
  const sparsity = await page.locator('.big dd').first().innerText();
  await page.getByRole('button', { name: 'Share' }).click();
  const element = await snippet(page, 'HTML element');
  const frame = await snippet(page, 'iframe');

  const elsewhere = await context.newPage();
  await elsewhere.route('**/host.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html>${element}` }),
  );
  await elsewhere.goto('./host.html');
  await expect(elsewhere.getByRole('grid')).toHaveAttribute('aria-busy', 'false');
  const kept = 100 - Number.parseFloat(sparsity);
  await expect(elsewhere.locator('.caption')).toContainText(`keeps ${kept.toFixed(1)} %`);

  expect(frame).toContain('sandbox="allow-scripts allow-popups"');
  const address = /src="([^"]+)"/.exec(frame)?.[1]?.replaceAll('&amp;', '&') ?? '';
  await elsewhere.goto(address);
  await expect(elsewhere.locator('.caption')).toContainText(`keeps ${kept.toFixed(1)} %`);
});

test('files hold the figure: vectors, numbers and arrays', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await page.getByRole('button', { name: 'Share' }).click();

  const svg = (await saved(page, 'SVG')).toString();
  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain('>query position<');

  await page.getByRole('combobox', { name: 'Size of the PNG' }).selectOption('4');
  const png = await saved(page, 'PNG');
  expect(png.readUInt32BE(16)).toBe(4 * 648);

  const json = JSON.parse((await saved(page, 'JSON')).toString()) as {
    metrics: { sparsity: number; keptPairs: number };
    rows: { recall: number[] };
  };
  expect(json.rows.recall).toHaveLength(512);
  const csv = (await saved(page, 'CSV')).toString();
  expect(csv).toContain(`figure,minference,0.2,sparsity,${json.metrics.sparsity}\r\n`);

  const arrays = readNpz(new Uint8Array(await saved(page, 'NPZ')));
  expect(arrays.get('mask')?.shape).toEqual([512, 512]);
  const kept = arrays.get('mask')?.bytes.reduce((sum, cell) => sum + cell, 0);
  expect(kept).toBe(json.metrics.keptPairs);
  expect(arrays.get('attention')?.shape).toEqual([512, 512]);
});

test('a text of one’s own is shared as picture and link', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await explorer.text.fill('The mill stands by the river, and the river by the mill.');
  await explorer.settled();
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByText('Other pages do not load the model')).toBeVisible();
  await expect(page.getByRole('button', { name: 'HTML element' })).toHaveCount(0);
  expect(await snippet(page, 'Markdown')).toMatch(/^\[!\[MInference keeps .*#.*text=The\+mill/);
});
