import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Comparison } from '../../../src/kit/compare/compare.svelte.ts';
import { methods } from '../../../src/app/methods/attention.ts';
import type { PanelFigure, Side } from '../../../src/kit/compare/side.ts';
import type { FullClient } from '../../../src/client/weights.ts';
import { fromRows } from '../../../src/core/mask/text.ts';
import { fail, succeed } from '../../../src/core/result.ts';
import { DEFAULT_SPECS, type FigureSpec } from '../../../src/core/spec.ts';
import ComparisonHarness from './ComparisonHarness.svelte';

const SPEC: FigureSpec = { ...DEFAULT_SPECS.attention, method: 'window', compare: ['oracle'] };

const FIGURE: PanelFigure = {
  mask: fromRows(['#.', '##']),
  sparsity: 0.8,
  numbers: [],
  values: {},
  summary: '',
  apart: null,
};

/** A side that finds every budget at once; `broken` names the methods that cannot be computed. */
function sideOf(broken: Set<string>) {
  const release: (() => void)[] = [];
  const side = {
    methods,
    costs: { forget: () => undefined, stop: () => undefined, whole: new Set() },
    measures: {},
    match: async (spec: FigureSpec) =>
      succeed({ budget: spec.budget, sparsity: 0.8, capped: false }),
    figure: async (spec: FigureSpec) => {
      if (broken.has(spec.method)) return fail('method', 'could not be loaded');
      // The good one comes last.
      await new Promise<void>((resolve) => release.push(resolve));
      return succeed(FIGURE);
    },
    curve: async () => succeed(null),
  };
  return { side: side as unknown as Side<PanelFigure>, release };
}

const client = {
  model: async () => succeed({ layers: 6, heads: 6 }),
  text: async () => undefined,
} as unknown as FullClient;

it('says of a method that it failed until that very method succeeds', async () => {
  const broken = new Set(['oracle']);
  const { side, release } = sideOf(broken);
  let comparison: Comparison<PanelFigure> | undefined;
  await render(ComparisonHarness, {
    client,
    side,
    spec: SPEC,
    take: (made) => (comparison = made),
  });
  const word = page.getByText('Oracle: could not be loaded');
  await expect.element(word).toBeVisible();
  await expect.poll(() => release.length).toBe(1);
  release[0]?.();
  await expect.poll(() => comparison?.panels.has('window')).toBe(true);
  await expect.element(word).toBeVisible();

  broken.clear();
  comparison?.update({ budget: 0.3 });
  await expect.poll(() => release.length).toBe(3);
  for (const go of release) go();
  await expect.element(page.getByText('all is well')).toBeVisible();
});

it('takes a panel at its word only for the site that is looked at', async () => {
  const { side, release } = sideOf(new Set());
  let comparison: Comparison<PanelFigure> | undefined;
  await render(ComparisonHarness, {
    client,
    side,
    spec: SPEC,
    take: (made) => (comparison = made),
  });
  await expect.poll(() => release.length).toBe(2);
  for (const go of release) go();
  await expect.poll(() => comparison?.settled('window')?.entry.id).toBe('window');
  comparison?.update({ subject: { layer: 0, head: 0 } });
  expect(comparison?.panels.has('window')).toBe(true);
  expect(comparison?.settled('window')).toBeNull();
});
