// The worker's whole inside on a tiny random model, without a worker around it.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import type { AttentionTypes } from '../../../src/domains/attention/types.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import type { CostPoint, FigureRequest, ThumbReply } from '../../../workers/api.ts';
import type { SharedDesk } from '../../../workers/desk.ts';
import {
  apiOf,
  ignore,
  must,
  openTiny,
  partsOf,
  startSession,
  TEXT,
  ticket,
  type ApiOf,
} from '../workers/ask.ts';

const TOKENS = 48;
const text = { model: 'tiny', text: TEXT, tokens: TOKENS };
const site = {
  ...{ ...text, domain: 'attention', kind: 'head' },
  subject: { layer: 1, head: 2 },
};
const mask: FigureRequest = { ...site, method: 'streaming-llm', budget: 0.4, set: {}, row: null };

async function open(): Promise<{ api: ApiOf<AttentionTypes>; desk: SharedDesk }> {
  const { api: own, desk: lent } = startSession();
  expect(await openTiny(own)).toMatchObject({
    ok: true,
    value: { layers: 2, heads: 4, kvHeads: 2, headDim: 6, maxTokens: 128 },
  });
  return { api: apiOf<AttentionTypes>(own), desk: lent };
}

afterAll(() => {
  vi.unstubAllGlobals();
});

let api: ApiOf<AttentionTypes>;
let desk: SharedDesk;
beforeAll(async () => {
  const gone = (): Promise<Response> => Promise.resolve(new Response('gone', { status: 404 }));
  vi.stubGlobal('fetch', gone);
  ({ api, desk } = await open());
});

describe('text', () => {
  it('is cut with its place in the text', async () => {
    const reply = must(await api.text(ticket('text'), text));
    expect(reply.pieces[0]).toBe('');
    expect(reply.pieces).toHaveLength(TOKENS);
    expect(reply.total).toBeGreaterThan(TOKENS);
    for (const [i, piece] of reply.pieces.entries()) {
      expect(TEXT.slice(reply.starts[i], reply.ends[i])).toBe(piece);
    }
  });
});

describe('figure', () => {
  it('carries mask, metrics and trace that agree', async () => {
    const reply = must(await api.figure(ticket('figure'), mask));
    const decoded = decodeMask(reply.mask);
    expect(decoded.rows).toBe(TOKENS);
    expect(decoded.count()).toBe(reply.metrics.keptPairs);
    expect(reply.rowRecall).toHaveLength(TOKENS);
    expect(reply.rowRecall[0]).toBeCloseTo(1, 6);
    expect(reply.metrics.recall).toBeCloseTo(
      reply.rowRecall.reduce((a, b) => a + b, 0) / TOKENS,
      6,
    );
    const entry = catalogue.find(({ id }) => id === 'streaming-llm');
    expect(reply.stages.map(({ id }) => id)).toEqual(entry?.stages.map(({ id }) => id));
  });

  it('answers the same from the cache, with buffers of its own', async () => {
    const first = must(await api.figure(ticket('figure'), mask));
    const second = must(await api.figure(ticket('figure'), mask));
    expect(second.rowRecall).toEqual(first.rowRecall);
    expect(second.rowRecall.buffer).not.toBe(first.rowRecall.buffer);
    expect(second.mask).not.toBe(first.mask);
  });

  it.each(catalogue.filter(({ domain }) => domain === 'attention').map(({ id }) => id))(
    'works for %s at any budget, or says which table is missing',
    async (method) => {
      const { default: loaded } = (await loadersOf.attention[method]?.()) ?? {};
      for (const budget of [0.05, 0.3, 1]) {
        const reply = await api.figure(ticket('figure'), { ...mask, method, budget });
        const [table] = loaded?.assets ?? [];
        if (table !== undefined) {
          // A tiny random model comes with no tables.
          expect(reply).toMatchObject({ ok: false, field: 'method' });
          expect(!reply.ok && reply.message).toContain(table);
          continue;
        }
        const { metrics } = must(reply);
        expect(metrics.recall).toBeGreaterThan(0);
        expect(metrics.recall).toBeLessThan(1 + 1e-5);
        expect(metrics.sparsity).toBeGreaterThanOrEqual(0);
      }
    },
  );

  it.each([
    ['model', { model: 'huge' }, 'the model “huge” is not open'],
    ['tokens', { tokens: 0 }, 'tokens must be from 1 to 128, got 0'],
    ['layer', { subject: { layer: 2, head: 2 } }, 'layer must be from 0 to 1, got 2'],
    ['head', { subject: { layer: 1, head: -1 } }, 'head must be from 0 to 3, got -1'],
    ['method', { method: 'magic' }, /no method for attention named “magic”; there are .*dense, /],
    ['budget', { budget: 2 }, 'the budget must be above 0 and at most 1, got 2'],
    ['depth', { set: { depth: 1 } }, /no parameter “depth”/],
  ])('refuses a wrong %s', async (field, change, message) => {
    const reply = await api.figure(ticket('figure'), { ...mask, ...change });
    expect(reply).toMatchObject({ ok: false, field });
    expect(!reply.ok && reply.message).toMatch(message);
  });
});

describe('row', () => {
  it('is a distribution over the keys so far', async () => {
    const { weights } = must(await api.row(ticket('row'), mask, 20));
    expect(weights).toHaveLength(21);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });

  it('refuses a query beyond the text', async () => {
    const reply = await api.row(ticket('row'), mask, TOKENS);
    expect(reply).toMatchObject({ field: 'query', message: expect.stringContaining('0 to 47') });
  });
});

describe('paint', () => {
  const view = { row0: 0, row1: TOKENS, col0: 0, col1: TOKENS, width: TOKENS, height: TOKENS };
  const alpha = (pixels: Uint8ClampedArray, row: number, col: number) =>
    pixels[4 * (row * TOKENS + col) + 3];

  it.each(['attention', 'kept', 'lost'] as const)(
    '%s: the triangle, and nothing above',
    async (show) => {
      const request = { ...mask, show, view, theme: 'light' as const };
      const { pixels } = must(await api.paint(ticket('paint'), request));
      expect(pixels).toHaveLength(4 * TOKENS * TOKENS);
      expect([alpha(pixels, 9, 0), alpha(pixels, 9, 9), alpha(pixels, 9, 10)]).toEqual([
        255, 255, 0,
      ]);
    },
  );
});

describe('parts', () => {
  it('thumbs come once per head, the asked layer first', async () => {
    const seen: ThumbReply[] = [];
    const request = { ...site, size: 16, theme: 'dark' as const };
    must(await api.thumbs(ticket('thumbs'), request, (each) => seen.push(each)));
    const heads = [0, 1, 2, 3];
    expect(seen.map(({ place: { layer, head } }) => [layer, head])).toEqual([
      ...heads.map((head) => [1, head]),
      ...heads.map((head) => [0, head]),
    ]);
    expect(seen.every(({ pixels }) => pixels.length === 4 * 16 * 16)).toBe(true);
  });

  it('a survey of all heads agrees with the figure', async () => {
    const seen = await partsOf<AttentionTypes['survey']>((each) =>
      api.survey(ticket('survey'), mask, each, ignore),
    );
    const { metrics } = must(await api.figure(ticket('figure'), mask));
    const same = seen.find(({ layer, head }) => layer === 1 && head === 2);
    expect(seen).toHaveLength(8);
    expect(same?.recall).toBe(metrics.recall);
    expect(same?.sparsity).toBe(metrics.sparsity);
  });

  it('a curve goes to full recall, and follows the budget past what is set by hand', async () => {
    const request = { ...site, method: 'window', set: { window: 1 }, budgets: [0.1, 0.5, 1] };
    const seen = await partsOf<{ budget: number; metrics: { recall: number } }>((each) =>
      api.curve(ticket('curve'), request, each),
    );
    expect(seen.map(({ budget }) => budget)).toEqual([0.1, 0.5, 1]);
    const recalls = seen.map(({ metrics }) => metrics.recall);
    expect(recalls).toEqual([...recalls].sort((a, b) => a - b));
    expect(recalls[2]).toBeCloseTo(1, 5);
  });
});

describe('cost', () => {
  it('of dense is nothing', async () => {
    const seen: CostPoint<AttentionTypes>[] = [];
    const request = { ...site, method: 'dense', set: {}, budgets: [1] };
    const states: number[][] = [];
    must(
      await api.cost(
        ticket('cost'),
        request,
        'with',
        (each) => seen.push(each),
        (done, total) => states.push([done, total]),
      ),
    );
    expect(seen[0]).toMatchObject({ method: 'dense', budget: 1, sparsity: 0, continuation: null });
    expect(seen[0]?.deltaNats).toBeCloseTo(0, 5);
    expect(states.at(-1)?.[0]).toBe(states.at(-1)?.[1]);
  });

  it('is told after a sparse prefill too where a method looks ahead', async () => {
    const request = { ...mask, method: 'minference' };
    const cost = must(await api.costAt(ticket('cost'), request, ignore, ignore));
    expect(cost.continuation?.tokens).toBe(TOKENS / 4);
    expect(cost.continuation?.nats).toBeGreaterThan(0);
    expect(cost.sparsity).toBeGreaterThan(0);
  });

  it('needs a token to predict', async () => {
    const request = { ...mask, text: '', method: 'window' };
    expect(await api.costAt(ticket('cost'), request, ignore, ignore)).toMatchObject({
      field: 'text',
    });
  });
});

describe('urgency and cancel', () => {
  it('answers a figure while a cost runs, then goes on with the cost', async () => {
    const order: string[] = [];
    const request = {
      ...site,
      method: 'window',
      set: {},
      // Long enough for the figure, which waits for its method's file first.
      budgets: Array.from({ length: 100 }, (_, i) => (i + 1) / 100),
    };
    let figure: Promise<number> | undefined;
    const ask = (): void => {
      figure ??= api
        .figure(ticket('figure'), { ...mask, method: 'window', budget: 0.77 })
        .then(() => order.push('figure'));
    };
    await api.cost(ticket('cost'), request, 'with', ignore, ask);
    order.push('cost');
    await figure;
    expect(order).toEqual(['figure', 'cost']);
  });

  it('ends a cost at the next strip', async () => {
    const passes: number[] = [];
    const budgets = Array.from({ length: 500 }, (_, i) => (i + 1) / 500);
    const cost = api.cost(
      ticket('cost'),
      { ...site, method: 'window', set: {}, budgets },
      'with',
      ignore,
      (done) => passes.push(done),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    api.cancel('cost');
    const before = passes.length;
    expect(await cost).toMatchObject({ ok: false, field: 'cancelled' });
    expect(passes.length - before).toBeLessThanOrEqual(1);
    expect(passes.length).toBeLessThan(budgets.length);
  });
});

it('keeps what it computes within the bound', async () => {
  const { api: own, desk: kept } = await open();
  const bound = 80_000; // a reading of 48 tokens holds about 40 kB, a map 9 kB, a plane 5 kB
  kept.setBound(bound);
  for (let i = 0; i < 24; i++) {
    const subject = { layer: 1, head: i % 4 };
    const request = { ...mask, text: `${TEXT} ${i % 5}`, subject, budget: (1 + (i % 7)) / 7 };
    must(await own.figure(ticket('figure'), request));
    const view = { row0: 0, row1: 48, col0: 0, col1: 48, width: 8, height: 8 };
    must(await own.paint(ticket('paint'), { ...request, show: 'kept', view, theme: 'dark' }));
    expect(kept.bytes).toBeLessThanOrEqual(bound);
  }
  expect(desk.bytes).toBeGreaterThan(0);
});
