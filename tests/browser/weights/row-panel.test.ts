// One output's weights keep their place on a phone, whatever the sentence above them says.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/figure/tokens.css';
import '../../../src/app/base.css';
import { succeed } from '../../../src/core/result.ts';
import type { WeightTypes } from '../../../src/domains/weights/types.ts';
import Row from '../../../src/views/weights/Row.svelte';
import { clientOf, opened } from '../support/client.ts';
import { figureOf, renderPart } from './page.ts';

/** A matrix of one row; `answered`: whether the worker has read it. */
function renderRow(kept: string, answered = true) {
  const scores = Float32Array.from(kept, (_, i) => kept.length - i);
  const read = { values: scores, pruned: scores, norms: null, scores, ranks: null, rivals: 0 };
  const client = clientOf<WeightTypes>(
    {
      figure: async () => succeed(figureOf([kept])),
      ...(answered && { row: async () => succeed(read) }),
    },
    opened('a text'),
  );
  return renderPart(Row, client);
}

const section = () => page.getByRole('region', { name: 'One output’s weights' }).element();
const height = () => Math.round(section().getBoundingClientRect().height);

test('with a cut, without one, and while it is read', async () => {
  await page.viewport(344, 800);
  // The largest scores stay: there is a cut. The smallest stay: there is none.
  const cut = await renderRow('#'.repeat(96) + '.'.repeat(96));
  await expect.element(page.getByText(/the cut lies at score 96\.5/)).toBeVisible();
  await expect.element(page.getByRole('img')).toBeVisible();
  const before = height();
  await cut.screen.unmount();
  const none = await renderRow('.'.repeat(96) + '#'.repeat(96));
  await expect.element(page.getByRole('img')).toBeVisible();
  expect(page.getByText(/the cut lies/).elements()).toHaveLength(0);
  expect(height()).toBe(before);
  await none.screen.unmount();
  await renderRow('#'.repeat(192), false);
  await expect.element(page.getByLabelText('reading the row')).toBeVisible();
  expect(Math.abs(height() - before)).toBeLessThanOrEqual(2);
});
