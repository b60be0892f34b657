// The worker's answers about weight matrices, on a tiny random model, without a worker around it.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import { Llama } from '../../../src/model/llama.ts';
import { MATRICES } from '../../../src/methods/weights.ts';
import type { ContinuePart } from '../../../src/domains/weights/continue.ts';
import type { PrunedSite, WeightTypes } from '../../../src/domains/weights/types.ts';
import type { CostPoint, CurvePoint, FigureRequest, ThumbReply } from '../../../workers/api.ts';
import { OpenModel } from '../../../workers/open-model.ts';
import { apiOf, ignore, must, partsOf, TEXT, ticket, tinySession, type ApiOf } from './ask.ts';

const TOKENS = 48;
const place = {
  ...{ domain: 'weights', kind: 'matrix', model: 'tiny', text: TEXT, tokens: TOKENS },
  subject: { layer: 1, matrix: 'up' },
};
const site: FigureRequest = { ...place, method: 'wanda', budget: 0.5, set: {}, row: null };

let api: ApiOf<WeightTypes>;
beforeEach(async () => {
  vi.restoreAllMocks();
  // A session of its own: nothing is calibrated or pruned yet.
  api = apiOf<WeightTypes>((await tinySession()).api);
});

describe('a figure', () => {
  it('carries mask, marginals and metrics that agree', async () => {
    const reply = must(await api.figure(ticket('figure'), site));
    const mask = decodeMask(reply.mask);
    expect([mask.rows, mask.cols]).toEqual([28, 20]);
    expect([reply.rows, reply.cols]).toEqual([28, 20]);
    // Wanda keeps half of every output's 20 inputs.
    expect(mask.count()).toBe(28 * 10);
    expect(reply.metrics).toMatchObject({ kept: 280, weights: 560, sparsity: 0.5 });
    expect([...reply.rowDensity]).toEqual(Array.from({ length: 28 }, () => 0.5));
    expect(reply.colDensity.reduce((a, b) => a + b, 0)).toBeCloseTo(10, 5);
    expect(reply.metrics.outputError).toBeGreaterThan(0);
    // The text has 60 tokens; its last quarter is held out.
    expect(reply).toMatchObject({ exact: false, calibration: 45, contest: 'row', group: null });
    expect(reply.params).toMatchObject({ sparsity: 0.5 });
  });

  it('re-uses the statistics: another budget, matrix or method runs no block of the model', async () => {
    must(await api.figure(ticket('figure'), site));
    const block = vi.spyOn(Llama.prototype, 'block');
    for (const change of [
      { budget: 0.3 },
      { subject: { layer: 0, matrix: 'down' } },
      { method: 'sparsegpt' },
      { method: 'owl' },
    ] as const) {
      must(await api.figure(ticket('figure'), { ...site, ...change }));
    }
    expect(block).not.toHaveBeenCalled();
    must(await api.figure(ticket('figure'), { ...site, tokens: 24 }));
    expect(block).toHaveBeenCalled();
  });

  it('reads no text where the method reads none', async () => {
    const reply = must(await api.figure(ticket('figure'), { ...site, method: 'magnitude' }));
    expect(reply.calibration).toBe(0);
  });

  it('names the group of a pattern', async () => {
    const request = { ...site, set: { pattern: '2:4' } };
    const reply = must(await api.figure(ticket('figure'), request));
    expect(reply).toMatchObject({ contest: 'group', group: 4 });
  });

  it('shows the row that is asked for in its steps', async () => {
    const captions = async (row: number) =>
      must(await api.figure(ticket('figure'), { ...site, row })).stages.map(
        ({ caption }) => caption,
      );
    expect(await captions(3)).not.toEqual(await captions(4));
    expect((await captions(3)).join()).toContain('Output 3');
  });

  it.each([
    ['model', { model: 'huge' }, 'the model “huge” is not open'],
    ['layer', { subject: { layer: 2, matrix: 'up' } }, 'layer must be from 0 to 1, got 2'],
    ['matrix', { subject: { layer: 1, matrix: 'x' } }, /^matrix must be one of q, k, .*got x$/],
    ['method', { method: 'magic' }, /no method for weights named “magic”; there are .*wanda/],
    ['budget', { budget: 0 }, 'the budget must be above 0 and at most 1, got 0'],
    ['depth', { set: { depth: 1 } }, /no parameter “depth”/],
    ['text', { text: '' }, 'calibration needs a text of at least two tokens'],
    ['tokens', { tokens: 0 }, 'tokens must be a whole number above 0, got 0'],
  ])('refuses a wrong %s', async (field, change, message) => {
    const reply = await api.figure(ticket('figure'), { ...site, ...change });
    expect(reply).toMatchObject({ ok: false, field });
    expect(!reply.ok && reply.message).toMatch(message);
  });
});

describe('a row', () => {
  it('has its weights, what entered, its scores and their places', async () => {
    const row = must(await api.row(ticket('row'), site, 5));
    const { values, pruned, norms, scores, ranks, rivals } = row;
    expect(rivals).toBe(20);
    const mask = decodeMask(must(await api.figure(ticket('figure'), site)).mask);
    for (let j = 0; j < 20; j++) {
      expect(scores![j]).toBeCloseTo(Math.abs(values[j]!) * norms![j]!, 5);
      expect(pruned[j]).toBe(mask.has(5, j) ? values[j] : 0);
      expect(ranks![j]! <= 10).toBe(mask.has(5, j));
    }
  });

  it.each([-1, 28, 1.5])('refuses row %d', async (row) => {
    const reply = await api.row(ticket('row'), site, row);
    expect(reply).toMatchObject({ ok: false, field: 'query' });
    expect(!reply.ok && reply.message).toBe(`the output must be from 0 to 27, got ${row}`);
  });
});

describe('small maps', () => {
  it('come once per matrix', async () => {
    const request = { ...place, size: 8, theme: 'light' } as const;
    const seen = await partsOf<ThumbReply>((each) => api.thumbs(ticket('thumbs'), request, each));
    expect(seen.map(({ place: { layer, matrix } }) => `${layer}.${matrix}`)).toEqual(
      [0, 1].flatMap((layer) => MATRICES.map((name) => `${layer}.${name}`)),
    );
    expect(seen.every(({ pixels }) => pixels.length === 4 * 8 * 8)).toBe(true);
  });
});

describe('a curve', () => {
  it('agrees with the figures at its budgets, past what is set by hand', async () => {
    const { method } = site;
    const request = { ...place, method, set: { sparsity: 0.9 }, budgets: [0.5, 0.25, 1] };
    const seen = await partsOf<CurvePoint<WeightTypes>>((each) =>
      api.curve(ticket('curve'), request, each),
    );
    expect(seen.map(({ budget, metrics }) => [budget, metrics.sparsity])).toEqual([
      [0.5, 0.5],
      [0.25, 0.75],
      [1, 0],
    ]);
    const figure = must(await api.figure(ticket('figure'), site));
    expect(seen[0]?.metrics).toEqual(figure.metrics);
    expect(seen[2]?.metrics.outputError).toBe(0);
  });
});

describe('the whole model', () => {
  const ask = site;

  it('is pruned and measured; figures come from it afterwards, of this setting only', async () => {
    const before = must(await api.figure(ticket('figure'), site));
    const sites: PrunedSite[] = [];
    const steps: number[][] = [];
    const cost = must(
      await api.costAt(
        ticket('cost'),
        ask,
        (one) => sites.push(one),
        (done, total) => steps.push([done, total]),
      ),
    );
    expect(sites).toHaveLength(14);
    expect(sites.every(({ kept, weights }) => kept === weights / 2)).toBe(true);
    expect(cost).toMatchObject({ sparsity: 0.5, heldOut: true, needles: 0 });
    expect(cost.deltaNats).toBeCloseTo(cost.nats - Math.log(cost.densePerplexity), 6);
    // Two blocks and one reading.
    expect(steps).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);

    const after = must(await api.figure(ticket('figure'), site));
    expect(after.exact).toBe(true);
    const same = sites.find(({ layer, matrix }) => layer === 1 && matrix === 'up');
    expect(after.metrics.outputError).toBe(same?.outputError);
    // Inputs of the second block come from the pruned first one.
    expect(after.metrics.outputError).not.toBe(before.metrics.outputError);
    const other = must(await api.figure(ticket('figure'), { ...site, budget: 0.4 }));
    expect(other.exact).toBe(false);
  });

  it('is pruned once per setting', async () => {
    const once = await api.costAt(ticket('cost'), ask, ignore, ignore);
    const replaced = vi.spyOn(Llama.prototype, 'replaced');
    expect(await api.costAt(ticket('cost'), ask, ignore, ignore)).toEqual(once);
    expect(replaced).not.toHaveBeenCalled();
  });

  it('is pruned once for all who wait for it', async () => {
    const replaced = vi.spyOn(Llama.prototype, 'replaced');
    const wish = { prompt: 'the cat', length: 2, seed: 1, temperature: 0 };
    const [cost, both] = await Promise.all([
      api.costAt(ticket('cost'), ask, ignore, ignore),
      api.run(ticket('on'), ask, 'continue', wish, ignore, ignore),
    ]);
    expect([cost.ok, both.ok]).toEqual([true, true]);
    expect(replaced).toHaveBeenCalledTimes(14);
  });

  it('says where a text leaves nothing to measure on', async () => {
    const request = { ...ask, text: 'to' };
    const sites: PrunedSite[] = [];
    const cost = must(await api.costAt(ticket('cost'), request, (one) => sites.push(one), ignore));
    expect(cost).toMatchObject({ heldOut: false });
    expect(sites.every(({ outputError }) => outputError === null)).toBe(true);
  });
});

describe('its curve', () => {
  const budgets = [0.5, 1];
  const sweep = { ...place, method: 'magnitude', set: {}, budgets };

  async function measure(needles: 'with' | 'after' | 'never') {
    const points: CostPoint<WeightTypes>[] = [];
    const steps: (readonly [number, number])[] = [];
    must(
      await api.cost(
        ticket('cost'),
        sweep,
        needles,
        (point) => points.push(point),
        (done, total) => steps.push([done, total]),
      ),
    );
    return { points, steps, told: points.map(({ budget, needles: asked }) => [budget, asked]) };
  }

  beforeEach(() => {
    // The tiny model reads too little for a tale; one token stands in for a needle.
    const ids = Uint32Array.from({ length: 12 }, (_, i) => 60 + i);
    const needle = { question: '', answer: '', start: 5, end: 6, distance: 1 };
    vi.spyOn(OpenModel.prototype, 'needleCases', 'get').mockReturnValue([
      { seed: 1, ids, needles: [needle] },
    ]);
  });

  it('comes with needles, without, or twice', async () => {
    expect((await measure('never')).told).toEqual([
      [0.5, 0],
      [1, 0],
    ]);
    expect((await measure('with')).told).toEqual([
      [0.5, 1],
      [1, 1],
    ]);
    const { points, told } = await measure('after');
    expect(told).toEqual([
      [0.5, 0],
      [0.5, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(points[1]).toEqual({
      ...points[0],
      needles: 1,
      needlesRight: points[1]?.needlesRight,
    });
  });

  it('costs nothing at the whole budget', async () => {
    const { points } = await measure('never');
    expect(points[1]).toMatchObject({ method: 'magnitude', deltaNats: 0, sparsity: 0 });
    expect(points[0]?.deltaNats).not.toBe(0);
  });

  it('counts blocks, readings and needles on the way', async () => {
    // Per budget two blocks, one reading, one tale.
    const { steps } = await measure('with');
    expect(steps).toEqual(Array.from({ length: 8 }, (_, i) => [i + 1, 8]));
    expect((await measure('never')).steps.at(-1)).toEqual([6, 6]);
  });

  it('ends at once when cancelled, and the next one starts afresh', async () => {
    const many = Array.from({ length: 200 }, (_, i) => (i + 1) / 200);
    const points: number[] = [];
    const cost = api.cost(
      ticket('cost'),
      { ...sweep, budgets: many },
      'never',
      ({ budget }) => points.push(budget),
      ignore,
    );
    await vi.waitUntil(() => points.length > 0);
    const before = points.length;
    api.cancel('cost');
    expect(await cost).toMatchObject({ ok: false, field: 'cancelled' });
    expect(points.length - before).toBeLessThanOrEqual(1);
    expect((await measure('never')).points).toHaveLength(2);
  });

  it('lets a figure in between', async () => {
    const order: string[] = [];
    const many = Array.from({ length: 60 }, (_, i) => (i + 1) / 60);
    const cost = api
      .cost(ticket('cost'), { ...sweep, budgets: many }, 'never', ignore, ignore)
      .then(() => order.push('cost'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    const figure = api.figure(ticket('figure'), site).then(() => order.push('figure'));
    await Promise.all([cost, figure]);
    expect(order).toEqual(['figure', 'cost']);
  });

  it('refuses what the method refuses', async () => {
    const request = { ...sweep, set: { scope: 'galaxy' } };
    expect(await api.cost(ticket('cost'), request, 'never', ignore, ignore)).toMatchObject({
      ok: false,
      field: 'scope',
    });
  });
});

describe('going on from a text', () => {
  const wish = { prompt: 'the cat', length: 6, seed: 3, temperature: 4 };
  let parts: ContinuePart[];
  const told = (which: ContinuePart['which']) =>
    parts.filter((part) => part.which === which).at(-1)?.text;
  const start = (
    change: Partial<typeof wish>,
    budget: number | null = 0.5,
    hear: (part: ContinuePart) => void = ignore,
  ) =>
    api.run(
      ticket('on'),
      { ...site, budget },
      'continue',
      { ...wish, ...change },
      (part) => hear(part as ContinuePart),
      ignore,
    );
  async function goOn(change: Partial<typeof wish> = {}, budget?: number) {
    parts = [];
    must(await start(change, budget, (part) => parts.push(part)));
    return { dense: told('dense'), pruned: told('pruned') };
  }

  it('both grow by turns', async () => {
    await goOn();
    expect(parts.map(({ which, tokens }) => `${which} ${tokens}`)).toEqual(
      [1, 2, 3, 4, 5, 6].flatMap((tokens) => [`dense ${tokens}`, `pruned ${tokens}`]),
    );
  });

  it('is the same for the same seed, and the same text where nothing is pruned', async () => {
    const first = await goOn();
    expect(await goOn()).toEqual(first);
    const whole = await goOn({}, 1);
    expect(whole.pruned).toBe(whole.dense);
    expect(whole.dense).toBe(first.dense);
    expect((await goOn({ seed: 4 })).dense).not.toBe(first.dense);
  });

  it('needs words', async () => {
    const reply = await start({ prompt: '' });
    expect(reply).toMatchObject({ field: 'text', message: 'there are no words to go on from' });
  });

  it.each([
    [{ length: 2000 }, 'length must be a number from 0 to 1024, got 2000'],
    [{ temperature: -1 }, 'temperature must be a number from 0 to 100, got -1'],
  ])('says what is wrong with %o', async (change, message) => {
    expect(await start(change)).toMatchObject({ ok: false, message });
  });

  it('ends when cancelled', async () => {
    parts = [];
    const long = start({ length: 90 }, 0.5, (part) => {
      if (parts.push(part) === 3) api.cancel('on');
    });
    expect(await long).toMatchObject({ ok: false, field: 'cancelled' });
    expect(parts.length).toBeLessThan(180);
  });
});
