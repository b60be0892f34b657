// The page for frames, and the listener that the documentation gives its hosts (tests/hosts/pages/frame.js).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { drawn, test } from '../hosts/fixture.ts';

const root = join(import.meta.dirname, '../..');
const HELLO = { type: 'sparsity-atlas:hello', version: 1 };

const heightOf = (page: Page, selector: string): Promise<string | null> =>
  page.locator(selector).getAttribute('height');

test('the listener under test is that of the documentation', () => {
  const docs = readFileSync(join(root, 'docs/embedding.md'), 'utf8');
  const page = readFileSync(join(root, 'tests/hosts/pages/frame.js'), 'utf8');
  const listener = /^addEventListener\('message'[^]*?^\}\);$/m;
  expect(listener.exec(page)?.[0]).toBe(listener.exec(docs)?.[0]);
});

test('the listener hears only frames, each for itself, of the version that it knows', async ({
  page,
  host,
}) => {
  const { url } = await host({ 'access-control-allow-origin': '*' });
  await page.goto(`${url}frame.html`);
  await drawn(page.frameLocator('iframe').locator('body'));
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
  await page.waitForTimeout(100);
  expect(await heightOf(page, '#other')).toBe('50');
  await say(message);
  await expect.poll(() => heightOf(page, '#other')).toBe('77');
  await say({ ...message, height: 1e6 });
  await expect.poll(() => heightOf(page, '#other')).toBe('4000');
  expect(await heightOf(page, figure)).toBe(fits);
});

test('asked for its height, a frame answers the page around it, in the version that it knows', async ({
  page,
  host,
}) => {
  const { url } = await host({ 'access-control-allow-origin': '*' });
  await page.goto(`${url}frame.html`);
  await drawn(page.frameLocator('iframe').locator('body'));
  await page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    addEventListener('message', ({ data }) => heard.push(data));
  });
  const heard = (): Promise<unknown[]> =>
    page.evaluate(() => (window as unknown as { heard: unknown[] }).heard);
  const others = [{ ...HELLO, version: 2 }, { type: HELLO.type }, { version: 1 }, null, 'x'];
  for (const hello of [...others, HELLO]) {
    await page.evaluate((hello) => {
      document.querySelector('iframe')?.contentWindow?.postMessage(hello, '*');
    }, hello);
  }
  await expect.poll(async () => (await heard()).length).toBeGreaterThan(0);
  await page.waitForTimeout(200);
  const height = Number(await heightOf(page, 'iframe'));
  expect(await heard()).toEqual([{ type: 'sparsity-atlas:height', version: 1, height }]);
});

test('sandboxed from a host without CORS a frame shows a link; not sandboxed it draws', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}frame.html`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('link', { name: 'Sparsity Atlas' })).toBeVisible();
  await expect(frame.locator('sparsity-figure')).toHaveCount(0);
  await page.locator('iframe').evaluate((element: HTMLIFrameElement) => {
    element.removeAttribute('sandbox');
    element.src = element.src.replace('?', '?show=lost&');
  });
  await drawn(frame.locator('body'));
});
