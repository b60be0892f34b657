import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import RowInspector from '../../../src/figure/RowInspector.svelte';
import type { RowInspectorProps } from '../../../src/figure/types.ts';
import { mask, pieces, row } from './scene.ts';

function props(changes: Partial<RowInspectorProps> = {}): RowInspectorProps {
  return { query: 9, pieces, mask, weights: row(9), recall: 0.25, theme: 'light', ...changes };
}

const bars = () => page.getByRole('img', { name: /Attention of query 9/ });

/** The texts of a table row. */
const cells = (row: Element) =>
  [...row.children].map((cell) => cell.textContent.trim()).join(' | ');

test('the title counts what is kept', async () => {
  await render(RowInspector, props());
  await expect
    .element(page.getByRole('heading'))
    .toHaveTextContent('Query 9 · “ t9” keeps 3 of 10 keys, recall 0.25');
});

test('kept and dropped bars have their own colours', async () => {
  await render(RowInspector, props());
  await expect.poll(() => bars().element().querySelectorAll('path').length).toBe(2);
  const fills = [...bars().element().querySelectorAll('path')].map((path) => path.style.fill);
  expect(fills).toEqual(['var(--kept)', 'var(--warn)']);
});

test('arrow keys start at the heaviest key and read on', async () => {
  await render(RowInspector, props());
  (bars().element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  const said = page.getByRole('status');
  await expect.element(said).toHaveTextContent('key 2 “ t2” · weight 0.5 · dropped');
  await userEvent.keyboard('{End}');
  await expect.element(said).toHaveTextContent('key 9 “ t9” · weight 0.056 · kept');
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(said).toHaveTextContent('key 9');
});

test('the table lists the ten heaviest keys, heaviest first', async () => {
  const weights = Float32Array.from({ length: 12 }, (_, i) => (i + 1) / 78);
  await render(RowInspector, props({ query: 11, weights }));
  await page.getByText('Table of the heaviest keys').click();
  const rows = page.getByRole('row').elements().map(cells);
  expect(rows).toHaveLength(11);
  expect(rows[1]).toBe('11 | “ t11” | 0.15 | kept');
  expect(rows[3]).toBe('9 | “ t9” | 0.13 | dropped');
});

test('without a row it says how to get one', async () => {
  await render(RowInspector, props({ query: null, weights: null, recall: null }));
  await expect.element(page.getByText(/Point at the map/)).toBeVisible();
});
