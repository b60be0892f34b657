// On a phone the small maps are far from the figure: there its head chooses the matrix.
import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import { methods } from '../../../src/app/methods/weights.ts';
import type { WeightExplorer } from '../../../src/app/weights/explorer.svelte.ts';
import MatrixPane from '../../../src/views/weights/panels/MatrixPane.svelte';
import { DEFAULT_SPEC } from '../../../src/core/spec.ts';

const chooseMatrix = vi.fn();
await methods.load(['wanda']);
/** Before any figure is there. */
const explorer = {
  ...{ entry: methods.entryOf('wanda'), spec: DEFAULT_SPEC, figure: null, busy: false },
  ...{ paint: null, readRow: null, cell: null, info: { layers: 2 } },
  ...{ layer: 1, matrix: 'o', chooseMatrix, look: () => undefined },
} as unknown as WeightExplorer;

beforeEach(() => chooseMatrix.mockClear());

test('a narrow page has a choice of layer and matrix', async () => {
  await page.viewport(360, 800);
  await render(MatrixPane, { explorer });
  const layer = page.getByRole('combobox', { name: 'Layer' });
  await expect.element(layer).toHaveValue('1');
  await expect.element(page.getByRole('combobox', { name: 'Matrix' })).toHaveValue('o');
  await layer.selectOptions('layer 0');
  expect(chooseMatrix).toHaveBeenLastCalledWith(0, 'o');
  await page.getByRole('combobox', { name: 'Matrix' }).selectOptions('down projection');
  expect(chooseMatrix).toHaveBeenLastCalledWith(1, 'down');
});

test('the head is as high whatever the matrix is called', async () => {
  for (const width of [400, 440, 480, 520, 560, 600]) {
    // The figure of a page of 1280 px is about 490 wide.
    await page.viewport(width + 720, 800);
    const heights: number[] = [];
    for (const matrix of ['up', 'o']) {
      const named = { ...explorer, matrix } as unknown as WeightExplorer;
      const screen = await render(MatrixPane, { explorer: named });
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
  await render(MatrixPane, { explorer });
  await expect.element(page.getByText('layer 1 · output projection')).toBeVisible();
  expect(page.getByRole('combobox').elements()).toHaveLength(0);
});
