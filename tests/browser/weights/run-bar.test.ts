// What runs for long: how far it is, and a focus that is not lost when the buttons change.
import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import RunBar from '../../../src/kit/RunBar.svelte';

const children = createRawSnippet(() => ({ render: () => '<button>Measure</button>' }));
const button = (name: string) => page.getByRole('button', { name });

test('tells how far it is, stops when asked, and says what went wrong', async () => {
  const onstop = vi.fn();
  const props = { name: 'Measuring', onstop, children };
  const screen = await render(RunBar, { ...props, run: { share: 0.25, label: 'Wanda, 25 %' } });
  const progress = page.getByRole('progressbar', { name: 'Measuring' });
  expect((progress.element() as HTMLProgressElement).value).toBe(0.25);
  await expect.element(page.getByText('Wanda, 25 %')).toBeVisible();
  expect(button('Measure').elements()).toHaveLength(0);
  await button('Stop').click();
  expect(onstop).toHaveBeenCalledOnce();
  await screen.rerender({ run: null, failure: 'out of memory' });
  await expect.element(page.getByRole('alert')).toHaveTextContent('out of memory');
  await expect.element(button('Measure')).toBeVisible();
});

test('a share that is not known is no share', async () => {
  await render(RunBar, {
    ...{ name: 'Measuring', onstop: () => undefined, children },
    run: { share: null, label: 'pruning' },
  });
  const progress = page.getByRole('progressbar').element() as HTMLProgressElement;
  expect(progress.hasAttribute('value')).toBe(false);
});

test('the focus stays in the bar when it was there, and comes to it from nowhere else', async () => {
  const props = { name: 'Measuring', onstop: () => undefined, children };
  const run = { share: 0, label: 'pruning' };
  const screen = await render(RunBar, { ...props, run: null });
  (button('Measure').element() as HTMLElement).focus();
  await screen.rerender({ run });
  await expect.element(button('Stop')).toHaveFocus();
  await screen.rerender({ run: null });
  await expect.element(button('Measure')).toHaveFocus();
  (document.activeElement as HTMLElement).blur();
  await screen.rerender({ run });
  await expect.element(button('Stop')).toBeVisible();
  await expect.element(button('Stop')).not.toHaveFocus();
});
