// What a weights page is made of in these tests.
import type { Component } from 'svelte';
import { render } from 'vitest-browser-svelte';
import type { FigureReply } from '../../../workers/api.ts';
import type { AtlasClient } from '../../../src/client/types.ts';
import { usualOf } from '../../../src/core/card.ts';
import { fromRows } from '../../../src/core/mask/text.ts';
import { encodeMask } from '../../../src/core/mask/wire.ts';
import type { FigureSpec } from '../../../src/core/spec.ts';
import { card } from '../../../src/domains/weights/card.ts';
import type { WeightTypes } from '../../../src/domains/weights/types.ts';
import type { FigureState } from '../../../src/kit/figure-state.svelte.ts';
import { methods } from '../../../src/views/weights/methods.ts';
import type { MatrixExplorer } from '../../../src/views/weights/view-types.ts';
import { part } from '../../unit/support/part.ts';
import MatrixHarness from './MatrixHarness.svelte';

type Part = Component<{ explorer: MatrixExplorer; state: FigureState<WeightTypes> }>;

export const USUAL: FigureSpec = usualOf(card);

/** What a worker would say of a matrix with this mask. */
export function figureOf(rows: readonly string[]): FigureReply<WeightTypes> {
  return part<FigureReply<WeightTypes>>({
    ...{ mask: encodeMask(fromRows(rows)), stages: [], params: {}, picture: null },
    ...{ rows: rows.length, cols: rows[0]?.length ?? 0, exact: false },
    ...{ effect: 'prune', contest: 'row' },
  });
}

/** Renders a part of a page that asks this client, and hands out the page's state. */
export async function renderPart(
  Part: Part,
  client: AtlasClient,
  change: Partial<FigureSpec> = {},
) {
  let made: MatrixExplorer | undefined;
  const spec = { ...USUAL, ...change };
  await methods.load([spec.method]); // as a page does before it opens
  const take = (explorer: MatrixExplorer) => (made = explorer);
  const screen = await render(MatrixHarness, { client, spec, Part, take });
  if (!made) throw new Error('the page was not made');
  return { screen, explorer: made };
}
