// A domain that the client has never heard of runs through it, worker and all, although nothing but the
// lists of domains knows it.
import * as Comlink from 'comlink';
import { afterEach, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/client/client.ts';
import type { Engine } from '../../../src/client/host.ts';
import type { AtlasClient } from '../../../src/client/types.ts';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { createSession } from '../../../workers/session.ts';
import { usual, type ToyTypes } from '../support/toy-domain.ts';

vi.mock('../../../src/domains/compute.generated.ts', async () => {
  const { toy } = await import('../support/toy-domain.ts');
  return { domains: { toy: () => Promise.resolve({ default: toy }) } };
});
vi.mock('../../../src/domains/cards.generated.ts', async (original) => {
  const { cards } = await original<{ cards: readonly object[] }>();
  const { card } = await import('../support/toy-domain.ts');
  return { cards: [...cards, card] };
});

/** A real session behind a channel. */
function startEngine(): Engine {
  const { port1, port2 } = new MessageChannel();
  const kernels = () => Promise.resolve(typescriptKernels);
  Comlink.expose(createSession({ kernels }).api, port2);
  return Object.assign(port1, {
    terminate() {
      port1.close();
      port2.close();
    },
  });
}

let atlas: AtlasClient;
afterEach(() => {
  atlas.dispose();
  vi.unstubAllGlobals();
});

it('answers figures, pictures, rows, curves and matches of it, and fetches nothing', async () => {
  const fetched = vi.fn();
  vi.stubGlobal('fetch', fetched);
  atlas = createClient({
    ...{ size: 2, modelBase: 'http://x/models', snapshotBase: 'http://x/snapshots' },
    workerFactory: startEngine,
    domain: 'toy',
  });
  const client = atlas.of<ToyTypes>();
  const view = { row0: 0, row1: 8, col0: 0, col1: 8, width: 8, height: 8 };
  const picture = { view, show: usual.view.show, theme: 'dark' } as const;
  const figure = await client.figure(usual, { picture });
  if (!figure?.ok) throw new Error(figure?.message);
  const mask = decodeMask(figure.value.mask);
  expect(mask.count()).toBe(16);
  expect(figure.value.metrics.sparsity).toBe(0.75);
  const painted = await client.paint(usual, view, 'dark');
  expect(painted).toEqual({ ok: true, value: figure.value.picture });

  const row = await client.row(usual, 2);
  expect(row?.ok && [...row.value.values]).toEqual([...figure.value.values.subarray(16, 24)]);
  const sparsities: number[] = [];
  const hear = ({ metrics }: { metrics: { sparsity: number } }): void =>
    void sparsities.push(metrics.sparsity);
  expect(await client.curve(usual, 'largest', [0.25, 1], hear)).toEqual({ ok: true, value: null });
  expect(sparsities).toEqual([0.75, 0]);
  const match = await client.match(usual, 0.5);
  expect(match).toMatchObject({ ok: true, value: { sparsity: 0.5 } });
  expect(await client.survey(usual, () => {})).toMatchObject({
    message: 'figures of toy have no places beside one another',
  });
  expect(fetched).not.toHaveBeenCalled();
});
