// On a phone the small maps are far from the figure: there its head chooses the matrix.
import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import { entryOf } from '../../../src/app/catalogue.ts';
import type { WeightExplorer } from '../../../src/app/weights/explorer.svelte.ts';
import MatrixPane from '../../../src/app/weights/MatrixPane.svelte';
import { DEFAULT_SPEC } from '../../../src/core/spec.ts';

const chooseMatrix = vi.fn();
/** Before any figure is there. */
const explorer = {
  ...{ entry: entryOf('wanda'), spec: DEFAULT_SPEC, figure: null, busy: false },
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

test('a wide page says which it is, beside the maps that choose it', async () => {
  await page.viewport(1200, 800);
  await render(MatrixPane, { explorer });
  await expect.element(page.getByText('layer 1 · output projection')).toBeVisible();
  expect(page.getByRole('combobox').elements()).toHaveLength(0);
});
