import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { FigureReply } from '../../../workers/api.ts';
import { usualOf } from '../../../src/core/card.ts';
import { fromRows } from '../../../src/core/mask/text.ts';
import { encodeMask } from '../../../src/core/mask/wire.ts';
import { fail, succeed } from '../../../src/core/result.ts';
import type { FigureSpec } from '../../../src/core/spec.ts';
import { card } from '../../../src/domains/attention/card.ts';
import type { Comparison } from '../../../src/kit/compare/compare.svelte.ts';
import { panelIds } from '../../../src/kit/compare/panels.ts';
import type { CompareView } from '../../../src/kit/compare/view.ts';
import { methods } from '../../../src/views/attention/methods.ts';
import { part } from '../../unit/support/part.ts';
import { clientOf, opened } from '../support/client.ts';
import ComparisonHarness from './ComparisonHarness.svelte';

const SPEC: FigureSpec = { ...usualOf(card), method: 'window', compare: ['oracle'] };

const FIGURE = part<FigureReply>({ mask: encodeMask(fromRows(['#.', '##'])), stages: [] });

const view = part<CompareView>({
  ...{ measures: {}, siteBudgets: [], modelBudgets: [], keepsLook: true },
  apart: () => null,
});

/** A client that finds every budget at once; `broken` names the methods that cannot be computed. */
async function compare(broken: Set<string>) {
  const release: (() => void)[] = [];
  const client = clientOf(
    {
      match: async ({ budget }) => succeed({ budget: budget ?? 1, sparsity: 0.8, capped: false }),
      figure: async ({ method }) => {
        if (broken.has(method)) return fail('method', 'could not be loaded');
        // The good one comes last.
        await new Promise<void>((resolve) => release.push(resolve));
        return succeed(FIGURE);
      },
    },
    opened('a text'),
  );
  let made: Comparison | undefined;
  const take = (comparison: Comparison) => (made = comparison);
  await methods.load(panelIds(SPEC)); // as the page does before it opens
  const options = { client, card, methods, view, spec: SPEC };
  await render(ComparisonHarness, { options, take });
  if (!made) throw new Error('the comparison was not made');
  return { comparison: made, release };
}

it('says of a method that it failed until that very method succeeds', async () => {
  const broken = new Set(['oracle']);
  const { comparison, release } = await compare(broken);
  const word = page.getByText('Oracle: could not be loaded');
  await expect.element(word).toBeVisible();
  await expect.poll(() => release.length).toBe(1);
  release[0]?.();
  await expect.poll(() => comparison.panels.has('window')).toBe(true);
  await expect.element(word).toBeVisible();

  broken.clear();
  comparison.update({ budget: 0.3 });
  await expect.poll(() => release.length).toBe(3);
  for (const go of release) go();
  await expect.element(page.getByText('all is well')).toBeVisible();
});

it('takes a panel at its word only for the site that is looked at', async () => {
  const { comparison, release } = await compare(new Set());
  await expect.poll(() => release.length).toBe(2);
  for (const go of release) go();
  await expect.poll(() => comparison.settled('window')?.entry.id).toBe('window');
  comparison.update({ subject: { layer: 0, head: 0 } });
  expect(comparison.panels.has('window')).toBe(true);
  expect(comparison.settled('window')).toBeNull();
});
