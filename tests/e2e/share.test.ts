// The share dialog: what it hands out works where it is put.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { readNpz } from '../../src/core/npy.ts';
import { RELAXED_SIMD } from '../../tools/lib/process.ts';
import { ExplorerPage } from './explorer.ts';
import { expectNoViolations, nextFrames } from './fits.ts';

const ROOT = join(import.meta.dirname, '../..');

async function snippet(page: Page, label: string): Promise<string> {
  await page.getByRole('button', { name: label, exact: true }).click();
  return page.getByRole('dialog').getByRole('textbox', { name: label }).inputValue();
}

async function saved(page: Page, ending: string): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Save ${ending}` }).click();
  return readFile(await (await download).path());
}

async function share(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('dialog', { name: 'Share this figure' })).toBeVisible();
}

async function openWeights(page: Page, link: string): Promise<void> {
  await page.goto(`./weights.html${link}`);
  await expect(page.getByText(/block by block behind blocks already pruned/)).toBeVisible({
    timeout: 90_000,
  });
  await share(page);
}

/** What the command line makes of a link, with the kernels that this browser has. */
function rendered(link: string, ...options: string[]): string {
  const out = join(mkdtempSync(join(tmpdir(), 'atlas-share-')), 'figure.svg');
  const program = [...RELAXED_SIMD, join(ROOT, 'dist-cli/bin.js')];
  execFileSync(process.execPath, [...program, 'render', link, '-o', out, ...options]);
  return readFileSync(out, 'utf8');
}

test('the dialog hands out the same figure, and previews it alive', async ({ page, context }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open('#layer=3&head=1&m=streaming-llm&b=0.3');
  const sparsity = await page.locator('.big dd').first().innerText();
  await share(page);
  await test.step('the element of the dialog shows the same figure on another page', async () => {
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
    await elsewhere.close();
  });
  await test.step('the preview is alive, and follows width, colours and controls as the snippet does', async () => {
    const frame = page.locator('iframe[title="Preview of the embedded figure"]');
    const inside = frame.contentFrame();
    await expect(inside.locator('.caption')).toContainText('keeps 30.1 %');
    await expect(page.getByText(/^Preview: as wide as there is room, \d+ px high/)).toBeVisible();
    // The frame is as high as its figure: there is nothing to scroll.
    await expect
      .poll(() =>
        inside
          .locator('html')
          .evaluate((html) => html.scrollHeight - html.ownerDocument.defaultView!.innerHeight),
      )
      .toBeLessThanOrEqual(0);

    await page.getByRole('radio', { name: '320 px wide' }).check({ force: true });
    await expect(frame).toHaveCSS('width', '320px');
    expect(await snippet(page, 'HTML element')).toContain('style="max-width: 320px"');

    await expect(inside.getByRole('slider', { name: 'Budget' })).toBeVisible();
    await page.getByRole('checkbox', { name: 'Budget' }).uncheck();
    await page.getByRole('radio', { name: 'Always dark' }).check({ force: true });
    await expect(inside.locator('.caption')).toContainText('keeps 30.1 %');
    await expect(inside.getByRole('slider', { name: 'Budget' })).toHaveCount(0);
    await expect(inside.locator('.sf-frame')).toHaveAttribute('data-theme', 'dark');
    const iframe = await snippet(page, 'iframe');
    expect(iframe).toContain('width="320"');
    expect(iframe).toMatch(/controls=stages&amp;theme=dark/);
  });
});

test('files hold the figure: vectors, numbers and arrays', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await share(page);

  const svg = (await saved(page, 'SVG')).toString();
  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain('>query position<');

  await test.step('the picture of the figure is a PNG with something on it', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save PNG' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('minference-layer3-head3.png');
    const bytes = await readFile(await file.path());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.length).toBeGreaterThan(50_000);
  });

  await page.getByRole('combobox', { name: 'Pixels of the PNG' }).selectOption('4');
  const png = await saved(page, 'PNG');
  expect(png.readUInt32BE(16)).toBe(4 * 648);

  const json = JSON.parse((await saved(page, 'JSON')).toString()) as {
    metrics: { sparsity: number; keptPairs: number };
    rows: { recall: number[] };
  };
  expect(json.rows.recall).toHaveLength(512);
  const csv = (await saved(page, 'CSV')).toString();
  expect(csv).toContain(`figure,minference,0.2,sparsity,${json.metrics.sparsity}\r\n`);
  expect(JSON.parse((await saved(page, 'spec')).toString())).toMatchObject({
    method: 'minference',
  });

  const arrays = readNpz(new Uint8Array(await saved(page, 'NPZ')));
  expect(arrays.get('mask')?.shape).toEqual([512, 512]);
  const kept = arrays.get('mask')?.bytes.reduce((sum, cell) => sum + cell, 0);
  expect(kept).toBe(json.metrics.keptPairs);
  expect(arrays.get('attention')?.shape).toEqual([512, 512]);
});

test('the command line makes the very file that the dialog saves', async ({ page }) => {
  const link = 'layer=3&head=1&m=minference&b=0.2&n=256&zoom=60,20,96';
  const explorer = new ExplorerPage(page);
  await explorer.open(`#${link}`);
  await explorer.numbers(); // the model is here: nothing comes from a snapshot in half precision
  await share(page);
  expect((await saved(page, 'SVG')).toString()).toBe(rendered(link));
  await page.getByRole('combobox', { name: 'Colours of the picture' }).selectOption('dark');
  expect((await saved(page, 'SVG')).toString()).toBe(rendered(link, '--theme', 'dark'));
  await page.getByRole('combobox', { name: 'Size of the picture' }).selectOption('column');
  const column = (await saved(page, 'SVG')).toString();
  expect(column).toContain('width="85mm"');
  expect(column).toBe(rendered(link, '--theme', 'dark', '--size', 'column'));
});

test('a step is saved as it is on show, with what stands beside its map; the same without a browser', async ({
  page,
}) => {
  const link = 'layer=3&head=1&m=minference&b=0.2&n=256&stage=lines&query=206';
  const explorer = new ExplorerPage(page);
  await explorer.open(`#${link}`);
  await explorer.numbers(); // the model is here: nothing comes from a snapshot in half precision
  await share(page);
  const svg = (await saved(page, 'SVG')).toString();
  expect(svg).toMatch(/>Step \d of \d: Chosen lines</);
  expect(svg).toContain('>chosen columns and diagonals<');
  expect(svg).toContain('>query 206<');
  expect(svg).toMatch(/<path d="M[^"]+h[^"]+z" fill="#2a6496" fill-opacity="[\d.]+"\/>/);
  expect(svg).toBe(rendered(link));
  expect(await snippet(page, 'Caption')).toMatch(/^Step \d of \d: Chosen lines\. \d+ columns/);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Sums per column and diagonal' }).click();
  await share(page);
  const sums = (await saved(page, 'SVG')).toString();
  for (const words of ['attention per key column', 'attention per diagonal']) {
    expect(sums).toContain(`>${words}<`);
  }
  expect(sums).toBe(rendered(link.replace('=lines', '=sums')));
});

for (const [method, place, text] of [
  ['minference', 'layer3-head3', 'key position'],
  ['wanda', 'layer3-o', 'input feature'],
] as const) {
  test(`the page of ${method} shares its figure, alive and as files`, async ({ page }) => {
    await page.goto(`./methods/${method}/`);
    await expect(page.getByRole('grid').first()).toHaveAttribute('aria-busy', 'false');
    await share(page);
    await expect(page.getByLabel('Link to exactly this figure')).toHaveValue(
      new RegExp(`/methods/${method}/#`),
    );
    const inside = page.locator('iframe[title="Preview of the embedded figure"]').contentFrame();
    await expect(inside.locator('.caption')).toContainText('keeps');
    const svg = (await saved(page, 'SVG')).toString();
    expect(svg).toContain(`>${text}<`);
    // The command line prunes block by block, this page behind dense blocks: that is said.
    const differs = page.getByText('here all blocks before are dense');
    await expect(differs).toHaveCount(method === 'wanda' ? 1 : 0);
    await expect(page.getByText(new RegExp(`Saved ${method}-${place}\\.svg`))).toBeVisible();
    expect((await saved(page, 'CSV')).toString()).toContain('curve,');
  });
}

test('a figure of weights is previewed alive', async ({ page }) => {
  await openWeights(page, '#m=wanda&b=0.6');
  const inside = page.locator('iframe[title="Preview of the embedded figure"]').contentFrame();
  await expect(inside.locator('.caption')).toContainText('of 36,864 weights');
  expect(await snippet(page, 'HTML element')).toMatch(
    /method="wanda"[^]*matrix="o"[^]*budget="0\.6"/,
  );
  // With the controls of its parameters.
  await expect(inside.getByRole('combobox', { name: 'Pattern' })).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'All, with every parameter' }).check();
  await expect(inside.getByRole('combobox', { name: 'Pattern' })).toBeVisible();
  expect(await snippet(page, 'HTML element')).toContain('controls="all"');
  expect(await snippet(page, 'iframe')).toContain('controls=all');
});

test('a figure of weights: honest about embedding, its files, the same without a browser', async ({
  page,
}) => {
  test.slow(); // the whole model is pruned, here and by the command line
  const link = 'd=weights&m=wanda&layer=1&matrix=o&n=256';
  await openWeights(page, `#${link}`);
  await expect(page.getByRole('dialog')).toContainText('can have its picture and its link');
  expect(await snippet(page, 'Caption')).toMatch(
    /^Wanda keeps 18,432 of 36,864 weights\. .* calibrated block by block with 256 tokens of the text tale\.7, .* Atlas \d/,
  );
  expect(await snippet(page, 'Markdown')).toMatch(
    /\]\(wanda-layer1-o\.svg\)\]\(http.*weights\.html#/,
  );

  const svg = (await saved(page, 'SVG')).toString();
  expect(svg).toContain('>input feature<');
  expect(svg).toBe(rendered(link));
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'The cut in one output' }).click();
  await share(page);
  const step = (await saved(page, 'SVG')).toString();
  expect(step).toMatch(/>output \d+</);
  expect(step).toBe(rendered(`${link}&stage=row`));

  const json = JSON.parse((await saved(page, 'JSON')).toString()) as {
    metrics: { kept: number; outputError: number };
    matrices: unknown[];
  };
  expect(json.matrices).toHaveLength(42);
  const csv = (await saved(page, 'CSV')).toString();
  expect(csv).toContain(`figure,wanda,0.5,output error,${json.metrics.outputError}\r\n`);

  const arrays = readNpz(new Uint8Array(await saved(page, 'NPZ')));
  expect([...arrays.keys()].sort()).toEqual([
    'input_norms',
    'mask',
    'pruned_weight',
    'scores',
    'weight',
  ]);
  const floats = (name: string): Float32Array =>
    new Float32Array((arrays.get(name)?.bytes ?? new Uint8Array()).slice().buffer);
  const mask = arrays.get('mask')?.bytes ?? new Uint8Array();
  const [weight, pruned] = [floats('weight'), floats('pruned_weight')];
  expect(mask.reduce((sum, cell) => sum + cell, 0)).toBe(json.metrics.kept);
  expect(pruned.every((value, i) => value === (mask[i] ? weight[i] : 0))).toBe(true);
  // Each output keeps its highest scores.
  const scores = floats('scores').subarray(0, 192);
  const kept = [...scores].filter((_, i) => mask[i]);
  const dropped = [...scores].filter((_, i) => !mask[i]);
  expect(Math.min(...kept)).toBeGreaterThanOrEqual(Math.max(...dropped));
});

test('a text of one’s own is shared as picture and link', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await explorer.text.fill('The mill stands by the river, and the river by the mill.');
  await explorer.settled();
  await share(page);
  await expect(page.getByText('A text of your own is read by the model')).toBeVisible();
  await expect(page.getByRole('button', { name: 'HTML element' })).toHaveCount(0);
  await expect(page.locator('iframe')).toHaveCount(0);
  expect(await snippet(page, 'Markdown')).toMatch(/^\[!\[MInference keeps .*#.*text=The\+mill/);
});

test('the open dialog has no violations and no sideways scroll, wide and narrow, light and dark', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 360, height: 800 });
  const explorer = new ExplorerPage(page);
  await explorer.open('#layer=3&head=1');
  await share(page);
  const inside = page.locator('iframe').contentFrame();
  const dialog = page.getByRole('dialog');
  for (const [colorScheme, width] of [
    ['dark', 360],
    ['light', 1440],
  ] as const) {
    await test.step(`${colorScheme}, ${width} px`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      await nextFrames(page);
      await expect(inside.locator('.caption')).toContainText('keeps');
      // In a dark dialog the figure is dark too: it follows its place.
      await expect(inside.locator('.sf-frame')).toHaveAttribute('data-theme', colorScheme);
      expect(await dialog.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
      // The embedded page is one of its own, held by the tests of embedding.
      await expectNoViolations(new AxeBuilder({ page }).include('dialog').exclude('iframe'));
    });
  }
});

for (const [domain, link, text] of [
  ['attention', 'm=minference&vs=streaming-llm,oracle&b=0.2&n=256', 'key position'],
  ['weights', 'd=weights&m=wanda&vs=magnitude&b=0.5&n=256', 'input feature'],
] as const) {
  test(`a comparison of ${domain} is saved as one picture and the numbers of each`, async ({
    page,
  }) => {
    await page.goto(`./compare.html#${link}`);
    const maps = page.locator('.panels').getByRole('grid');
    const count = link.split(/vs=/)[1]?.split('&')[0]?.split(',').length ?? 0;
    await expect(maps).toHaveCount(count + 1);
    for (const map of await maps.all()) await expect(map).toHaveAttribute('aria-busy', 'false');
    await share(page);
    await expect(page.getByText('A comparison cannot be put alive into other pages')).toBeVisible();
    const svg = (await saved(page, 'SVG')).toString();
    expect(svg.split(`>${text}<`)).toHaveLength(count + 2);
    const csv = (await saved(page, 'CSV')).toString();
    const methods = [...csv.matchAll(/^figure,([\w-]+),[\d.]+,sparsity,/gm)].map(([, id]) => id);
    expect(methods).toHaveLength(count + 1);
    const arrays = readNpz(new Uint8Array(await saved(page, 'NPZ')));
    expect(arrays.size).toBe(count + 1);
    expect(await snippet(page, 'Caption')).toMatch(/sparsity \d+\.\d %/);
  });
}
