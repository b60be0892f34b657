// Heads laid over each other, and what their caches hold: read out in words, one step at a time.
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import BesideDrawable from '../../../src/figure/stage/BesideDrawable.svelte';
import type { Drawable } from '../../../src/core/trace.ts';

// Three blocks, the own one local; head 0 keeps block 0 as its own, head 1 nothing.
const drawable = (view: 'merged' | 'over-time'): Drawable => ({
  kind: 'groups',
  ...{ view, rows: 'query-block', cols: 'key-block', size: 3, chosen: 1, label: 'heads' },
  groups: [
    { label: 'head 0', cells: Uint8Array.of(3, 0, 0, 2, 1, 0, 2, 0, 1) },
    { label: 'head 1', cells: Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) },
  ],
  ...{ common: 'local blocks', own: 'shard' },
});
const props = { pieces: [], theme: 'light' as const };

test('merging counts what is still read by none', async () => {
  await render(BesideDrawable, { ...props, drawable: drawable('merged') });
  // Only query block 2, key block 1 is read by neither.
  const told = page.getByRole('status');
  await expect.element(told).toHaveTextContent('2 of 2 together hold 5 of 6 cells; 1 read by none');
  (page.getByRole('slider', { name: 'Laid over each other' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Home}');
  await expect.element(told).toHaveTextContent('0 of 2 together hold 0 of 6 cells');
  await page.getByText('Table').click();
  await expect.element(page.getByRole('row', { name: 'head 0 5 5 2' })).toBeVisible();
  await expect.element(page.getByRole('row', { name: 'head 1 3 0 1' })).toBeVisible();
});

test('the cache is told block by block', async () => {
  await render(BesideDrawable, { ...props, drawable: drawable('over-time') });
  await expect.element(page.getByRole('status')).toHaveTextContent('it drops block 1');
  (page.getByRole('slider', { name: 'Query block' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Home}');
  await expect
    .element(page.getByRole('status'))
    .toHaveTextContent(
      'query block 0: head 1 holds 1, 1 of them only while they are local; it drops no block',
    );
  await expect.element(page.getByRole('img', { name: /head 0: 1; head 1: 1/ })).toBeVisible();
});
