// Small multiples of a step: a cell is chosen by pointer or keys, and all are read at one place.
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import BesideDrawable from '../../../src/figure/stage/BesideDrawable.svelte';
import type { Drawable } from '../../../src/core/trace.ts';

const drawable: Drawable = {
  kind: 'grid',
  ...{
    rows: 2,
    cols: 2,
    down: 'layer',
    across: 'head',
    chosen: 1,
    at: 2,
    x: 'length',
    y: 'window',
  },
  cells: [0, 1, 2, 3].map((at) => ({
    label: `layer ${at >> 1}, head ${at % 2}`,
    note: `rule ${at}`,
    values: Float32Array.of(at, 10 + at, 20 + at),
  })),
  xs: Float32Array.of(100, 200, 400),
  label: 'windows',
};
const named = (name: RegExp) => page.getByRole('gridcell', { name });

test('arrow keys and clicks choose a head, and the slider reads all of them', async () => {
  const onhead = vi.fn();
  await render(BesideDrawable, { drawable, pieces: [], theme: 'light', onhead });
  const chosen = named(/layer 0, head 1: rule 1; 21 at 400/);
  await expect.element(chosen).toHaveAttribute('aria-selected', 'true');
  (chosen.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}');
  expect(onhead).toHaveBeenLastCalledWith(1, 1);
  expect(document.activeElement).toBe(named(/layer 1, head 1/).element());
  await named(/layer 1, head 0/).click();
  expect(onhead).toHaveBeenLastCalledWith(1, 0);
  await expect.element(page.getByText('rule 2; 22 at 400')).toBeVisible();

  (page.getByRole('slider', { name: 'length' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowLeft}');
  await expect.element(named(/layer 1, head 1: rule 3; 13 at 200/)).toBeVisible();
  await page.getByText('Table').click();
  await expect.element(page.getByRole('row', { name: 'layer 0, head 0 rule 0 10' })).toBeVisible();
});
