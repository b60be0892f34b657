// What the worker's interface promises of any domain: of the two that are there, and of a made-up third
// that it has never heard of.
import * as Comlink from 'comlink';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import type { Asked, ComputeApi, FigureReply, PictureRequest } from '../../../workers/api.ts';
import { createSession } from '../../../workers/session.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { opened, usual, type ToyTypes } from '../support/toy-domain.ts';
import { apiOf, ignore, must, openTiny, partsOf, TEXT, ticket } from './ask.ts';

vi.mock('../../../src/domains/compute.generated.ts', async (original) => {
  const { domains } = await original<{ domains: object }>();
  const { toy } = await import('../support/toy-domain.ts');
  const broken = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
  return { domains: { ...domains, toy: () => Promise.resolve({ default: toy }), broken } };
});

const place = { model: 'tiny', text: TEXT, tokens: 48, set: {} };
const HEAD: Asked = {
  ...{ ...place, domain: 'attention', kind: 'head', subject: { layer: 1, head: 2 } },
  ...{ method: 'block-topk', budget: 0.4 },
};
const MATRIX: Asked = {
  ...{ ...place, domain: 'weights', kind: 'matrix', subject: { layer: 1, matrix: 'up' } },
  ...{ method: 'wanda', budget: 0.5 },
};
const SQUARE: Asked = {
  ...{ ...place, domain: 'toy', kind: 'net', subject: { ...usual.subject } },
  ...{ method: 'largest', budget: 0.25 },
};
const picture: PictureRequest = {
  view: { row0: 0, row1: 8, col0: 0, col1: 8, width: 8, height: 8 },
  ...{ show: 'kept', theme: 'light' },
};

/** Over a channel, so that what moves is gone on the other side. */
let api: ComputeApi;
let ports: MessageChannel;
beforeEach(async () => {
  ports = new MessageChannel();
  const session = createSession({ kernels: () => Promise.resolve(typescriptKernels) });
  must(await openTiny(session.api));
  Comlink.expose(session.api, ports.port1);
  const remote = Comlink.wrap<ComputeApi>(ports.port2);
  // Callbacks travel as proxies.
  api = new Proxy(remote, {
    get: (target, name) =>
      name === 'then'
        ? undefined
        : (...args: unknown[]) =>
            (target as unknown as Record<PropertyKey, (...all: unknown[]) => unknown>)[name]!(
              ...args.map((arg) =>
                typeof arg === 'function' ? Comlink.proxy(arg as () => void) : arg,
              ),
            ),
  }) as unknown as ComputeApi;
  return () => {
    ports.port1.close();
    ports.port2.close();
  };
});
beforeAll(() => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('gone', { status: 404 })));
});
afterAll(() => {
  vi.unstubAllGlobals();
});

const still = ({ elapsed: _, ...reply }: FigureReply): object => reply;

describe.each([
  ['attention', HEAD],
  ['weights', MATRIX],
  ['toy', SQUARE],
] as const)('figures of %s', (id, asked) => {
  const shows = { attention: 'attention', weights: 'weights', toy: 'all' } as const;

  it.each(['kept', shows[id]])('bring the very pixels that painting “%s” gives', async (show) => {
    const request = { ...asked, row: null, picture: { ...picture, show } };
    const reply = must(await api.figure(ticket(), request));
    const painted = must(await api.paint(ticket(), { ...asked, ...picture, show }));
    expect(reply.picture).toEqual(painted);
    expect(painted.pixels).toHaveLength(4 * 8 * 8);
    expect(new Set(painted.pixels).size).toBeGreaterThan(1);
    expect(must(await api.figure(ticket(), { ...asked, row: null })).picture).toBeNull();
  });

  it('move arrays that nobody keeps: asked again, all is there', async () => {
    const request = { ...asked, row: null, picture };
    const first = must(await api.figure(ticket(), request));
    const again = must(await api.figure(ticket(), request));
    expect(still(again)).toEqual(still(first));
    expect(first.mask.byteLength).toBeGreaterThan(0);
    const row = must(await api.row(ticket(), asked, 3));
    expect(must(await api.row(ticket(), asked, 3))).toEqual(row);
    expect(must(await api.paint(ticket(), { ...asked, ...picture }))).toEqual(first.picture);
  });

  it('refuse a row that is not there', async () => {
    for (const row of [-1, 1000]) {
      expect(await api.row(ticket(), asked, row)).toMatchObject({ ok: false, field: 'query' });
    }
  });

  it('refuse a run that the domain does not have', async () => {
    const reply = await api.run(ticket(), asked, 'dance', {}, ignore, ignore);
    expect(reply).toEqual({
      ok: false,
      field: 'domain',
      message: `figures of ${id} have no run named “dance”`,
    });
    expect(await api.run(ticket(), asked, 'toString', {}, ignore, ignore)).toMatchObject({
      ok: false,
    });
  });
});

describe('a domain that the worker has never heard of', () => {
  it('has figures, curves and matches without a model', async () => {
    const typed = apiOf<ToyTypes>(api);
    const reply = must(await typed.figure(ticket(), { ...SQUARE, row: null }));
    expect(decodeMask(reply.mask).count()).toBe(16);
    expect(reply).toMatchObject({
      ...{ metrics: { sparsity: 0.75 }, params: { keep: 16 }, warnings: ['a toy'], exact: true },
      frames: [{ at: 0, label: 'step 0' }, { at: 1 }],
    });
    expect(decodeMask(reply.frames[1]!.held!).count()).toBe(16);
    expect(reply.values).toHaveLength(64);
    const { method, set, budget: _, ...site } = SQUARE;
    const points = await partsOf<{ budget: number; metrics: { sparsity: number } }>((each) =>
      typed.curve(ticket(), { ...site, method, set, budgets: [0.5, 1] }, each),
    );
    expect(points.map(({ metrics }) => metrics.sparsity)).toEqual([0.5, 0]);
    const match = must(await api.match(ticket(), SQUARE, 0.875));
    expect(match).toMatchObject({ sparsity: 0.875, capped: false });
  });

  it('says by name what it lacks', async () => {
    const { method, set, budget: _, ...site } = SQUARE;
    const sweep = { ...site, method, set, budgets: [0.5] };
    const thumbs = { ...site, size: 8, theme: 'light' as const };
    const tensors = { site, sizes: {}, arrays: {}, pieces: [] };
    const file = { domain: 'toy', bytes: new ArrayBuffer(8), model: 'tiny', modelUrl: 'http://x/' };
    const replies = await Promise.all([
      api.thumbs(ticket('a'), thumbs, ignore),
      api.survey(ticket('b'), SQUARE, ignore, ignore),
      api.cost(ticket('c'), sweep, 'never', ignore, ignore),
      api.costAt(ticket('d'), SQUARE, ignore, ignore),
      api.snapshot(file),
      api.hold(tensors),
    ]);
    expect(replies.map((reply) => !reply.ok && [reply.field, reply.message])).toEqual([
      ['domain', 'figures of toy have no places beside one another'],
      ['domain', 'figures of toy have no places beside one another'],
      ['domain', 'figures of toy have no cost on the whole model'],
      ['domain', 'figures of toy have no cost on the whole model'],
      ['domain', 'figures of toy have no snapshots'],
      ['domain', 'figures of toy have no tensors of your own'],
    ]);
    await api.letGo(site);
  });

  it('does work that several need at once only once', async () => {
    const before = opened.count;
    const at = (key: string, budget: number) =>
      api.figure(ticket(key), { ...SQUARE, subject: { seed: 77 }, budget, row: null });
    const replies = await Promise.all([at('a', 0.5), at('b', 0.25), at('c', 0.75)]);
    expect(replies.every(({ ok }) => ok)).toBe(true);
    expect(opened.count - before).toBe(1);
  });
});

describe('a domain that is not there', () => {
  it('is refused with those that are', async () => {
    for (const domain of ['dreams', 'toString']) {
      const reply = await api.figure(ticket(), { ...HEAD, domain, row: null });
      expect(reply).toMatchObject({ ok: false, field: 'domain' });
      expect(!reply.ok && reply.message).toMatch(
        new RegExp(`^there is no domain “${domain}”; there are attention, weights, decode, toy`),
      );
    }
  });

  it('is worth another try where its file did not come', async () => {
    api.prepare('broken'); // says nothing yet
    const reply = await api.figure(ticket(), { ...HEAD, domain: 'broken', row: null });
    expect(reply).toEqual({
      ok: false,
      field: 'domain',
      message: 'what computes broken could not be loaded; try again',
    });
  });
});
