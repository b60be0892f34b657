// The words that both models go on from.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/figure/tokens.css';
import Continuation from '../../../src/views/weights/panels/Continuation.svelte';
import { clientOf, opened } from '../support/client.ts';
import { renderPart } from './page.ts';

test('the end of the text is in sight, for there they go on', async () => {
  const text = Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n');
  await renderPart(Continuation, clientOf({}, opened(text)));
  const area = page.getByRole('textbox').element() as HTMLTextAreaElement;
  await expect.poll(() => area.value).toMatch(/line 39$/);
  await expect
    .poll(() => area.scrollTop + area.clientHeight)
    .toBeGreaterThan(area.scrollHeight - 2);
  expect(area.scrollTop).toBeGreaterThan(0);
});
