// On a phone the small maps are far from the figure: there its head chooses the matrix.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/figure/tokens.css';
import { clientOf, opened } from '../support/client.ts';
import MatrixPane from './MatrixPane.svelte';
import { renderPart } from './page.ts';

/** Before any figure is there. */
const renderPane = (matrix: string) =>
  renderPart(MatrixPane, clientOf({}, opened('a text')), { subject: { layer: 1, matrix } });

test('a narrow page has a choice of layer and matrix', async () => {
  await page.viewport(360, 800);
  const { explorer } = await renderPane('o');
  const layer = page.getByRole('combobox', { name: 'Layer' });
  const matrix = page.getByRole('combobox', { name: 'Matrix' });
  await expect.element(layer).toHaveValue('1');
  await expect.element(matrix).toHaveValue('o');
  await layer.selectOptions('layer 0');
  expect(explorer.spec.subject).toEqual({ layer: 0, matrix: 'o' });
  await matrix.selectOptions('down projection');
  expect(explorer.spec.subject).toEqual({ layer: 0, matrix: 'down' });
});

test('the head is as high whatever the matrix is called', async () => {
  for (const width of [400, 440, 480, 520, 560, 600]) {
    // The figure of a page of 1280 px is about 490 wide.
    await page.viewport(width + 720, 800);
    const heights: number[] = [];
    for (const matrix of ['up', 'o']) {
      const { screen } = await renderPane(matrix);
      screen.container.style.width = `${width}px`;
      const head = screen.container.querySelector('header')!;
      await expect.element(page.getByText(/^layer 1 ·/)).toBeVisible();
      heights.push(head.getBoundingClientRect().height);
      await screen.unmount();
    }
    expect(heights[1], `${width} px`).toBe(heights[0]);
  }
});

test('a wide page says which it is, beside the maps that choose it', async () => {
  await page.viewport(1200, 800);
  await renderPane('o');
  await expect.element(page.getByText('layer 1 · output projection')).toBeVisible();
  expect(page.getByRole('combobox').elements()).toHaveLength(0);
});
