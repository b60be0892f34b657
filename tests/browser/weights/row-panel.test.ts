// One output's weights keep their place on a phone, whatever the sentence above them says.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import '../../../src/app/base.css';
import type { MatrixState } from '../../../src/views/weights/state.ts';
import RowPanel from '../../../src/views/weights/Row.svelte';
import { fromRows } from '../../../src/core/mask/text.ts';

/** A matrix of one row; `answered`: whether the worker has read it. */
function matrixOf(row: string, answered = true): MatrixState {
  const scores = Float32Array.from(row, (_, i) => row.length - i);
  const value = { values: scores, norms: null, scores, ranks: null, rivals: 0 };
  const reply = { rows: 1, exact: false, effect: 'prune', contest: 'row' };
  const state = {
    spec: { view: { query: null } },
    cell: null,
    figure: { spec: {}, reply, mask: fromRows([row]) },
    client: {
      weights: {
        row: () => (answered ? Promise.resolve({ ok: true, value }) : new Promise(() => undefined)),
      },
    },
  };
  return state as unknown as MatrixState;
}

const section = () => page.getByRole('region', { name: 'One output’s weights' }).element();
const height = () => Math.round(section().getBoundingClientRect().height);

test('with a cut, without one, and while it is read', async () => {
  await page.viewport(344, 800);
  // The largest scores stay: there is a cut. The smallest stay: there is none.
  const cut = await render(RowPanel, { explorer: matrixOf('#'.repeat(96) + '.'.repeat(96)) });
  await expect.element(page.getByText(/the cut lies at score 96\.5/)).toBeVisible();
  await expect.element(page.getByRole('img')).toBeVisible();
  const before = height();
  await cut.unmount();
  const none = await render(RowPanel, { explorer: matrixOf('.'.repeat(96) + '#'.repeat(96)) });
  await expect.element(page.getByRole('img')).toBeVisible();
  expect(page.getByText(/the cut lies/).elements()).toHaveLength(0);
  expect(height()).toBe(before);
  await none.unmount();
  await render(RowPanel, { explorer: matrixOf('#'.repeat(192), false) });
  await expect.element(page.getByLabelText('reading the row')).toBeVisible();
  expect(Math.abs(height() - before)).toBeLessThanOrEqual(2);
});
