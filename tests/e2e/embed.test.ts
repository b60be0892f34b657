// Figures on pages of other people: each host page of tests/hosts in a real Chromium.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { drawn, recordShifts, test } from '../hosts/fixture.ts';
import { watchErrors } from './explorer.ts';
import { nextFrames } from './fits.ts';

test('a blog: the figure computes live, steps through its stages and never asks for the model', async ({
  page,
  host,
}) => {
  const { url, asked } = await host();
  const errors = watchErrors(page);
  const shift = await recordShifts(page);
  await page.goto(`${url}blog.html`);
  await drawn(page);
  const caption = page.locator('.caption');
  await expect(caption).toHaveText(/^MInference keeps [\d.]+ % of the causal pairs and 0\.\d\d of/);
  const before = await caption.innerText();
  expect(await shift()).toBeLessThan(0.05);

  await page.getByRole('slider', { name: 'Budget' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await expect(caption).not.toHaveText(before);

  await page.getByText('How the method decides').click();
  await page.getByRole('tab', { name: /Chosen lines/ }).click();
  await expect(page.getByRole('tabpanel')).toContainText(/\d/);

  await page.getByRole('combobox').selectOption('streaming-llm');
  await expect(page.getByRole('heading', { name: 'StreamingLLM' })).toBeVisible();
  const link = page.getByRole('link', { name: 'Open in the atlas' });
  await expect(link).toHaveAttribute('href', /\/atlas\/#.*m=streaming-llm/);

  await test.step('320 px: nothing is wider than the page', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    await nextFrames(page);
    await drawn(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(320);
  });

  expect(asked.filter((path) => /\/models\//.test(path))).toEqual([]);
  expect(errors.filter((error) => !/404/.test(error))).toEqual([]);
});

test('a strict policy: own scripts, styles and workers are enough', async ({ page, host }) => {
  const { url } = await host({
    'content-security-policy': "script-src 'self'; style-src 'self'; worker-src 'self'",
  });
  const errors = watchErrors(page);
  await page.goto(`${url}strict.html`);
  await drawn(page);
  await page.getByText('How the method decides').click();
  await expect(page.getByRole('tab').first()).toBeVisible();
  expect(errors.filter((error) => /policy|refused/i.test(error))).toEqual([]);
});

test('a script from another host starts its worker all the same', async ({ page, host }) => {
  const { url } = await host({}, { withSite: false });
  const atlas = await host({ 'access-control-allow-origin': '*' });
  await page.route(`${url}atlas/embed.js`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `import '${atlas.url}atlas/embed.js';`,
    }),
  );
  await page.goto(`${url}strict.html`);
  await drawn(page);
  expect(page.workers()).toHaveLength(1);
});

/** Length of the page's longest task so far, ms; tasks under 50 ms are not told apart from 0. */
async function recordTasks(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const tasks: number[] = [0];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  return () => page.evaluate(() => Math.max(...(window as unknown as { tasks: number[] }).tasks));
}

async function useSlider(page: Page): Promise<void> {
  const caption = page.locator('.caption');
  await expect(caption).toHaveText(/^MInference keeps/);
  const before = await caption.innerText();
  await page.getByRole('slider', { name: 'Budget' }).focus();
  await page.keyboard.press('PageUp');
  await expect(caption).not.toHaveText(before);
  await drawn(page);
}

const WITHOUT_WORKERS = {
  'a policy forbids workers': "script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
  'a policy forbids workers and WebAssembly': "script-src 'self'; worker-src 'none'",
  'the browser has no workers': null,
};

for (const [why, policy] of Object.entries(WITHOUT_WORKERS)) {
  test(`${why}: the figure computes in the page’s own thread`, async ({ page, host }, info) => {
    const { url } = await host(policy === null ? {} : { 'content-security-policy': policy });
    if (policy === null) {
      await page.addInitScript(() => void Reflect.deleteProperty(window, 'Worker'));
    }
    const longest = await recordTasks(page);
    await page.goto(`${url}strict.html`);
    await drawn(page);
    await useSlider(page);
    expect(page.workers()).toHaveLength(0);
    info.annotations.push({ type: 'longest task, ms', description: String(await longest()) });
  });
}

test('worker-src: a worker of the page’s own, by a name that stays', async ({ page, host }) => {
  const atlas = await host({ 'access-control-allow-origin': '*' });
  const folder = mkdtempSync(join(tmpdir(), 'atlas-worker-'));
  writeFileSync(join(folder, 'worker.js'), `import '${atlas.url}atlas/embed-worker.js';`);
  const elsewhere = await host({}, { withSite: false, mounts: { '/own/': folder } });
  const strict = await host({
    'content-security-policy': "script-src 'self'; style-src 'self'; worker-src 'self'",
  });
  const places = [
    [elsewhere.url, `${atlas.url}atlas/embed.js`, 'own/worker.js'],
    [strict.url, `${strict.url}atlas/embed.js`, 'atlas/embed-worker.js'],
  ] as const;
  for (const [url, element, worker] of places) {
    await page.goto(`${url}empty.html`);
    await page.evaluate(
      async ([from, src]) => {
        await import(from);
        const figure = document.createElement('sparsity-figure');
        figure.setAttribute('method', 'minference');
        figure.setAttribute('worker-src', src);
        document.querySelector('main')?.append(figure);
      },
      [element, worker] as const,
    );
    await drawn(page);
    expect(page.workers().map((each) => each.url())).toEqual([`${url}${worker}`]);
  }
  rmSync(folder, { recursive: true });
});

test('weights: a matrix under a method, with all its controls, from a snapshot', async ({
  page,
  host,
}) => {
  const { url, asked } = await host();
  const errors = watchErrors(page);
  const shift = await recordShifts(page);
  await page.goto(`${url}weights.html`);
  const wanda = page.locator('#wanda');
  await drawn(wanda);
  await expect(wanda.locator('.caption')).toHaveText(/^Wanda keeps 18,432 of 36,864 weights\./);
  await wanda.getByRole('slider', { name: 'Sparsity' }).focus();
  await page.keyboard.press('Home');
  await expect(wanda.locator('.caption')).toHaveText(/^Wanda keeps 36,864 of 36,864 weights\./);
  await page.locator('#sparsegpt').scrollIntoViewIfNeeded();
  await drawn(page.locator('#sparsegpt'));
  await expect(page.locator('#sparsegpt').locator('.caption')).toHaveText(/^SparseGPT keeps/);
  expect(page.workers()).toHaveLength(1);
  expect(await shift()).toBeLessThan(0.05);
  expect(asked.filter((path) => /\/models\//.test(path))).toEqual([]);
  expect(errors.filter((error) => !/404/.test(error))).toEqual([]);
});

test('tensors by property: the page’s own head, its mistakes, and back', async ({ page, host }) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  await page.evaluate(() => {
    const figure = document.createElement('sparsity-figure');
    figure.setAttribute('method', 'oracle');
    figure.setAttribute('budget', '0.5');
    const [n, d] = [8, 4];
    const zeros = (): Float32Array => new Float32Array(n * d);
    // Equal scores: every query attends evenly, so half of the pairs hold about half of the mass.
    Object.assign(figure, { tensors: { n, d, q: zeros(), k: zeros(), v: zeros().fill(1) } });
    document.querySelector('main')?.append(figure);
  });
  const figure = page.locator('sparsity-figure');
  await drawn(page);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '8');
  await expect(page.getByText('given tensors of 8 tokens')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open in the atlas' })).toHaveCount(0);
  await expect(page.locator('.caption')).toHaveText(/^Oracle/);
  const spec = await figure.evaluate((element) => (element as unknown as { spec: unknown }).spec);
  expect(spec).toMatchObject({ model: 'own', tokens: 8 });

  await figure.evaluate((element) => {
    const short = new Float32Array(3);
    Object.assign(element, { tensors: { n: 8, d: 4, q: short, k: short, v: short } });
  });
  await expect(page.getByRole('alert')).toContainText('tensors.q must have n·d = ');
  await figure.evaluate((element) => {
    Object.assign(element, { tensors: null });
  });
  await drawn(page);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '512');
});

test('controls of single parameters', async ({ page, host }) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  await page.evaluate(() => {
    const figure = document.createElement('sparsity-figure');
    figure.setAttribute('method', 'streaming-llm');
    figure.setAttribute('controls', 'budget window');
    document.querySelector('main')?.append(figure);
  });
  await drawn(page);
  const window = page.getByRole('slider', { name: 'Window' });
  const before = await page.locator('.caption').innerText();
  await window.focus();
  await page.keyboard.press('End');
  await expect(page.locator('.caption')).not.toHaveText(before);
  await expect(page.getByRole('slider')).toHaveCount(2);
});

test('a page that offers both schemes in its head alone: the figure is as its text, light or dark', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${url}empty.html`);
  await page.evaluate(() => {
    document.querySelectorAll('[href$="blog.css"]').forEach((link) => link.remove());
    document.head.innerHTML += '<meta name="color-scheme" content="light dark">';
    const figure = document.createElement('sparsity-figure');
    figure.setAttribute('method', 'window');
    document.querySelector('main')?.append(figure);
  });
  const frame = page.locator('.sf-frame');
  await drawn(page);
  await expect(frame).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(frame).toHaveAttribute('data-theme', 'light');
});

test('a dark page: its colours and typefaces, and a dark map', async ({ page, host }) => {
  const { url } = await host();
  await page.goto(`${url}dark.html`);
  await drawn(page);
  const link = page.getByRole('link', { name: 'Open in the atlas' });
  await expect(link).toHaveCSS('color', 'rgb(255, 204, 51)');
  const title = page.getByRole('heading', { name: 'MInference' });
  await expect(title).toHaveCSS('font-family', /Courier New/);
  await expect(title).toHaveCSS('color', 'rgb(236, 234, 228)');
});

test('twenty figures: one worker, loaded as they come into view', async ({ page, host }) => {
  const { url, asked } = await host();
  await page.goto(`${url}twenty.html`);
  await drawn(page.locator('#f1'));
  expect(page.workers()).toHaveLength(1);
  await expect(page.locator('#f20').getByRole('grid')).toHaveCount(0);
  await page.locator('#f20').scrollIntoViewIfNeeded();
  await drawn(page.locator('#f20'));
  expect(page.workers()).toHaveLength(1);
  // What is far away again has given its canvas back.
  await expect(page.locator('#f1').getByRole('grid')).toHaveCount(0);
  expect(asked.filter((path) => path.includes('compute-'))).toHaveLength(1);
});

test('mistakes: each message names its attribute', async ({ page, host }) => {
  const { url } = await host();
  await page.goto(`${url}mistakes.html`);
  const messages: readonly [id: string, message: RegExp][] = [
    ['method', /method="minferense".*did you mean “minference”/],
    ['budget', /budget="2".*above 0 and at most 1/],
    ['name', /no attribute methode; did you mean method/],
    ['set', /set="vertcal=3".*vertcal/],
    ['head', /no snapshot of layer 40, head 3/],
    ['subject', /subject="tale-noodle".*there are tale-needle/],
    ['controls', /controls="budget knob".*“knob”/],
    ['text', /no snapshot of this text/],
    ['weights', /no snapshot of layer 3, matrix z|matrix="z"/],
  ];
  for (const [id, message] of messages) {
    const figure = page.locator(`#${id}`);
    await figure.scrollIntoViewIfNeeded();
    await expect(figure.getByRole('alert')).toContainText(message);
  }
});

test('without JavaScript the own content of the element stands in its place', async ({
  browser,
  host,
}) => {
  const { url } = await host();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${url}fallback.html`);
  await expect(page.getByRole('img', { name: 'Attention kept by MInference' })).toBeVisible();
  await context.close();
});

test('the element’s own interface: properties, events, pictures', async ({ page, host }) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  const result = await page.evaluate(async () => {
    interface Figure extends HTMLElement {
      spec: unknown;
      getSpec(): { method: string; budget: number };
      toSVG(): Promise<string>;
      toPNG(scale: number): Promise<Blob>;
    }
    const figure = document.createElement('sparsity-figure') as Figure;
    const events: string[] = [];
    for (const name of ['progress', 'ready', 'change', 'error']) {
      figure.addEventListener(`sparsity-${name}`, () => events.push(name));
    }
    figure.spec = { method: 'window', budget: 0.3 };
    document.querySelector('main')?.append(figure);
    const svg = await figure.toSVG();
    const before = figure.getSpec();
    const png = await createImageBitmap(await figure.toPNG(3));
    figure.setAttribute('budget', '0.1');
    await figure.toSVG();
    return { svg, before, width: png.width, events, after: figure.getSpec().budget };
  });
  expect(result.svg).toMatch(/^<svg[^>]+viewBox="0 0 648 /);
  expect(result.svg).toContain('>Sliding window<');
  expect(result.before).toMatchObject({ method: 'window', budget: 0.3 });
  expect(result.width).toBe(3 * 648);
  expect(result.after).toBe(0.1);
  expect(result.events.filter((name) => name === 'ready')).toHaveLength(1);
  expect(result.events).not.toContain('error');
});
