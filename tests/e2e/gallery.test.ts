// The gallery and the methods' own pages: found, filtered, opened, and alive without the model.
import { expect, test, type Page } from '@playwright/test';
import { usualOf } from '../../src/core/card.ts';
import { card } from '../../src/domains/attention/card.ts';
import { ExplorerPage, watchErrors } from './explorer.ts';
import { expectFits } from './fits.ts';

/** Addresses of everything that the page asks for from now on. */
function watchRequests(page: Page): string[] {
  const urls: string[] = [];
  page.on('request', (request) => urls.push(request.url()));
  return urls;
}

async function settledFigure(page: Page): Promise<void> {
  const map = page.getByRole('grid', { name: /^(Attention|Weights) of layer/ });
  await expect(map).toHaveAttribute('aria-busy', 'false');
  await expect(page.locator('.big dd').first()).toHaveText(/%/);
}

test.describe('the gallery', () => {
  test('shows every method, and is searched by keyboard', async ({ page }) => {
    const errors = watchErrors(page);
    await page.goto('./gallery.html');
    await test.step('shows every method with a picture of its own', async () => {
      const cards = page.getByRole('article');
      const count = await cards.count();
      expect(count).toBeGreaterThan(15);
      await expect(page.getByRole('status')).toHaveText(`${count} methods`);
      const pictures = new Set<string | null>();
      for (const card of await cards.all()) {
        const picture = card.getByRole('img');
        await picture.scrollIntoViewIfNeeded();
        await expect
          .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
          .toBe(256);
        pictures.add(await picture.getAttribute('src'));
        await expect(card.locator('.numbers')).toHaveText(
          /\d\.\d\d (recall|output error).*\d+ % sparsity/,
        );
      }
      expect(pictures.size).toBe(count);
    });
    await test.step('is searched, filtered and opened by keyboard alone', async () => {
      const result = page.getByRole('status');
      const all = await page.getByRole('article').count();

      await page.getByRole('searchbox', { name: 'Search methods' }).focus();
      await page.keyboard.type('last queries');
      await expect(result).toHaveText(new RegExp(`^\\d of ${all} methods$`));
      await expect(page.getByRole('link', { name: 'MInference', exact: true })).toBeVisible();
      await expect(page.getByRole('link', { name: 'Dense', exact: true })).toBeHidden();
      await page.getByRole('searchbox').fill('');

      const fixed = page.getByRole('button', { name: /^static, \d+$/ });
      await fixed.focus();
      await page.keyboard.press('Enter');
      await expect(fixed).toHaveAttribute('aria-pressed', 'true');
      const left = Number((await fixed.getAttribute('aria-label'))?.replace(/\D/g, ''));
      await expect(page.getByRole('article')).toHaveCount(left);
      await expect(result).toHaveText(`${left} of ${all} methods`);

      // Sorted by year the newest comes first.
      await page.getByRole('radio', { name: 'Year' }).focus();
      await page.keyboard.press('Space');
      const attention = page.getByRole('region', { name: 'Attention' });
      const years = await attention.locator('.title p').allInnerTexts();
      const numbers = years.map((text) => Number(text.slice(-4)));
      expect(numbers.length).toBeGreaterThan(2);
      expect(numbers).toEqual([...numbers].sort((a, b) => b - a));

      await page.getByRole('link', { name: 'BigBird', exact: true }).focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('BigBird');
      await expect(page).toHaveURL(/methods\/bigbird\/$/);

      // Going back finds the selection as it was.
      await page.goBack();
      await expect(page.getByRole('button', { name: /^static, \d+$/ })).toHaveAttribute(
        'aria-pressed',
        'true',
      );
      await expect(page.getByRole('radio', { name: 'Year' })).toBeChecked();
    });
    expect(errors).toEqual([]);
  });

  test('leads from a weight method to its own page, on the matrix of its picture', async ({
    page,
  }) => {
    await page.goto('./gallery.html#domain=weights');
    await page.getByRole('link', { name: 'Wanda', exact: true }).click();
    await expect(page).toHaveURL(/methods\/wanda\/$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Wanda');
    await expect(page.getByRole('grid')).toHaveAccessibleName(/output projection/);
  });

  test('says when nothing matches, and keeps its filters behind a button on a phone', async ({
    page,
  }) => {
    await test.step('says when nothing matches, and how to go on', async () => {
      await page.goto('./gallery.html#q=zebra');
      await expect(page.getByRole('status')).toHaveText(/^0 of \d+ methods$/);
      await page.getByRole('button', { name: 'show all', exact: true }).click();
      await expect(page.getByRole('article').first()).toBeVisible();
    });
    await test.step('keeps its filters behind a button on a phone', async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      const chip = page.getByRole('button', { name: /^learned, \d+$/ });
      await expect(chip).toBeHidden();
      const opener = page.getByRole('button', { name: 'Filter' });
      await opener.click();
      await expect(opener).toHaveAttribute('aria-expanded', 'true');
      await chip.click();
      await expect(page.getByRole('button', { name: 'Filter · 1' })).toBeVisible();
    });
  });
});

test.describe('a method’s page', () => {
  test('computes its figure without any request for the model', async ({ page }) => {
    const errors = watchErrors(page);
    const urls = watchRequests(page);
    await page.goto('./methods/minference/');
    await settledFigure(page);
    await expect(page.getByText('Only the last queries vote.')).toBeVisible();

    // Steps, budget, another head, one row: all of it from the snapshots.
    await page.getByRole('tab', { name: /^3/ }).click();
    await expect(page.locator('.stages .caption')).not.toBeEmpty();
    const recall = page.locator('.big dd').nth(1);
    const before = await recall.innerText();
    await page.getByRole('slider', { name: 'Budget', exact: true }).focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press('PageDown');
    await expect(recall).not.toHaveText(before);
    await page.getByRole('button', { name: /far-looking/ }).click();
    await page.getByRole('radio', { name: 'Docs' }).click();
    await settledFigure(page);
    await expect(page.getByRole('status').filter({ hasText: 'It looks far' })).toBeVisible();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowUp');
    await expect(page.getByText(/keeps \d+ of \d+ keys, recall/).first()).toBeVisible();

    expect(urls.filter((url) => url.includes('/models/'))).toEqual([]);
    expect(urls.filter((url) => url.includes('/snapshots/')).length).toBeGreaterThan(2);
    expect(errors).toEqual([]);
  });

  test('computes the figure of a weight matrix without any request for the model', async ({
    page,
  }) => {
    const errors = watchErrors(page);
    const urls = watchRequests(page);
    const files = (): string[] =>
      urls.flatMap((url) => /\/snapshots\/(.+\.safetensors)$/.exec(url)?.[1] ?? []);
    await page.goto('./methods/sparsegpt/');
    await settledFigure(page);
    await expect(page.getByText('Outputs keep different numbers of weights, unlike')).toBeVisible();
    // The matrix, its inputs, and what only some methods read: nothing twice, nothing more.
    expect(new Set(files()).size).toBe(3);
    expect(files().some((file) => file.includes('hessian'))).toBe(true);

    // Steps, budget, another matrix, one output: all of it from the snapshots.
    await page.getByRole('tab', { name: /^2/ }).click();
    await expect(page.locator('.stages .caption')).not.toBeEmpty();
    const error = page.locator('.big dd').nth(1);
    const before = await error.innerText();
    await page.getByRole('slider', { name: 'Budget', exact: true }).focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press('PageDown');
    await expect(error).not.toHaveText(before);
    await page.getByRole('button', { name: 'gate projection' }).click();
    await expect(page.getByRole('grid')).toHaveAccessibleName(/gate projection/);
    await settledFigure(page);
    await expect(page.getByRole('status').filter({ hasText: '98,304 weights' })).toBeVisible();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('heading', { name: /^output 256 keeps \d+ of 192/ })).toBeVisible();
    const curve = page.getByRole('region', { name: 'Curve' }).locator('figcaption');
    await expect(curve).toHaveText('Output error against sparsity');

    expect(urls.filter((url) => url.includes('/models/'))).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('opens a matrix in the weights page, as sparse', async ({ page }) => {
    await page.goto('./methods/wanda/#b=0.3&matrix=up');
    await settledFigure(page);
    const sparsity = await page.locator('.big dd').first().innerText();
    await page.getByRole('link', { name: 'Open in the weights explorer' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Wanda');
    await expect(page.getByRole('grid', { name: /up projection/ })).toBeVisible();
    await settledFigure(page);
    await expect(page.locator('.big dd').first()).toHaveText(sparsity);
  });

  test('opens the very figure in the explorer, with the same numbers', async ({ page }) => {
    await page.goto('./methods/block-topk/#b=0.1');
    await settledFigure(page);
    const there = await page.locator('.big dd').first().innerText();
    await page.getByRole('link', { name: 'Open in the attention explorer' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Block top-k');
    await settledFigure(page);
    expect(await page.locator('.big dd').first().innerText()).toBe(there);
  });

  test('takes its settings from the address, and a head that is not there from nowhere', async ({
    page,
  }) => {
    const urls = watchRequests(page);
    await page.goto('./methods/window/#m=window&head=5&layer=0&b=0.5');
    await settledFigure(page);
    const { layer, head } = usualOf(card).subject;
    await expect(page.getByRole('grid')).toHaveAccessibleName(
      new RegExp(`layer ${layer}, head ${head}`),
    );
    await expect(page.locator('.budget output')).toHaveText('50 % kept');
    const missed = page.getByRole('status').filter({ hasText: 'is not on this page' });
    await expect(
      missed.getByRole('link', { name: 'Open in the attention explorer' }),
    ).toHaveAttribute('href', /#b=0\.5&head=5&layer=0&m=window&v=2$/);
    // Edited by hand, to a head that is there.
    await page.evaluate(() => (location.hash = 'head=3&layer=5&b=0.25&nonsense=1'));
    await expect(page.locator('.budget output')).toHaveText('25 % kept');
    await expect(page.getByRole('grid')).toHaveAccessibleName(/layer 5, head 3/);
    await expect(missed).toBeHidden();
    await expect(page.getByRole('listitem').filter({ hasText: 'nonsense' })).toBeVisible();
    expect(urls.filter((url) => url.includes('/models/'))).toEqual([]);
  });

  test('is a page of its own to readers without JavaScript and to link previews', async ({
    browser,
    request,
    baseURL,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL! });
    const page = await context.newPage();
    await page.goto('./methods/flexprefill/');
    await expect(page).toHaveTitle('FlexPrefill · Sparsity Atlas');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('FlexPrefill');
    await expect(page.getByRole('heading', { name: 'What to notice' })).toBeVisible();
    const preview = await page.locator('meta[property="og:image"]').getAttribute('content');
    const image = await request.get(new URL(preview ?? '', page.url()).href);
    expect(image.ok()).toBe(true);
    const bytes = await image.body();
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
    await context.close();
  });
});

test('the explorer paints its first figure while the model is still on its way', async ({
  page,
}) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/model.safetensors', async (route) => {
    await held;
    await route.continue();
  });
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await expect(page.getByText('Fetching the language model')).toBeVisible();
  const tiles = page.locator('.big dd');
  const early = await tiles.allInnerTexts();
  expect(early.slice(0, 3).join(' ')).toMatch(/% 0\.\d+ \d\.\d+/);
  expect(early[3]).toBe('–');

  // When it has come, what only the model can tell follows, and nothing else has changed.
  release();
  const late = await explorer.numbers();
  await expect(page.getByText('Fetching the language model')).toBeHidden();
  expect(Object.values(late).slice(0, 3)).toEqual(early.slice(0, 3));
});

test('the weights page paints its first figure while the model is still on its way', async ({
  page,
}) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/model.safetensors', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('./weights.html');
  await settledFigure(page);
  await expect(page.getByText(/^Calibrated on 512 tokens of the dense model/)).toBeVisible();
  const error = page.locator('.big dd').nth(1);
  const early = Number(await error.innerText());
  expect(early).toBeGreaterThan(0);

  // Block by block behind pruned blocks inputs are a little other ones, and nothing jumps.
  release();
  await expect(page.getByText(/^Calibrated on 512 tokens, block by block/)).toBeVisible();
  expect(Math.abs(Number(await error.innerText()) - early)).toBeLessThan(0.1);
});

for (const address of ['gallery.html', 'methods/minference/', 'methods/wanda/']) {
  test(`${address}: no violations and no sideways scroll at any width, light and dark`, async ({
    page,
  }) => {
    const settled = (): Promise<void> =>
      address.startsWith('methods')
        ? settledFigure(page)
        : expect(page.locator('.numbers b').first()).toBeVisible();
    await expectFits(
      page,
      async () => {
        await page.goto(`./${address}`);
        await settled();
      },
      settled,
    );
  });
}
