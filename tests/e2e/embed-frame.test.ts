// The page for frames, and the listener that the documentation gives its hosts (tests/hosts/pages/frame.js).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { drawn, test } from '../hosts/fixture.ts';

const root = join(import.meta.dirname, '../..');
const EXAMPLE = 'src/app/embedding/demos/frame.js';
const HELLO = { type: 'sparsity-atlas:hello', version: 1 };

const heightOf = (page: Page, selector: string): Promise<string | null> =>
  page.locator(selector).getAttribute('height');

test('the listener under test is that of the documentation and of the page about embedding', () => {
  const places = ['docs/embedding.md', 'tests/hosts/pages/frame.js', EXAMPLE];
  const listeners = places.map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return /^addEventListener\('message'[^]*?^\}\);$/m.exec(text)?.[0];
  });
  expect(listeners[0]).toContain('sparsity-atlas:height');
  expect(listeners).toEqual(places.map(() => listeners[0]));
});

const COLOURS = { type: 'sparsity-atlas:colours', version: 1, colorScheme: 'normal' };

test('a frame is light or dark as the page around it, whatever the reader likes', async ({
  page,
  host,
}) => {
  const { url } = await host({ 'access-control-allow-origin': '*' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${url}frame.html`);
  const inside = page.frameLocator('iframe[title]');
  const [root, frame] = [inside.locator('html'), inside.locator('.sf-frame')];
  await drawn(inside.locator('body'));
  // The page is light and names no scheme: so is the frame, and its ground is the page's.
  await expect(frame).toHaveAttribute('data-theme', 'light');
  await expect(root).toHaveCSS('color-scheme', 'light');
  await expect(frame).not.toHaveAttribute('data-ground');

  // The page is switched, and tells its frames.
  const say = (message: object): Promise<void> =>
    page.evaluate((message) => {
      document.querySelector('iframe')?.contentWindow?.postMessage(message, '*');
    }, message);
  await say({ ...COLOURS, color: 'rgb(240, 240, 240)', colorScheme: 'dark' });
  await expect(frame).toHaveAttribute('data-theme', 'dark');
  await expect(root).toHaveCSS('color-scheme', 'dark');
  await drawn(inside.locator('body'));

  // Not heard: another version, and another frame.
  await say({ ...COLOURS, version: 2, color: 'rgb(0, 0, 0)' });
  await page.evaluate(
    (message) => {
      const other = document.createElement('iframe');
      const words = JSON.stringify(message);
      other.srcdoc = `<script>parent.frames[0].postMessage(${words}, '*')</scr` + 'ipt>';
      document.body.append(other);
      return new Promise((resolve) => other.addEventListener('load', resolve));
    },
    { ...COLOURS, color: 'rgb(0, 0, 0)' },
  );
  // Messages come in order: this one is the last of them.
  await say({ ...COLOURS, color: 'transparent', colorScheme: 'only light' });
  await expect(root).toHaveCSS('color-scheme', 'light only');
  await expect(frame).toHaveAttribute('data-theme', 'dark');
});

test('a frame without a listener is as the page’s scheme says', async ({ page, host }) => {
  const { url } = await host({ 'access-control-allow-origin': '*' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${url}empty.html`);
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.src = 'atlas/embed.html?m=window&controls=none';
    document.body.append(frame);
  });
  const frame = page.frameLocator('iframe').locator('.sf-frame');
  await expect(frame).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(frame).toHaveAttribute('data-theme', 'light');
});

test('a sandboxed frame takes its height, and both sides hear only what is for them', async ({
  page,
  host,
}) => {
  const { url } = await host({ 'access-control-allow-origin': '*' });
  await page.goto(`${url}frame.html`);
  await drawn(page.frameLocator('iframe').locator('body'));
  // What the page hears from its frames, once it writes it down.
  const heard = (): Promise<unknown[]> =>
    page.evaluate(() => (window as unknown as { heard: unknown[] }).heard);
  await test.step('a sandboxed frame draws its figure and gets its height', async () => {
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('grid')).toHaveAttribute('aria-busy', 'false');
    const inner = await frame.locator('sparsity-figure').evaluate((figure) => figure.clientHeight);
    await expect(page.locator('iframe')).toHaveAttribute('height', String(inner));
    // The frame scrolls nowhere: everything is visible.
    const scrolls = await frame
      .locator('html')
      .evaluate((element) => element.scrollHeight > window.innerHeight);
    expect(scrolls).toBe(false);
  });
  await test.step('asked for its height, a frame answers the page around it, in the version that it knows', async () => {
    await page.evaluate(() => {
      const heard: unknown[] = [];
      Object.assign(window, { heard });
      addEventListener('message', ({ data }) => heard.push(data));
    });
    const others = [{ ...HELLO, version: 2 }, { type: HELLO.type }, { version: 1 }, null, 'x'];
    for (const hello of [...others, HELLO]) {
      await page.evaluate((hello) => {
        document.querySelector('iframe')?.contentWindow?.postMessage(hello, '*');
      }, hello);
    }
    await expect.poll(async () => (await heard()).length).toBeGreaterThan(0);
    // Answers come in order: to the others there was none.
    const height = Number(await heightOf(page, 'iframe'));
    expect(await heard()).toEqual([{ type: 'sparsity-atlas:height', version: 1, height }]);
  });
  await test.step('the listener hears only frames, each for itself, of the version that it knows', async () => {
    const figure = 'iframe[title^="Attention"]';
    await expect.poll(async () => Number(await heightOf(page, figure))).toBeGreaterThan(400);
    const fits = await heightOf(page, figure);

    const message = { type: 'sparsity-atlas:height', version: 1, height: 77 };
    // Of the page itself, as an advertisement in it could send.
    await page.evaluate((message) => postMessage(message, '*'), message);
    // Of another frame: it gets what it asks for, at most 4000; the figure's stays.
    await page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.id = 'other';
      frame.height = '50';
      frame.srcdoc = '<p>another</p>';
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener('load', resolve));
    });
    const say = (message: object): Promise<void> =>
      page
        .frameLocator('#other')
        .locator('body')
        .evaluate((_, message) => parent.postMessage(message, '*'), message);
    await say({ ...message, version: 2 });
    await say({ ...message, type: 'somebody:height' });
    // The page has heard both, and its listener has done nothing about them.
    await expect.poll(heard).toContainEqual({ ...message, type: 'somebody:height' });
    expect(await heightOf(page, '#other')).toBe('50');
    await say(message);
    await expect.poll(() => heightOf(page, '#other')).toBe('77');
    await say({ ...message, height: 1e6 });
    await expect.poll(() => heightOf(page, '#other')).toBe('4000');
    expect(await heightOf(page, figure)).toBe(fits);
  });
});

test('sandboxed from a host without CORS a frame shows a picture and a link; not sandboxed it draws', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}frame.html`);
  const frame = page.frameLocator('iframe');
  const live = frame.getByRole('link', { name: 'Open the live figure in the Sparsity Atlas' });
  const picture = frame.getByRole('img', { name: /^minference, a picture of the method/ });
  await expect(live).toBeInViewport(); // above the picture, whatever the frame's height
  await expect(frame.locator('sparsity-figure')).toHaveCount(0);
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(648);
  // The frame is as high as both.
  await expect.poll(async () => Number(await heightOf(page, 'iframe'))).toBeGreaterThan(600);
  const address = (await live.evaluate((link: HTMLAnchorElement) => link.href)).split('#');
  expect(address).toEqual([`${url}atlas/methods/minference/`, 'm=minference']);
  expect((await page.request.get(address[0]!)).ok()).toBe(true);

  await page.locator('iframe').evaluate((element: HTMLIFrameElement) => {
    element.src = element.src.replace('m=minference', 'd=weights&m=wanda&theme=dark');
  });
  await expect(frame.getByRole('img', { name: /^wanda/ })).toHaveAttribute('src', /wanda-dark/);
  await page.locator('iframe').evaluate((element: HTMLIFrameElement) => {
    element.src = element.src.replace('m=wanda', 'm=nothing');
  });
  await expect(live).toBeVisible();
  await expect(frame.getByRole('img')).toHaveCount(0);

  await page.locator('iframe').evaluate((element: HTMLIFrameElement) => {
    element.removeAttribute('sandbox');
    element.src = element.src.replace('d=weights&m=nothing&theme=dark', 'm=minference&show=lost');
  });
  await drawn(frame.locator('body'));
  await expect(live).toHaveCount(0);
});

test('the preview allows every origin: the frame that Share writes draws from it', async ({
  page,
  host,
  baseURL,
}) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  await page.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts allow-popups');
    frame.src = address;
    document.body.append(frame);
  }, `${baseURL}embed.html?method=window`);
  await drawn(page.frameLocator('iframe').locator('body'));
});
