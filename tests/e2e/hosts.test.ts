// Figures on pages of other people, where the page itself is special: made by a framework, printed, slowly
// loaded, kept open for long, or built by a service from a link.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { build, type InlineConfig } from 'vite';
import { drawn, recordShifts, test } from '../hosts/fixture.ts';
import { drawsOf, imagesOf } from '../hosts/pdf.ts';
import { watchErrors } from './explorer.ts';

type Figure = HTMLElement & { readonly spec: { readonly budget: number } | null };

test('React 19: attributes, a property, events as props; figures follow the state', async ({
  page,
  host,
}) => {
  const out = mkdtempSync(join(tmpdir(), 'atlas-react-'));
  await build({
    ...{ root: join(import.meta.dirname, '../hosts/react'), configFile: false, base: './' },
    ...{ logLevel: 'error', mode: 'development', build: { outDir: out } },
  });
  const { url } = await host({}, { mounts: { '/react/': out } });
  const errors = watchErrors(page);
  await page.goto(`${url}react/`);
  const [first, second] = [page.locator('#attributes'), page.locator('#property')];
  await drawn(first);
  await second.scrollIntoViewIfNeeded();
  await drawn(second);
  await expect(second.locator('.caption')).toHaveText(/^Sliding window keeps/);
  // Twice mounted by the strict mode, they are ready once each.
  const heard = page.locator('ol li');
  await expect(heard).toHaveText(['attributes sparsity-ready 0.2', 'property sparsity-ready 0.2']);

  const before = await second.locator('.caption').innerText();
  await page.getByRole('button', { name: 'Keep half' }).click();
  await expect(second.locator('.caption')).not.toHaveText(before);
  const specs = (): Promise<unknown[]> =>
    page
      .locator('sparsity-figure')
      .evaluateAll((figures) => figures.map((figure) => (figure as Figure).spec?.budget));
  await expect.poll(specs).toEqual([0.5, 0.5]);

  // What the reader changes reaches React; what React renders next does not take it back.
  await first.getByRole('slider', { name: 'Budget' }).focus();
  await page.keyboard.press('Home');
  await expect(heard.last()).toHaveText(/^attributes sparsity-change 0\.0/);

  // State that one figure sets moves the other.
  await second.getByRole('slider', { name: 'Budget' }).focus();
  await page.keyboard.press('End');
  await expect.poll(specs).toEqual([1, 1]);

  await page.getByRole('button', { name: 'Hide' }).click();
  await expect.poll(() => page.workers().length).toBe(0);
  await page.getByRole('button', { name: 'Show' }).click();
  await drawn(first);
  expect(page.workers()).toHaveLength(1);
  expect(errors).toEqual([]);
  rmSync(out, { recursive: true });
});

test('React 19 from a server: spec as text and events by ref work; an object names no figure', async ({
  page,
  host,
}) => {
  const out = mkdtempSync(join(tmpdir(), 'atlas-react-'));
  const made: InlineConfig = {
    ...{ root: join(import.meta.dirname, '../hosts/react-server'), configFile: false, base: './' },
    ...{ logLevel: 'error', mode: 'development', ssr: { noExternal: true } },
  };
  const named = { output: { entryFileNames: '[name].mjs' } };
  await build({
    ...made,
    build: { outDir: join(out, 'server'), ssr: 'server.jsx', rolldownOptions: named },
  });
  await build({ ...made, build: { outDir: join(out, 'page') } });
  const { html } = (await import(join(out, 'server/server.mjs'))) as { html: string };
  expect(html).toContain('id="object" loading="eager" controls="budget"></sparsity-figure>');
  const file = join(out, 'page/index.html');
  writeFileSync(file, readFileSync(file, 'utf8').replace('PAGE', html));
  const { url } = await host({}, { mounts: { '/react/': join(out, 'page') } });
  const errors = watchErrors(page);
  await page.goto(`${url}react/`);
  const [text, object] = [page.locator('#text'), page.locator('#object')];
  const spec = (figure: Locator): Promise<unknown> =>
    figure.evaluate((element) => (element as Figure).spec);
  await drawn(text);
  expect(await spec(text)).toMatchObject({ method: 'streaming-llm', budget: 0.3 });
  // React has set no property: the element has nothing to go by, and does not make something up.
  await expect(object.getByRole('alert')).toContainText('Nothing says which figure this is');
  await expect(object.getByRole('grid')).toHaveCount(0);
  await expect(object.locator('img')).toHaveCount(0);

  await text.getByRole('slider', { name: 'Budget' }).focus();
  await page.keyboard.press('End');
  await expect(page.locator('#budget')).toHaveText('1');
  await page.getByRole('button', { name: 'Keep half' }).click();
  for (const figure of [text, object]) {
    await drawn(figure);
    await expect.poll(() => spec(figure)).toMatchObject({ method: 'streaming-llm', budget: 0.5 });
  }
  expect(errors).toEqual([]);
  rmSync(out, { recursive: true });
});

test('a property that is set before the script has come is not lost', async ({ page, host }) => {
  const { url } = await host();
  await page.route('**/embed.js', async (route) => {
    await page.evaluate(() => {
      const figure = document.createElement('sparsity-figure');
      Object.assign(figure, { spec: { method: 'window', budget: 0.3 } });
      document.querySelector('main')?.append(figure);
    });
    await route.continue();
  });
  await page.goto(`${url}empty.html`);
  await drawn(page);
  await expect(page.locator('.caption')).toHaveText(/^Sliding window keeps/);
});

test('printed: whole figures, drawn or as their posters, none cut by the end of a sheet', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}print.html`);
  await page.locator('#near').scrollIntoViewIfNeeded();
  await drawn(page.locator('#near'));
  await expect(page.locator('#far').getByRole('grid')).toHaveCount(0);
  const pdf = await page.pdf({ format: 'A4' });
  // The map that was drawn, and the other figure's poster.
  expect(imagesOf(pdf).filter(({ width }) => width >= 256).length).toBeGreaterThanOrEqual(2);
  // Without a rule for it the first would begin on one sheet and end on the next.
  const draws = [...drawsOf(pdf).values()];
  expect(draws.length).toBeGreaterThanOrEqual(2);
  expect(draws).toEqual(draws.map(() => 1));
});

const SLOW_MS = 60_000;

test('a slow network: something to see at once, nothing moves, the figure arrives', async ({
  page,
  host,
}) => {
  const { url } = await host();
  test.setTimeout(3 * SLOW_MS);
  const errors = watchErrors(page);
  const shift = await recordShifts(page);
  await throttle(page);
  // However busy this machine is, the player comes after what is looked at first.
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\/assets\/embed\/player/, async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${url}slow.html`, { waitUntil: 'commit' });
  const [own, plain] = [page.locator('#own'), page.locator('#plain')];
  await expect(own.getByText('What the author wrote')).toBeVisible();
  await expect(plain.locator('.sf-poster')).toBeVisible();
  await expect(page.getByRole('grid')).toHaveCount(0);
  arrive();
  await drawn(own, SLOW_MS);
  await plain.scrollIntoViewIfNeeded();
  await drawn(plain, SLOW_MS);
  await expect(own.getByText('What the author wrote')).toBeHidden();
  expect(await shift()).toBeLessThan(0.02);
  expect(errors).toEqual([]);
});

/** As far away and as slow as a mobile phone at the edge of its network. */
async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const rate = (400 * 1024) / 8;
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 400, downloadThroughput: rate, uploadThroughput: rate },
  });
}

test('added and removed a hundred times: no listener, node or worker stays', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  const rounds = (times: number): Promise<void> =>
    page.evaluate(async (times) => {
      const main = document.querySelector('main') as HTMLElement;
      for (let i = 0; i < times; i++) {
        const figure = document.createElement('sparsity-figure');
        figure.setAttribute('method', 'minference');
        figure.setAttribute('loading', 'eager');
        // Every tenth is there long enough to be drawn.
        const drawn = new Promise((resolve) => figure.addEventListener('sparsity-ready', resolve));
        main.append(figure);
        await (i % 10 === 0 ? drawn : new Promise((resolve) => setTimeout(resolve, 10)));
        figure.remove();
      }
    }, times);
  await rounds(20); // what is loaded once
  await expect.poll(() => page.workers().length).toBe(0);
  const before = await counts(page);
  await rounds(100);
  await expect.poll(() => page.workers().length).toBe(0);
  // Listeners of the page are no more; nodes may wait for the collector for a while.
  await expect
    .poll(async () => {
      const after = await counts(page);
      const listeners = after.JSEventListeners - before.JSEventListeners;
      return listeners <= 10 && after.Nodes - before.Nodes <= 200 ? 'as before' : after;
    })
    .toBe('as before');
  // And it still works.
  await page.evaluate(() => {
    const figure = document.createElement('sparsity-figure');
    figure.setAttribute('method', 'minference');
    document.querySelector('main')?.append(figure);
  });
  await drawn(page);
  expect(page.workers()).toHaveLength(1);
});

/** What the browser itself counts, after a collection. */
async function counts(page: Page): Promise<Record<'JSEventListeners' | 'Nodes', number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  const count = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { JSEventListeners: count('JSEventListeners'), Nodes: count('Nodes') };
}

test('a pasted link: the page names its oEmbed answer, whose frame draws the figure whole', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}atlas/methods/minference/`);
  const named = page.locator('link[type="application/json+oembed"]');
  const address = await named.evaluate((link) => (link as HTMLLinkElement).href);
  const answer = (await (await page.request.get(address)).json()) as Record<string, string>;
  expect(answer).toMatchObject({ version: '1.0', type: 'rich', title: /MInference/ });
  // As a service does: its own page, with the answer's HTML and no word of ours.
  await page.route(`${url}pasted`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><base href="${address}"><body>${answer['html']}</body>`,
    }),
  );
  await page.goto(`${url}pasted`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('grid')).toHaveAttribute('aria-busy', 'false');
  await expect(frame.locator('.caption')).toHaveText(/^MInference keeps/);
  const cut = await frame
    .locator('html')
    .evaluate((element) => element.scrollHeight - window.innerHeight);
  expect(cut).toBeLessThanOrEqual(0);
});
