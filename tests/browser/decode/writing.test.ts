// The panel in which the model writes: start, stop, where the two part, and its text as the page's.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import { usualOf } from '../../../src/core/card.ts';
import { succeed } from '../../../src/core/result.ts';
import { card } from '../../../src/domains/decode/card.ts';
import type { DecodeTypes } from '../../../src/domains/decode/types.ts';
import type { WritePart } from '../../../src/domains/decode/write.ts';
import type { DecodeExplorer } from '../../../src/views/decode/more.svelte.ts';
import Writing from '../../../src/views/decode/panels/Writing.svelte';
import { methods } from '../../../src/views/decode/methods.ts';
import { clientOf, opened } from '../support/client.ts';
import DecodeHarness from './DecodeHarness.svelte';

const TEXT = 'Once upon a time';
const DENSE = [' there', ' was', ' a', ' king'];
const SPARSE = [' there', ' was', ' no', ' more'];

/** One prompt token; each step reads itself and the prompt, which leaves at step 3. */
function stepOf(i: number): WritePart {
  const at = i + 1;
  const written = (pieces: readonly string[]) => ({
    ...{ id: i, piece: pieces[i]!, text: pieces.slice(0, i + 1).join('') },
  });
  return {
    ...{ kind: 'step', at, dense: written(DENSE), sparse: written(SPARSE) },
    read: Uint32Array.of((1 << at) | (at < 3 ? 1 : 0)),
    weights: new Float32Array(at + 1).fill(1 / (at + 1)),
    gone: at === 3 ? [0] : [],
  };
}

type Hear = (part: WritePart) => void;

async function open() {
  let hear: Hear = () => undefined;
  let signal: AbortSignal | undefined;
  let finish: (reply: ReturnType<typeof succeed<null>>) => void = () => undefined;
  let explorer: DecodeExplorer | undefined;
  const wishes: unknown[] = [];
  const client = clientOf<DecodeTypes>(
    {
      run: (name, _spec, wish, each, options) => {
        wishes.push([name, wish]);
        hear = each as Hear;
        signal = options?.signal;
        return new Promise((resolve) => (finish = resolve));
      },
    },
    opened(TEXT),
  );
  await methods.choose('tova');
  const spec = { ...usualOf(card), method: 'tova' };
  await render(DecodeHarness, {
    ...{ client, spec, Part: Writing },
    take: (given: DecodeExplorer) => (explorer = given),
  });
  await page.getByRole('button', { name: 'Start writing' }).click();
  return {
    ...{ explorer: explorer!, wishes },
    hear: (part: WritePart) => hear(part),
    finish: () => finish(succeed(null)),
    aborted: () => signal?.aborted,
  };
}

test('both are written, and where they part is told', async () => {
  const { hear, finish, wishes, explorer } = await open();
  expect(wishes).toEqual([['write', { length: 64, temperature: 0.5, seed: 1 }]]);
  hear({ kind: 'start', prompt: 1, length: 4 });
  hear(stepOf(0));
  hear(stepOf(1));
  await expect.element(page.getByText('So far the same 2 tokens.')).toBeVisible();
  hear(stepOf(2));
  const told = page.getByText('They part at token 3: the full cache writes “ a”, TOVA “ no”.');
  await expect.element(told).toBeVisible();
  hear(stepOf(3));
  hear({ kind: 'end', dense: 0.5, sparse: 1.25 });
  finish();
  await expect.element(page.getByText('those of TOVA 1.25')).toBeVisible();
  const marks = [...document.querySelectorAll('mark')].map((mark) => mark.textContent);
  expect(marks).toEqual([' a', ' no']);

  // The scrubber goes back through what was written.
  const words = () => [...document.querySelectorAll('bdi')];
  expect(words().map(({ textContent }) => textContent)).toEqual([TEXT, ...SPARSE]);
  await expect.element(page.getByText('Step 4, “ more”: reads 1 of 5 tokens.')).toBeVisible();
  expect(words()[0]!.className).toContain('gone');
  const scrub = page.getByRole('slider', { name: 'Step' }).element() as HTMLInputElement;
  scrub.value = '0';
  scrub.dispatchEvent(new Event('input', { bubbles: true }));
  await expect.element(page.getByText('Step 1, “ there”: reads 2 of 2 tokens.')).toBeVisible();
  expect(words()[0]!.className).toContain('read');

  await page.getByRole('button', { name: 'Look at this text above' }).last().click();
  expect(explorer.spec.text).toEqual({ kind: 'own', text: TEXT + SPARSE.join('') });
});

test('it stops, and what was written stays', async () => {
  const { hear, aborted } = await open();
  hear({ kind: 'start', prompt: 1, length: 4 });
  hear(stepOf(0));
  await page.getByRole('button', { name: 'Stop' }).click();
  expect(aborted()).toBe(true);
  hear(stepOf(1));
  await expect.element(page.getByText('Both wrote the same token.')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Write again' })).toBeVisible();
  expect(document.querySelectorAll('bdi')).toHaveLength(2);
});
