// The words that both models go on from.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import Continuation from '../../../src/views/weights/panels/Continuation.svelte';
import type { WeightExplorer } from '../../../src/app/weights/explorer.svelte.ts';

test('the end of the text is in sight, for there they go on', async () => {
  const text = Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n');
  const tokenised = { text, starts: [0], ends: [text.length] };
  const explorer = { figure: {}, settingKey: 'now', tokenised } as unknown as WeightExplorer;
  await render(Continuation, { explorer });
  const area = page.getByRole('textbox').element() as HTMLTextAreaElement;
  expect(area.value).toMatch(/line 39$/);
  await expect
    .poll(() => area.scrollTop + area.clientHeight)
    .toBeGreaterThan(area.scrollHeight - 2);
  expect(area.scrollTop).toBeGreaterThan(0);
});
