// The life of a figure on somebody's page: restored, moved, changed in haste, taken away while it loads, hidden,
// and kept by the browser while the reader is elsewhere.
import { chromium, expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { drawn, test } from '../hosts/fixture.ts';
import { watchErrors } from './explorer.ts';

interface Spec {
  readonly method: string;
  readonly budget: number;
}
type Figure = HTMLElement & { spec: Spec | null; tensors: unknown; told: string[] };

/** Adds a figure that notes its events. */
async function add(page: Page, attributes: Readonly<Record<string, string>>): Promise<Locator> {
  await page.evaluate((attributes) => {
    const figure = document.createElement('sparsity-figure') as unknown as Figure;
    figure.told = [];
    for (const name of ['ready', 'change', 'error']) {
      figure.addEventListener(`sparsity-${name}`, () => figure.told.push(name));
    }
    for (const [name, value] of Object.entries(attributes)) figure.setAttribute(name, value);
    document.querySelector('main')?.append(figure);
  }, attributes);
  return page.locator('sparsity-figure').last();
}

const specOf = (figure: Locator): Promise<Spec | null> =>
  figure.evaluate((element) => (element as Figure).spec);

const KINDS = {
  'a head': { method: 'streaming-llm', budget: '0.2', layer: '2', head: '1' },
  'a matrix': { method: 'wanda', budget: '0.5', layer: '3', matrix: 'o' },
  'a head of the page’s own': { method: 'oracle', budget: '0.2' },
} as const;

for (const [kind, attributes] of Object.entries(KINDS)) {
  test(`what sparsity-change tells restores the figure: ${kind}`, async ({ page, host }) => {
    const { url } = await host();
    await page.goto(`${url}empty.html`);
    const give = (figure: Locator): Promise<void> =>
      figure.evaluate((element) => {
        const [n, d] = [64, 8];
        const of = (seed: number) =>
          Float32Array.from({ length: n * d }, (_, i) => Math.sin(i * seed));
        Object.assign(element, { tensors: { n, d, q: of(1), k: of(2), v: of(3) } });
      });
    const own = kind === 'a head of the page’s own';
    const figure = await add(page, { ...attributes, controls: 'method show budget' });
    if (own) await give(figure);
    await drawn(figure);
    const caption = figure.locator('p.caption');
    const first = await caption.innerText();
    await figure.evaluate((element) => {
      element.addEventListener('sparsity-change', (event) =>
        Object.assign(window, { kept: (event as CustomEvent<{ spec: Spec }>).detail.spec }),
      );
    });
    await figure.getByRole('slider').first().focus();
    await page.keyboard.press('PageUp');
    await expect(caption).not.toHaveText(first);
    const changed = await caption.innerText();
    const kept = await page.evaluate(() => (window as unknown as { kept: Spec }).kept);

    // In the figure itself, after the reader has gone on, although its tag says something else.
    await page.keyboard.press('Home');
    await expect(caption).not.toHaveText(changed);
    await figure.evaluate((element, spec) => {
      (element as Figure).spec = spec;
    }, kept);
    await expect(caption).toHaveText(changed);
    expect(await specOf(figure)).toEqual(kept);
    // What the page writes next is heard all the same.
    await figure.evaluate((element) => element.setAttribute('budget', '0.9'));
    await expect.poll(async () => (await specOf(figure))?.budget).toBe(0.9);

    // And in another one.
    const other = await add(page, { method: attributes.method });
    if (own) await give(other);
    await other.evaluate((element, spec) => {
      (element as Figure).spec = JSON.parse(spec) as Spec;
    }, JSON.stringify(kept));
    await other.scrollIntoViewIfNeeded();
    await drawn(other);
    await expect(other.locator('p.caption')).toHaveText(changed);
    expect(await specOf(other)).toEqual(kept);
    expect(await other.evaluate((element) => (element as Figure).told)).toEqual(['ready']);
  });
}

test('changed in haste: the last word counts, whatever comes first', async ({ page, host }) => {
  const { url } = await host();
  const errors = watchErrors(page);
  await page.goto(`${url}empty.html`);
  // What the first words need comes last.
  let late = 0;
  await page.route(/weights.*\.js|side.*\.js/, async (route) => {
    late++;
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
    late--;
  });
  const figure = await add(page, { domain: 'weights', method: 'wanda' });
  await figure.evaluate(async (element) => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
    for (const method of ['sparsegpt', 'magnitude', 'window', 'oracle', 'wanda', 'streaming-llm']) {
      const weights = ['sparsegpt', 'magnitude', 'wanda'].includes(method);
      element.setAttribute('domain', weights ? 'weights' : 'attention');
      element.setAttribute('method', method);
      await pause();
    }
  });
  await drawn(figure);
  await expect(figure.locator('p.caption')).toHaveText(/^StreamingLLM .* keeps/);
  // All has come, and whatever was asked for before is answered before what is asked for now.
  await expect.poll(() => late).toBe(0);
  const caption = await figure.locator('p.caption').innerText();
  await figure.evaluate((element) => element.setAttribute('budget', '0.9'));
  await expect(figure.locator('p.caption')).not.toHaveText(caption);
  await expect(figure.locator('p.caption')).toHaveText(/^StreamingLLM .* keeps/);
  expect((await specOf(figure))?.method).toBe('streaming-llm');
  expect(await figure.evaluate((element) => (element as Figure).told)).toEqual(['ready']);
  expect(errors.filter((error) => !/404/.test(error))).toEqual([]);
});

test('moved, and taken away while it loads', async ({ page, host }) => {
  const { url } = await host();
  const errors = watchErrors(page);
  await page.goto(`${url}empty.html`);
  const figure = await add(page, { method: 'minference', controls: 'budget' });
  await drawn(figure);
  const first = await figure.locator('p.caption').innerText();
  await figure.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await expect(figure.locator('p.caption')).not.toHaveText(first);
  await drawn(figure);
  const caption = await figure.locator('p.caption').innerText();
  const canvas = await figure.locator('canvas').first().elementHandle();
  await figure.evaluate((element) => {
    const box = document.createElement('section');
    document.querySelector('main')?.append(box);
    box.append(element);
  });
  // The very same figure, as the reader left it.
  await expect(figure.locator('p.caption')).toHaveText(caption);
  expect(await canvas.evaluate((element) => element.isConnected)).toBe(true);
  expect(page.workers()).toHaveLength(1);

  await page.evaluate(async () => {
    for (const after of [0, 1, 5, 20, 60, 120]) {
      const figure = document.createElement('sparsity-figure');
      figure.setAttribute('loading', 'eager');
      figure.setAttribute('method', 'window');
      document.querySelector('main')?.append(figure);
      await new Promise((resolve) => setTimeout(resolve, after));
      figure.remove();
    }
  });
  // What they had asked for has come when one that stays is drawn.
  const last = await add(page, { method: 'window', loading: 'eager' });
  await drawn(last);
  await last.evaluate((element) => element.remove());
  expect(errors.filter((error) => !/404/.test(error))).toEqual([]);
  await figure.evaluate((element) => element.remove());
  await expect.poll(() => page.workers().length).toBe(0);
});

test('a head and a matrix on one page share one worker', async ({ page, host }) => {
  const { url, asked } = await host();
  await page.goto(`${url}empty.html`);
  const head = await add(page, { method: 'minference', controls: 'none' });
  const matrix = await add(page, { domain: 'weights', controls: 'none', loading: 'eager' });
  await drawn(head);
  await drawn(matrix);
  expect(page.workers()).toHaveLength(1);
  expect(asked.filter((path) => path.includes('compute-'))).toHaveLength(1);
});

test('frozen by the browser and woken again, the figure lives on', async ({ page, host }) => {
  const { url } = await host();
  await page.goto(`${url}blog.html`);
  await drawn(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await useBudget(page);
});

test('left and come back to: a page that the browser kept has its figures alive', async ({
  host,
}) => {
  const { url } = await host();
  // Playwright switches off the cache in which browsers keep pages, and does not see them come back.
  const browser = await chromium.launch({
    executablePath: test.info().project.use.launchOptions?.executablePath ?? '',
    args: ['--no-sandbox', '--disable-gpu'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  try {
    const context = await browser.newContext();
    // Which pages it keeps is the browser's choice, by what they are busy with: one is enough.
    let ask = await leaveAndReturn(context, url);
    while ((await ask('window.left')) !== true) ask = await leaveAndReturn(context, url);
    const caption = `document.querySelector('sparsity-figure').shadowRoot.querySelector('p.caption').innerText`;
    const before = await ask(caption);
    expect(before).toMatch(/^MInference keeps/);
    const slider = `document.querySelector('sparsity-figure').shadowRoot.querySelector('input[type=range]')`;
    await ask(
      `${slider}.value = 90; ${slider}.dispatchEvent(new Event('input', { bubbles: true }))`,
    );
    await expect.poll(() => ask(caption)).not.toBe(before);
    expect(await ask(caption)).toMatch(/^MInference keeps/);
  } finally {
    await browser.close();
  }
});

type Ask = (expression: string) => Promise<unknown>;

/** Uses a figure, follows a link and goes back; what can be asked of the page there, kept or loaded anew. */
async function leaveAndReturn(context: BrowserContext, url: string): Promise<Ask> {
  const page = await context.newPage();
  await page.goto(`${url}blog.html`);
  await drawn(page);
  await useBudget(page);
  await drawn(page);
  await page.waitForLoadState('networkidle'); // a page that still loads is not kept
  await page.evaluate(() => Object.assign(window, { left: true }));
  await page.goto(`${url}empty.html`);
  const session = await context.newCDPSession(page);
  const { entries, currentIndex } = await session.send('Page.getNavigationHistory');
  const entryId = entries[currentIndex - 1]?.id ?? 0;
  await session.send('Page.navigateToHistoryEntry', { entryId });
  const ask: Ask = async (expression) => {
    const told = session.send('Runtime.evaluate', { expression, returnByValue: true });
    return (await told.catch(() => null))?.result.value;
  };
  const there = `location.pathname.endsWith('/blog.html') && document.readyState`;
  await expect.poll(() => ask(there)).toBe('complete');
  return ask;
}

async function useBudget(page: Page): Promise<void> {
  const caption = page.locator('p.caption');
  const before = await caption.innerText();
  await page.getByRole('slider', { name: 'Budget' }).focus();
  await page.keyboard.press('PageUp');
  await expect(caption).not.toHaveText(before);
  await drawn(page);
}
