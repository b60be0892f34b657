// Parts that are loaded when they are first wanted.
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import LateHarness from './LateHarness.svelte';

const part = () => page.getByTestId('part');

test('loads once, when it is wanted', async () => {
  const load = vi.fn(() => Promise.resolve({ default: 'here' }));
  const { rerender } = await render(LateHarness, { wanted: false, load });
  await expect.element(part()).toHaveTextContent('nothing');
  expect(load).not.toHaveBeenCalled();
  await rerender({ wanted: true });
  await expect.element(part()).toHaveTextContent('here');
  await rerender({ wanted: false });
  await rerender({ wanted: true });
  await expect.element(part()).toHaveTextContent('here');
  expect(load).toHaveBeenCalledTimes(1);
});

test('what could not be loaded comes with the network', async () => {
  const load = vi.fn<() => Promise<{ default: string }>>(() =>
    Promise.reject(new Error('offline')),
  );
  await render(LateHarness, { wanted: true, load });
  await expect.poll(() => load.mock.results[0]?.type).toBe('return');
  await expect(load.mock.results[0]?.value).rejects.toThrow('offline');
  await expect.element(part()).toHaveTextContent('nothing');
  load.mockResolvedValue({ default: 'here' });
  dispatchEvent(new Event('online'));
  await expect.element(part()).toHaveTextContent('here');
  expect(load).toHaveBeenCalledTimes(2);
});
