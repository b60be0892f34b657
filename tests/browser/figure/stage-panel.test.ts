import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import { matrixOf } from '../../../src/core/tensor.ts';
import type { Stage } from '../../../src/core/trace.ts';
import { PLAY_MS } from '../../../src/figure/stage/stepper.svelte.ts';
import StageHarness from './StageHarness.svelte';
import { mask, pieces } from './scene.ts';

const steps = [
  { id: 'probe', title: 'Probe rows' },
  { id: 'never', title: 'Another pattern’s step' },
  { id: 'sums', title: 'Sums' },
];
const stages: Stage[] = [
  {
    id: 'probe',
    caption: 'The last 4 queries look.',
    drawables: [{ kind: 'rows', from: 12, to: 16, label: 'probe queries' }],
  },
  {
    id: 'sums',
    caption: 'Two columns win.',
    drawables: [
      {
        kind: 'bars',
        axis: 'key',
        values: Float32Array.of(3, 1, 4, 1.5),
        chosen: [0, 2],
        forced: [0],
        label: 'attention per key',
      },
      { kind: 'mask', mask, label: 'kept pairs' },
    ],
  },
];

const props = { steps, stages, pieces, theme: 'light' as const, resultCaption: 'That is all.' };
const tab = (name: RegExp) => page.getByRole('tab', { name });
const state = () => page.getByTestId('state');

afterEach(() => {
  vi.useRealTimers();
});

describe('steps', () => {
  test('those that this run did not take are left out', async () => {
    await render(StageHarness, props);
    const names = page
      .getByRole('tab')
      .elements()
      .map((element) => element.textContent.trim());
    expect(names).toEqual(['1 · Probe rows', '2 · Sums', 'result']);
  });

  test('all are named while nothing has run yet', async () => {
    await render(StageHarness, { ...props, stages: [] });
    expect(page.getByRole('tab').elements()).toHaveLength(4);
  });

  test('a click shows the sentence and what lies on the map', async () => {
    await render(StageHarness, props);
    await expect.element(page.getByText('That is all.')).toBeVisible();
    await tab(/Probe rows/).click();
    await expect.element(page.getByText('The last 4 queries look.')).toBeVisible();
    await expect.element(page.getByText('probe queries')).toBeVisible();
    await expect.element(state()).toHaveTextContent('"probe"');
  });

  test('arrow keys go through them and stay at the ends', async () => {
    await render(StageHarness, props);
    (tab(/result/).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(state()).toHaveTextContent('"sums"');
    expect(document.activeElement).toBe(tab(/Sums/).element());
    await userEvent.keyboard('{Home}{ArrowLeft}');
    await expect.element(state()).toHaveTextContent('"probe"');
    await userEvent.keyboard('{End}{ArrowRight}');
    await expect.element(state()).toHaveTextContent('null');
  });

  test('previous and next end where the steps end', async () => {
    await render(StageHarness, props);
    const next = page.getByRole('button', { name: 'Next step' });
    const previous = page.getByRole('button', { name: 'Previous step' });
    await expect.element(next).toBeDisabled();
    await previous.click();
    await previous.click();
    await expect.element(state()).toHaveTextContent('"probe"');
    await expect.element(previous).toBeDisabled();
  });
});

test('playing runs from the first step to the result and stops', async () => {
  await render(StageHarness, props);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  (page.getByRole('button', { name: 'Play the steps' }).element() as HTMLElement).click();
  const seen = [state().element().textContent];
  for (let i = 0; i < 4; i++) {
    vi.advanceTimersByTime(PLAY_MS);
    await Promise.resolve();
    seen.push(state().element().textContent);
  }
  expect(seen.slice(1)).toEqual(['"sums"', 'null', 'null', 'null']);
  await expect.element(page.getByRole('button', { name: 'Play the steps' })).toBeVisible();
});

describe('beside the map', () => {
  test('bars tell chosen from forced', async () => {
    await render(StageHarness, props);
    await tab(/Sums/).click();
    await expect.element(page.getByText('1 chosen')).toBeVisible();
    await expect.element(page.getByText('1 always kept')).toBeVisible();
    (page.getByRole('img', { name: /attention per key/ }).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('status')).toHaveTextContent('key 2 “ t2” · 4 · chosen');
    await userEvent.keyboard('{Home}');
    await expect
      .element(page.getByRole('status'))
      .toHaveTextContent('key 0 ⟨begin⟩ · 3 · always kept');
  });

  test('every other kind is drawn with its label and its numbers', async () => {
    const all: Stage = {
      id: 'sums',
      caption: 'Everything.',
      drawables: [
        {
          kind: 'curve',
          x: 'keys by rank',
          y: 'mass',
          series: [{ label: 'running sum', values: Float32Array.of(0.5, 0.8, 1), cut: 1 }],
          threshold: 0.75,
          label: 'cumulative mass',
        },
        { kind: 'dial', value: 0.3, max: 1, mark: 0.1, unit: 'nats', label: 'divergence' },
        {
          kind: 'matrix',
          matrix: matrixOf([
            [1, 0],
            [2, 3],
          ]),
          rows: 'query-block',
          cols: 'key-block',
          causal: true,
          label: 'block scores',
        },
        {
          kind: 'levels',
          axis: 'key',
          size: 4,
          levels: [
            [
              { start: 0, end: 2, score: 1, kept: true },
              { start: 2, end: 4, score: 0, kept: false },
            ],
          ],
          label: 'search tree',
        },
        { kind: 'numbers', entries: [{ label: 'blocks', value: 12 }], label: 'counts' },
      ],
    };
    await render(StageHarness, { ...props, stages: [all] });
    await tab(/Sums/).click();
    const named = (name: RegExp) => page.getByRole('img', { name });
    await expect.element(named(/cumulative mass: running sum crosses at 1/)).toBeInTheDocument();
    await expect.element(named(/divergence: 0.300 nats of 1, mark at 0.100/)).toBeInTheDocument();
    await expect.element(named(/search tree. level 1: 1 of 2 kept/)).toBeInTheDocument();
    await expect.element(page.getByText('12', { exact: true })).toBeVisible();
    const matrix = named(/block scores: 2 by 2, from 0 to 3/);
    (matrix.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowDown}');
    await expect.element(page.getByText('query block 1, key block 0: 2')).toBeInTheDocument();
  });
});
