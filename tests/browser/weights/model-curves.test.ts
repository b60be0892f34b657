// The curves over the whole model: the setting of the page is one of their points, and its handle stays
// with it when a measurement is stopped.
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/figure/tokens.css';
import type { CostPoint } from '../../../workers/api.ts';
import { succeed } from '../../../src/core/result.ts';
import type { PrunedCost, WeightTypes } from '../../../src/domains/weights/types.ts';
import ModelCurves from '../../../src/views/weights/panels/ModelCurves.svelte';
import { clientOf, opened } from '../support/client.ts';
import { figureOf, renderPart } from './page.ts';

type Points = readonly CostPoint<WeightTypes>[];

const cost = (sparsity: number, deltaNats: number, needlesRight: number): PrunedCost => ({
  ...{ sparsity, deltaNats, nats: 1 + deltaNats, perplexity: Math.exp(1 + deltaNats) },
  ...{ densePerplexity: Math.E, needlesRight, needles: 20, tokens: 254, heldOut: true },
});

/** A page whose whole model costs this much, and whose measurements give these points and never end. */
async function renderCurves(now: PrunedCost | null, budget: number | null, points: Points = []) {
  const client = clientOf<WeightTypes>(
    {
      figure: async () => succeed(figureOf(['#.'])),
      ...(now && { costAt: async () => succeed(now) }),
      cost: (_spec, _method, _budgets, each) => {
        points.forEach(each);
        return new Promise(() => undefined);
      },
    },
    opened('a text'),
  );
  const set = budget === null ? { sparsity: 0.37 } : {};
  const { explorer } = await renderPart(ModelCurves, client, { budget, set, compare: [] });
  await expect.poll(() => explorer.more.whole.cost).toBe(now);
  await tick();
  return explorer;
}

const handles = () =>
  page
    .getByRole('slider', { name: 'Budget of Wanda' })
    .elements()
    .map((handle) => handle.getAttribute('aria-valuetext'));

test('the model of the page stands in both charts before anything else is measured', async () => {
  const explorer = await renderCurves(cost(0.5, 1.4, 15), 0.5);
  await expect
    .poll(handles)
    .toEqual([
      '50.0 % kept: sparsity, all prunable weights 50.0 %, Δ nats per token, held-out tokens +1.40',
      '50.0 % kept: sparsity, all prunable weights 50.0 %, share of needles found 0.75',
    ]);
  // The axis ends on a round number above the only point.
  const ticks = [...document.querySelectorAll('.chart .down')].map((tick) => tick.textContent);
  expect(ticks.slice(0, 4)).toEqual(['0.0', '0.5', '1.0', '1.5']);
  (page.getByRole('slider').first().element() as SVGElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(explorer.spec.budget).toBe(0.49);
});

test('a pruned model that is a little better than the dense one leaves the axis as it is', async () => {
  await renderCurves(cost(0.5, -0.003, 20), 0.5);
  await expect
    .poll(() => document.querySelector('.chart')!.querySelectorAll('.down'))
    .toHaveLength(6);
  const ticks = [...document.querySelector('.chart')!.querySelectorAll('.down')];
  expect(ticks.map((tick) => tick.textContent)).toEqual(['0.0', '0.1', '0.2', '0.3', '0.4', '0.5']);
});

test('perplexities are told on a log scale that starts at 1', async () => {
  // e^(1 + 6) = 1,097: the next power of ten is the top.
  await renderCurves(cost(0.8, 6, 0), 0.2);
  await page.getByRole('radio', { name: 'e to the power of the loss' }).click();
  const ticks = () =>
    [...document.querySelector('.chart')!.querySelectorAll('.down')].map(
      (tick) => tick.textContent,
    );
  await expect.poll(ticks).toEqual(['1', '10', '100', '1000', '10000']);
  await expect.poll(() => handles()[0]).toMatch(/log scale 1097$/);
});

test('where the sparsity is set by hand, the handle stands at what came of it', async () => {
  await renderCurves(cost(0.37, 0.3, 20), null);
  await expect
    .poll(handles)
    .toEqual([
      'sparsity, all prunable weights 37.0 %, Δ nats per token, held-out tokens +0.30',
      'sparsity, all prunable weights 37.0 %, share of needles found 1.00',
    ]);
});

test('stopped after one point, the handle stays at the budget', async () => {
  const point = { ...cost(0.5, 1.4, 15), method: 'wanda', budget: 0.5 };
  await renderCurves(null, 0.3, [point]);
  await page.getByRole('button', { name: 'Prune the model at every sparsity' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.element(page.getByRole('progressbar')).not.toBeInTheDocument();
  const text = '30.0 % kept: not measured yet';
  await expect.poll(handles).toEqual([text, text]);
});
