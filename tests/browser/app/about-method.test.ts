// What a method's page and its card in the gallery say of published code.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import AboutMethod from '../../../src/app/explore/AboutMethod.svelte';
import Card from '../../../src/app/gallery/Card.svelte';
import type { CatalogueEntry } from '../../../src/core/method.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';

function entryOf(id: string): CatalogueEntry {
  const found = catalogue.find((entry) => entry.id === id);
  if (!found) throw new Error(`no method ${id}`);
  return found;
}

const heading = page.getByRole('heading', { name: 'Checked against' });

test('the page links each repository at the commit that was run, and says what differs', async () => {
  const entry = entryOf('block-topk');
  const { text = '', sources = [], remarks = [] } = entry.checked ?? {};
  expect(sources.length).toBeGreaterThan(1);
  expect(remarks.length).toBeGreaterThan(0);
  await render(AboutMethod, { entry });
  await expect.element(heading).toBeVisible();
  await expect.element(page.getByText(`${text} of the tests.`)).toBeVisible();
  for (const { repository, commit, cases } of sources) {
    const link = page.getByRole('link', { name: `${repository} at ${commit.slice(0, 7)}` });
    const address = `https://github.com/${repository}/tree/${commit}`;
    await expect.element(link).toHaveAttribute('href', address);
    await expect.element(page.getByRole('listitem').filter({ has: link })).toHaveTextContent(cases);
  }
  for (const remark of remarks) await expect.element(page.getByText(remark)).toBeVisible();
});

test('a paper whose code was not run says so; without a paper nothing is said', async () => {
  const { rerender } = await render(AboutMethod, { entry: entryOf('moa') });
  await expect.element(page.getByText('No published code was compared.')).toBeVisible();
  await rerender({ entry: entryOf('window') });
  await expect.element(heading).not.toBeInTheDocument();
});

test('a card has the outcome in a line, and none where nothing was compared', async () => {
  const entry = entryOf('hip-attention');
  const { rerender } = await render(Card, { entry, level: 3, measured: null });
  await expect.element(page.getByText(entry.checked?.text ?? 'none')).toBeVisible();
  await rerender({ entry: entryOf('moa'), level: 3, measured: null });
  await expect.element(page.getByText(/^Equal to/)).not.toBeInTheDocument();
});
