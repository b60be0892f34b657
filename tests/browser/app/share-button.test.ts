// Offline the dialog cannot come: the button says so, and each further press asks anew.
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import ShareButton from '../../../src/app/share/ShareButton.svelte';
import type { AtlasClient } from '../../../src/client/types.ts';

test('after a failure the next press asks once more', async () => {
  const share = vi.fn(() => Promise.reject(new Error('offline')));
  await render(ShareButton, { client: {} as AtlasClient, share });
  const button = page.getByRole('button', { name: 'Share' });
  await button.click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('could not be loaded; try again');
  expect(share).toHaveBeenCalledTimes(1);
  await button.click();
  await expect.poll(() => share.mock.calls.length).toBe(2);
  await expect.element(page.getByRole('alert')).toBeVisible();
});
