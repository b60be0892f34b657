// Figures where a page puts them: in boxes that take their width from what is inside, among styles that were
// made for other things; and the room that is kept for them, which is that of what comes.
import { expect, type Locator, type Page } from '@playwright/test';
import { drawn, test } from '../hosts/fixture.ts';

test('boxes as wide as their content and styles of every kind: figures are whole and as ever', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.setViewportSize({ width: 1000, height: 900 });
  await page.goto(`${url}places.html`);
  const widths: Record<string, number> = {};
  for (const id of ['row', 'column', 'shrunk', 'cell']) {
    await drawn(page.locator(`#${id}`));
    widths[id] = (await page.locator(`#${id}`).boundingBox())!.width;
  }
  // What there is room for, up to the width that a figure likes to have.
  expect(widths['column']).toBe(640);
  expect(widths['shrunk']).toBe(640);
  expect(widths['row']).toBeGreaterThan(500);
  expect(widths['cell']).toBe(450);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(1000);

  for (const id of ['column', 'shrunk']) {
    const caption = page.locator(`#${id} p.caption`);
    for (const [name, value] of Object.entries(PLAIN)) await expect(caption).toHaveCSS(name, value);
    await expect(page.locator(`#${id} header p`)).toHaveCSS('font-size', '12px');
    await expect(page.locator(`#${id} canvas`).first()).toHaveCSS('border-top-width', '0px');
    await expect(page.locator(`#${id} .sf-live`)).toHaveAttribute('lang', 'en');
  }
  // Ticks lie where the cells are: the axes begin at the map's left edge.
  const shrunk = page.locator('#shrunk');
  const map = (await shrunk.getByRole('grid').boundingBox())!;
  const first = (await shrunk.getByText('0', { exact: true }).last().boundingBox())!;
  expect(Math.abs(first.x + first.width / 2 - map.x)).toBeLessThanOrEqual(2);

  // What the page hides stays hidden, and is there when the page shows it.
  await expect(page.locator('#hidden canvas').first()).toBeHidden();
  await page.locator('#closed').evaluate((box) => (box.style.visibility = 'visible'));
  await expect(page.locator('#hidden').getByRole('grid')).toBeVisible();
  await drawn(page.locator('#hidden'));
});

/** A caption as it is on a page without styles. */
const PLAIN = {
  'font-size': '15px',
  'font-style': 'normal',
  'font-weight': '400',
  'letter-spacing': 'normal',
  'text-transform': 'none',
  'text-indent': '0px',
  'text-shadow': 'none',
  'white-space-collapse': 'collapse',
  direction: 'ltr',
  cursor: 'auto',
} as const;

const KINDS = {
  'a head': { method: 'window' },
  'a matrix': { method: 'wanda', matrix: 'o' },
  'a wide matrix': { method: 'wanda', matrix: 'down' },
} as const;
/** Of a legend, which may break elsewhere in another typeface, CSS px. */
const LINE = 16;
const WIDTHS = [280, 330, 400, 430, 520, 640, 760];

for (const [kind, attributes] of Object.entries(KINDS)) {
  test(`the room that is kept is the room that is taken, at every width: ${kind}`, async ({
    page,
    host,
  }) => {
    const { url } = await host();
    await page.setViewportSize({ width: 900, height: 1000 });
    await page.goto(`${url}empty.html`);
    const figure = await add(page, { ...attributes, controls: 'method budget stages' });
    await drawn(figure);
    await expect(figure.getByRole('slider')).toBeVisible();
    for (const width of WIDTHS) {
      await figure.evaluate((element, width) => {
        element.style.width = `${width}px`;
      }, width);
      const { kept, taken, above } = await roomOf(figure);
      expect(Math.abs(taken - kept), `${width} px`).toBeLessThanOrEqual(LINE);
      // What a legend did not need stands above the caption, and is little.
      expect(above, `${width} px`).toBeLessThanOrEqual(40 + LINE);
    }
  });

  test(`before the picture its shape, where the picture will be: ${kind}`, async ({
    page,
    host,
  }) => {
    const { url } = await host();
    await page.setViewportSize({ width: 700, height: 1000 });
    await page.goto(`${url}empty.html`);
    await page.route('**/snapshots/methods/*', (route) => route.abort());
    let go = (): void => {};
    const waits = new Promise<void>((resolve) => (go = resolve));
    await page.route('**/assets/embed/player*', async (route) => {
      await waits;
      await route.continue();
    });
    const figure = await add(page, attributes);
    const [shape] = await boxesOf(figure, '.sf-map');
    const half = kind === 'a head';
    const clip = half ? 'polygon(0px 0px, 100% 100%, 0px 100%)' : 'none';
    await expect(figure.locator('.sf-map')).toHaveCSS('clip-path', clip);
    go();
    await drawn(figure);
    const [map] = await boxesOf(figure, '[role=grid]');
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      expect(Math.abs(shape![side] - map![side]), side).toBeLessThanOrEqual(1);
    }
  });
}

test('the style sheet keeps the very room before the script has come', async ({ page, host }) => {
  const { url } = await host();
  const kinds: readonly Readonly<Record<string, string>>[] = [
    { method: 'window' },
    { method: 'window', controls: 'none' },
    { domain: 'weights', method: 'wanda' },
    { method: 'wanda', matrix: 'down', controls: 'none' },
  ];
  for (const width of [900, 640, 400]) {
    await page.setViewportSize({ width, height: 900 });
    let go = (): void => {};
    const waits = new Promise<void>((resolve) => (go = resolve));
    await page.route('**/embed.js', async (route) => {
      await waits;
      await route.continue();
    });
    await page.goto(`${url}empty.html`, { waitUntil: 'commit' });
    await page.waitForFunction(() => {
      const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')];
      return document.querySelector('main') !== null && links.every(({ sheet }) => sheet !== null);
    });
    for (const attributes of kinds) await add(page, attributes);
    const heights = (): Promise<number[]> =>
      page
        .locator('sparsity-figure')
        .evaluateAll((figures) => figures.map((figure) => figure.getBoundingClientRect().height));
    const before = await heights();
    go();
    await expect(page.locator('.sf-frame')).toHaveCount(kinds.length);
    const after = await heights();
    for (const [i, height] of before.entries()) {
      expect(Math.abs(height - after[i]!), JSON.stringify([width, kinds[i]])).toBeLessThanOrEqual(
        1,
      );
    }
    await page.unrouteAll({ behavior: 'wait' });
  }
});

test('a figure that a spec tells has the shape of the spec', async ({ page, host }) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  await page.route('**/assets/embed/player*', (route) => route.abort());
  const frame = (figure: Locator): Locator => figure.locator('.sf-frame');
  const link = await add(page, { spec: 'd=weights&m=sparsegpt&matrix=down' });
  await expect(frame(link)).toHaveAttribute('data-full', '');
  await expect(frame(link)).toHaveCSS('--aspect', '0.5');
  // Its player cannot be loaded: that is told in the middle of its room.
  await expect(link.getByRole('alert')).toContainText('could not be loaded');
  const [room, words] = await boxesOf(link, '.sf-frame', '[role=alert]');
  const middle = ({ y, height }: DOMRect): number => y + height / 2;
  expect(Math.abs(middle(room!) - middle(words!))).toBeLessThanOrEqual(2);
  const json = await add(page, { spec: '{"domain": "weights", "subject": {"matrix": "q"}}' });
  await expect(frame(json)).toHaveAttribute('data-full', '');
  const set = await add(page, {});
  await expect(frame(set)).not.toHaveAttribute('data-full');
  await set.evaluate((element) => Object.assign(element, { spec: { method: 'wanda' } }));
  await expect(frame(set)).toHaveAttribute('data-full', '');
  // No picture of another figure in its place, and the shape where a picture is missing.
  await expect(set.locator('.sf-poster img')).toHaveCount(0);
  const lost = await add(page, { method: 'window', poster: 'nowhere.png' });
  await expect(lost.locator('.sf-poster img')).toHaveCount(0);
  await expect(lost.locator('.sf-map')).toHaveCount(1);
  // A matrix under a method as it is usual has its picture, too.
  const usual = await add(page, { method: 'wanda' });
  await expect(usual.locator('img')).toHaveAttribute(
    'src',
    /snapshots\/methods\/wanda-light\.svg$/,
  );
});

test('what cannot be drawn says so in the room that was kept, with the way to where it can', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  const figure = await add(page, { text: 'A text of my own.' });
  const words = figure.getByRole('alert');
  await expect(words).toContainText('There is no snapshot of this text');
  const [frame, box] = await boxesOf(figure, '.sf-frame', '[role=alert]');
  expect(box!.height).toBeCloseTo(frame!.height, 0);
  const link = words.getByRole('link', { name: 'Open in the atlas' });
  await expect(link).toHaveAttribute('href', /#text=A\+text\+of\+my\+own\.&v=2$/);
  await figure.evaluate((element) => element.setAttribute('text', 'tale.7'));
  await drawn(figure);
  await expect(words).toHaveCount(0);
  await figure.evaluate((element) => element.setAttribute('budget', '2'));
  await expect(words).toContainText('budget="2"');
  await expect(words.getByRole('link')).toHaveCount(0);
});

async function add(page: Page, attributes: Readonly<Record<string, string>>): Promise<Locator> {
  await page.evaluate((attributes) => {
    const figure = document.createElement('sparsity-figure');
    for (const [name, value] of Object.entries(attributes)) figure.setAttribute(name, value);
    document.querySelector('main')?.append(figure);
  }, attributes);
  return page.locator('sparsity-figure').last();
}

function boxesOf(
  figure: Locator,
  ...selectors: readonly string[]
): Promise<(DOMRect | undefined)[]> {
  return figure.evaluate(
    (element, selectors) =>
      selectors.map((selector) =>
        element.shadowRoot?.querySelector(selector)?.getBoundingClientRect().toJSON(),
      ) as DOMRect[],
    selectors,
  );
}

/** CSS px: kept by the frame, taken by the player, and left between the map with its legend and the caption. */
function roomOf(figure: Locator): Promise<{ kept: number; taken: number; above: number }> {
  return figure.evaluate((element) => {
    const of = (selector: string) => element.shadowRoot!.querySelector(selector)!;
    const frame = of('.sf-frame');
    const map = of('.caption').previousElementSibling!.getBoundingClientRect();
    return {
      kept: parseFloat(getComputedStyle(frame).minHeight),
      taken: frame.getBoundingClientRect().height,
      above: of('.caption').getBoundingClientRect().top - map.bottom,
    };
  });
}
