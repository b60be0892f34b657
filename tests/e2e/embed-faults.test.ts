// What goes wrong with a figure on somebody's page, and how it comes back: each fault is told by the event and
// in the figure's place; what was there before stays.
import { expect, type Locator, type Page } from '@playwright/test';
import { catalogue } from '../../src/methods/catalogue.generated.ts';
import { drawn, test } from '../hosts/fixture.ts';

interface Fault {
  readonly field: string;
  readonly message: string;
}
type Figure = HTMLElement & { spec: unknown; tensors: unknown; faults: Fault[] };

/** Adds a figure that notes its faults. */
async function add(
  page: Page,
  attributes: Readonly<Record<string, string>>,
  content = '',
): Promise<Locator> {
  await page.evaluate(
    ([attributes, content]) => {
      const figure = document.createElement('sparsity-figure') as unknown as Figure;
      figure.faults = [];
      figure.addEventListener('sparsity-error', (event) => {
        figure.faults.push((event as CustomEvent<Fault>).detail);
      });
      for (const [name, value] of Object.entries(attributes)) figure.setAttribute(name, value);
      const words = document.createElement('p');
      words.textContent = content;
      if (content !== '') figure.append(words);
      document.querySelector('main')?.append(figure);
    },
    [attributes, content] as const,
  );
  return page.locator('sparsity-figure').last();
}

const set = (figure: Locator, name: string, value: string | null): Promise<void> =>
  figure.evaluate(
    (element, [name, value]) => {
      if (value === null) element.removeAttribute(name);
      else element.setAttribute(name, value);
    },
    [name, value] as const,
  );

const faultsOf = (figure: Locator): Promise<Fault[]> =>
  figure.evaluate((element) => (element as Figure).faults);

/** Waits until as many faults were told, and gives the last. */
async function faultOf(figure: Locator, number: number): Promise<Fault> {
  await expect.poll(async () => (await faultsOf(figure)).length).toBe(number);
  return (await faultsOf(figure))[number - 1] as Fault;
}

const MISTAKES: readonly [name: string, value: string, field: string, message: RegExp][] = [
  ['method', 'minferense', 'method', /minferense.*did you mean “minference”/],
  ['methode', 'window', 'methode', /no attribute methode; did you mean method/],
  ['controls', 'budget knob', 'controls', /no control “knob”; there are/],
  ['layer', '40', 'subject', /no snapshot of layer 40, head \d.*can be/],
];

test('mistakes in a figure that stands: it stays, the words come and go with the mistake', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  const figure = await add(page, { method: 'streaming-llm' });
  await drawn(figure);
  const caption = await figure.locator('p.caption').innerText();
  let number = 0;
  for (const [name, value, field, message] of MISTAKES) {
    const before = await figure.getAttribute(name);
    await set(figure, name, value);
    const fault = await faultOf(figure, ++number);
    expect(fault.field).toBe(field);
    expect(fault.message).toMatch(message);
    await expect(figure.getByRole('alert')).toContainText(fault.message);
    await expect(figure.getByRole('grid')).toBeVisible();
    await set(figure, name, before);
    await expect(figure.getByRole('alert')).toHaveCount(0);
    await expect(figure.locator('p.caption')).toHaveText(caption);
  }
  expect(await faultsOf(figure)).toHaveLength(MISTAKES.length);
});

test('mistakes from the start: what the author wrote stays, and the mended figure takes its place', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  const figure = await add(page, { method: 'minferense' }, 'What the author wrote.');
  expect((await faultOf(figure, 1)).field).toBe('method');
  await expect(figure.getByText('What the author wrote.')).toBeVisible();
  const [words, own] = await Promise.all([
    figure.getByRole('alert').boundingBox(),
    figure.locator('.sf-poster').boundingBox(),
  ]);
  expect(words!.y).toBeGreaterThanOrEqual(own!.y + own!.height);

  await set(figure, 'method', 'minference');
  await drawn(figure);
  await expect(figure.getByText('What the author wrote.')).toBeHidden();
  const svg = await figure.evaluate((element) =>
    (element as Figure & { toSVG(): Promise<string> }).toSVG(),
  );
  expect(svg).toContain('>MInference<');
});

test('tensors that do not fit: the last head stays, and can still be painted', async ({
  page,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  const figure = await add(page, { method: 'oracle', budget: '0.5' });
  const give = (change: { readonly at?: number; readonly length?: number }): Promise<void> =>
    figure.evaluate((element, { at, length }) => {
      const [n, d] = [32, 4];
      const of = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i));
      const [q, k, v] = [of(n * d), of(n * d), of(length ?? n * d)];
      if (at !== undefined) k[at] = NaN;
      Object.assign(element, { tensors: { n, d, q, k, v } });
    }, change);
  await give({});
  await drawn(figure);
  await expect(figure.getByRole('grid')).toHaveAttribute('aria-rowcount', '32');
  expect(await faultsOf(figure)).toEqual([]);

  await give({ length: 127 });
  expect(await faultOf(figure, 1)).toEqual({
    field: 'tensors',
    message: 'tensors.v must have n·d = 128 values, got 127',
  });
  await give({ at: 9 });
  expect(await faultOf(figure, 2)).toEqual({
    field: 'tensors',
    message: 'tensors.k holds NaN at index [2, 1]',
  });
  await expect(figure.getByRole('alert')).toContainText('holds NaN at index [2, 1]');
  // Painted anew, from the tensors that were good.
  await figure.getByRole('button', { name: 'Zoom in' }).click();
  await drawn(figure);
  await expect(figure.getByRole('grid')).toHaveAttribute('aria-rowcount', '32');
  await figure.getByRole('slider', { name: 'Budget' }).focus();
  await page.keyboard.press('Home');
  await expect(figure.locator('p.caption')).toHaveText(/^Oracle/);
  await expect(figure.getByRole('alert')).toHaveCount(0);
});

test('files that are not there: told, and drawn once they are', async ({ page, host }) => {
  const { url } = await host();
  const missing = async (files: string, field: string, message: RegExp): Promise<void> => {
    await page.goto(`${url}empty.html`);
    await page.route(files, (route) => route.fulfill({ status: 404, body: 'not here' }));
    const figure = await add(page, { method: 'minference', budget: '0.3' });
    const fault = await faultOf(figure, 1);
    expect(fault.field).toBe(field);
    expect(fault.message).toMatch(message);
    await expect(figure.getByRole('alert')).toContainText(fault.message);
    await page.unroute(files);
    await set(figure, 'budget', '0.3');
    await drawn(figure);
    await expect(figure.getByRole('alert')).toHaveCount(0);
  };
  await missing('**/snapshots/index.json', 'snapshots', /index\.json.*could not be loaded/);
  await missing('**/snapshots/**/*.safetensors', 'text', /could not be loaded/);
});

test('no network: the poster stays and says so; with the network comes the figure', async ({
  page,
  context,
  host,
}) => {
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  await page.waitForFunction(() => customElements.get('sparsity-figure'));
  await context.setOffline(true);
  const figure = await add(page, { method: 'window' });
  const fault = await faultOf(figure, 1);
  expect(fault.field).toBe('player');
  await expect(figure.getByRole('alert')).toHaveText(fault.message);
  await context.setOffline(false);
  await drawn(figure);
  await expect(figure.getByRole('alert')).toHaveCount(0);

  // A method whose code is not here yet, while the network is gone again: the last figure stays.
  await context.setOffline(true);
  await set(figure, 'method', 'minference');
  await faultOf(figure, 2);
  await expect(figure.getByRole('grid')).toBeVisible();
  await expect(figure.locator('.caption')).toHaveAttribute('role', 'alert');
  await context.setOffline(false);
  await set(figure, 'method', 'minference');
  await expect(figure.locator('p.caption')).toHaveText(/^MInference keeps/);
});

/** What each method that refuses tensors of a page's own says it lacks. */
const NEEDS: Readonly<Record<string, RegExp>> = {
  moa: /needs the table “moa-influence”, which tensors do not bring/,
  seerattention: /needs the table “seer-gates”, which tensors do not bring/,
};

test('every method of attention runs on a page’s own tensors, or says what it lacks', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  const { url } = await host();
  await page.goto(`${url}empty.html`);
  const figure = await add(page, { controls: 'none', method: 'window' });
  await figure.evaluate((element) => {
    const [n, d] = [256, 32];
    const of = (seed: number) =>
      Float32Array.from({ length: n * d }, (_, i) => 2 * Math.sin(seed + i * (1 + seed)));
    Object.assign(element, { tensors: { n, d, q: of(1), k: of(2), v: of(3) } });
  });
  await drawn(figure);
  const refused: Record<string, string> = {};
  let faults = 0;
  for (const { id, name } of catalogue.filter(({ domain }) => domain === 'attention')) {
    await set(figure, 'method', id);
    const words = figure.locator('.caption');
    const said = figure.locator('.caption', { hasText: new RegExp(`^${escape(name)} `) });
    await expect(said.or(figure.locator('.caption[role=alert]'))).toBeVisible({ timeout: 30_000 });
    if ((await words.getAttribute('role')) === 'alert') {
      refused[id] = (await faultOf(figure, ++faults)).message;
      await set(figure, 'method', 'window');
      await expect(figure.getByRole('alert')).toHaveCount(0);
    }
  }
  expect(Object.keys(refused)).toEqual(Object.keys(NEEDS));
  for (const [id, message] of Object.entries(refused)) expect(message).toMatch(NEEDS[id]!);
});

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
