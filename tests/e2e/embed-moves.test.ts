// Figures where their page moves them: in boxes that scroll, at other scales, into other documents.
import { expect, type Locator, type Page } from '@playwright/test';
import { drawn, test } from '../hosts/fixture.ts';

type Figure = HTMLElement & { readonly spec: unknown };

/** Adds a figure to what `within` selects. */
async function add(
  page: Page,
  attributes: Readonly<Record<string, string>>,
  within = 'main',
): Promise<Locator> {
  await page.evaluate(
    ([attributes, within]) => {
      const figure = document.createElement('sparsity-figure');
      for (const [name, value] of Object.entries(attributes)) figure.setAttribute(name, value);
      document.querySelector(within)?.append(figure);
    },
    [attributes, within] as const,
  );
  return page.locator('sparsity-figure').last();
}

for (const [where, box] of [
  ['the page', ''],
  ['a box that scrolls', '<div id="box" style="height:700px;overflow:auto">'],
  [
    'a box in a box',
    '<div style="height:700px;overflow:auto"><div id="box" style="height:690px;overflow:auto">',
  ],
] as const)
  test(`made ready before it is seen, and kept while it is near: in ${where}`, async ({
    page,
    host,
  }) => {
    const { url } = await host();
    await page.setViewportSize({ width: 900, height: 700 });
    await page.goto(`${url}empty.html`);
    await page.evaluate((box) => {
      const room = (height: number) => `<div style="height:${height}px"></div>`;
      document.body.innerHTML = `${box}${room(1200)}<section></section>${room(6000)}`;
    }, box);
    const figure = await add(page, { method: 'window' }, 'section');
    const ready = await figure.evaluateHandle((element) => {
      const times = { count: 0 };
      element.addEventListener('sparsity-ready', () => times.count++);
      return times;
    });
    const scroll = (to: number): Promise<void> =>
      page.evaluate((to) => (document.querySelector('#box') ?? window).scrollTo(0, to), to);
    await drawn(figure); // 500 px below what is seen
    // 100 px above it, it stays.
    for (const to of [1300, 2500, 1300, 2500, 1300]) {
      await scroll(to);
      await page.waitForTimeout(200);
    }
    expect(await ready.evaluate(({ count }) => count)).toBe(1);
    // Far away it goes.
    await scroll(6900);
    await expect(figure.getByRole('grid')).toHaveCount(0);
    await scroll(1300);
    await drawn(figure);
  });

for (const where of ['a window', 'a frame'] as const)
  test(`moved to ${where} of its own and back, a figure keeps its looks and its state`, async ({
    page,
    host,
  }) => {
    const { url } = await host();
    await page.goto(`${url}empty.html`);
    const figure = await add(page, { method: 'streaming-llm', controls: 'budget' });
    await drawn(figure);
    await figure.getByRole('slider', { name: 'Budget' }).focus();
    await page.keyboard.press('End');
    await expect(figure.locator('.caption')).toContainText('keeps 100');
    const looks = await looksOf(figure);

    const opened = where === 'a window' ? page.waitForEvent('popup') : null;
    await page.evaluate((where) => {
      const frame = document.createElement('iframe');
      if (where === 'a frame') document.body.append(frame);
      Object.assign(frame, { width: 700, height: 1000 });
      const other =
        where === 'a frame'
          ? frame.contentWindow
          : open('about:blank', '_blank', 'width=700,height=1000');
      other!.document.body.append(document.querySelector('sparsity-figure')!);
      Object.assign(window, { other });
    }, where);
    const there = opened ? await opened : page.frames().at(-1)!;
    const moved = there.locator('sparsity-figure');
    await expect(moved.getByRole('grid')).toHaveAttribute('aria-busy', 'false');
    await expect(moved.locator('.caption')).toContainText('keeps 100');
    expect(await looksOf(moved)).toEqual(looks);
    // It computes, and what is loaded later is dressed too.
    await moved.getByRole('slider', { name: 'Budget' }).focus();
    await moved.press('Home');
    await expect(moved.locator('.caption')).not.toContainText('keeps 100');

    await page.evaluate(() => {
      const { other } = window as unknown as { other: Window };
      document.querySelector('main')?.append(other.document.querySelector('sparsity-figure')!);
    });
    await drawn(figure);
    expect(await looksOf(figure)).toEqual(looks);
    expect(await figure.evaluate((element) => (element as Figure).spec)).not.toBeNull();
  });

/** What only its style sheets give a figure. */
const looksOf = (figure: Locator): Promise<unknown> =>
  figure.evaluate((element) => {
    const view = element.ownerDocument.defaultView!;
    const of = (selector: string, property: string): string =>
      view
        .getComputedStyle(element.shadowRoot!.querySelector(selector)!)
        .getPropertyValue(property);
    return {
      frame: of('.sf-frame', 'display'),
      player: of('.player', 'display'),
      accent: of('.player', '--accent'),
      sheets: element.shadowRoot!.adoptedStyleSheets.length > 5,
    };
  });

test('parked in a template, a figure comes back whole', async ({ page, host }) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  const figure = await add(page, { method: 'window' });
  await drawn(figure);
  const looks = await looksOf(figure);
  await page.evaluate(async () => {
    const template = document.createElement('template');
    const element = document.querySelector('sparsity-figure')!;
    template.content.append(element);
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.implementation.createHTMLDocument().body.append(element);
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.querySelector('main')?.append(element);
  });
  await drawn(figure);
  expect(await looksOf(figure)).toEqual(looks);
});

for (const style of ['transform: scale(0.5)', 'zoom: 1.5'])
  test(`a page with ${style}: bars, map and slider are read and moved where the pointer is`, async ({
    page,
    host,
  }) => {
    const { url } = await host();
    await page.setViewportSize({ width: 1200, height: 2400 });
    await page.goto(`${url}empty.html`);
    await page.locator('main').evaluate((main, style) => {
      main.style.cssText = `margin: 0; width: 640px; transform-origin: 0 0; ${style}`;
    }, style);
    const place = { domain: 'weights', method: 'wanda', layer: '3', matrix: 'q', stage: 'norms' };
    const figure = await add(page, { ...place, controls: 'budget stages' });
    await drawn(figure);
    const at = async (of: Locator, share: number): Promise<void> => {
      const { x, y, width, height } = (await of.boundingBox())!;
      await page.mouse.move(x + width * share, y + height / 2);
    };
    const bars = figure.locator('.bars');
    for (const [share, input] of [
      [0.1, 19],
      [0.5, 96],
      [0.9, 172],
    ] as const) {
      await at(bars, share);
      await expect(figure.locator('.read')).toHaveText(new RegExp(`^input ${input} `));
    }
    await at(figure.getByRole('grid'), 0.25);
    await expect(figure.locator('.tip')).toContainText('input 48');
    await at(figure.getByRole('slider', { name: 'Budget' }), 0.9);
    await page.mouse.down();
    await page.mouse.up();
    const { budget } = (await figure.evaluate((element) => (element as Figure).spec)) as {
      budget: number;
    };
    expect(budget).toBeGreaterThan(0.5);
  });

test('an element in which nothing says which figure it is says so, and draws none', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  const how = { loading: 'eager', controls: 'budget', budget: '0.3', show: 'lost', class: 'wide' };
  const figure = await add(page, how);
  await expect(figure.getByRole('alert')).toContainText(
    'Nothing says which figure this is: name its method, as in method="minference", or set spec.',
  );
  await expect(figure.locator('img')).toHaveCount(0);
  await expect(figure.getByRole('grid')).toHaveCount(0);
  await figure.evaluate((element) => Object.assign(element, { spec: {} }));
  await expect(figure.getByRole('alert')).toContainText('Nothing says which figure this is');
  // A place says enough: under the usual method.
  await figure.evaluate((element) => element.setAttribute('subject', 'code'));
  await drawn(figure);
  await expect(figure.locator('.caption')).toHaveText(/^MInference keeps/);
});
