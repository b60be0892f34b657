// What the single decode methods promise, over heads at random, and the numbers of their worked examples.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParamRecord } from '../../../../src/core/params.ts';
import { matrix, matrixOf, rowOf } from '../../../../src/core/tensor.ts';
import type { DecodeHead, HeadCache } from '../../../../src/methods/decode.ts';
import {
  adaCapacities,
  adaShares,
  pyramidCapacities,
} from '../../../../src/methods/decode/_shared/capacities.ts';
import { keysRead } from '../../../../src/methods/decode/_shared/cache.ts';
import { pool } from '../../../../src/methods/decode/_shared/snap.ts';
import { attentionAt, massOf } from '../../../../src/methods/decode/_shared/stages.ts';
import { channelMeans } from '../../../../src/methods/decode/double-sparsity/channels.ts';
import { roundTrip } from '../../../../src/methods/decode/double-sparsity/labels.ts';
import { pagesOf, trueMaxima } from '../../../../src/methods/decode/_shared/pages.ts';
import { kernels, methods, randomLayers, rowsOf, runOn, type Layers } from './harness.ts';

const methodOf = (id: string) => methods.find((method) => method.id === id)!;

const cachesOf = (id: string, params: ParamRecord, layers: Layers, prompt: number) =>
  runOn(methodOf(id), layers, prompt, params).caches;

const readBy = (id: string, params: ParamRecord, layers: Layers, prompt: number) =>
  rowsOf(cachesOf(id, params, layers, prompt));

/** A seed, a text of n tokens with a prompt in it, and some number of keys. */
const texts = fc
  .record({
    seed: fc.integer({ min: 0, max: 1000 }),
    n: fc.integer({ min: 2, max: 40 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    keys: fc.integer({ min: 1, max: 44 }),
  })
  .map(({ seed, n, part, keys }) => {
    const prompt = 1 + Math.floor(part * (n - 2));
    return { layers: randomLayers(seed, n, { heads: 3 }), n, prompt, keys };
  });

/** Keys stored after step t, that of the step included; for t = P − 1 after the cut of the prompt. */
function storedAfter({ leaves }: HeadCache, t: number): number[] {
  return Array.from({ length: t + 1 }, (_, key) => key).filter((key) => leaves![key]! > t + 1);
}

describe('readers', () => {
  it.each([
    ['topk-oracle-decode', (k: number) => ({ k })],
    ['double-sparsity', (heavy: number) => ({ heavy })],
    ['tidaldecode', (k: number) => ({ k, start: 1, reselect: 2, rule: 'evaluation' })],
    ['tidaldecode', (k: number) => ({ k, start: 1, reselect: 2, rule: 'clean' })],
  ])('%s reads min(k, t + 1) keys', (id, paramsOf) => {
    fc.assert(
      fc.property(texts, ({ layers, n, prompt, keys }) => {
        for (const { read, whole } of cachesOf(id, paramsOf(keys), layers, prompt).flat()) {
          if (whole) continue;
          const steps = Array.from({ length: n - prompt }, (_, row) => row);
          expect(steps.map((row) => read.rowCount(row))).toEqual(
            steps.map((row) => Math.min(keys, prompt + row + 1)),
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    ['quest with pages of one', 'quest', { page: 1, rule: 'evaluation', denseLayers: 0 }, 'budget'],
    [
      'double-sparsity with all channels as they are',
      'double-sparsity',
      { channels: 8, bits: '16', denseLayers: 0 },
      'heavy',
    ],
  ])('%s is the oracle', (_, id, params, name) => {
    fc.assert(
      fc.property(texts, ({ layers, prompt, keys }) => {
        const k = Math.max(3, keys); // Quest's evaluation reads three pages at least
        expect(readBy(id, { ...params, [name]: k }, layers, prompt)).toEqual(
          readBy('topk-oracle-decode', { k }, layers, prompt),
        );
      }),
      { numRuns: 25 },
    );
  });
});

describe('topk-oracle-decode', () => {
  it('chooses alike for heads alike, whoever shares the choice', () => {
    fc.assert(
      fc.property(texts, ({ layers, prompt, keys: k }) => {
        const alike = layers.map(([first]) => [0, 1].map((head) => ({ ...first!, head })));
        const own = readBy('topk-oracle-decode', { k }, alike, prompt);
        for (const params of [
          { k, variant: 'layer' },
          { k, variant: 'group' },
          { k, variant: 'block', block: 1 },
        ]) {
          expect(readBy('topk-oracle-decode', params, alike, prompt)).toEqual(own);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('tidaldecode', () => {
  it('changes what is read at selecting layers only, and there reads all', () => {
    fc.assert(
      fc.property(texts, ({ layers: [a, b, c, d], prompt, keys: k }) => {
        const layers = [a!, b!, c!, d!, a!, b!].map((heads, layer) =>
          heads.map((head) => ({ ...head, layer })),
        );
        const caches = cachesOf('tidaldecode', { k, start: 1, reselect: 4 }, layers, prompt);
        const rows = rowsOf(caches);
        expect(rows[2]).toEqual(rows[3]);
        expect(caches.map((heads) => heads.every(({ whole }) => whole === true))).toEqual([
          ...[true, true, false, false, true, false],
        ]);
        const own = readBy('topk-oracle-decode', { k }, [layers[1]!, layers[4]!], prompt);
        const ranked = readBy(
          'tidaldecode',
          { k, start: 1, reselect: 4, rule: 'evaluation' },
          layers,
          prompt,
        );
        expect([ranked[2], ranked[5]]).toEqual(own);
      }),
      { numRuns: 30 },
    );
  });

  it('holds what the worked example says', () => {
    const [fact] = methodOf('tidaldecode').facts;
    const layers = fact!.layers();
    const { caches, context } = runOn(methodOf('tidaldecode'), layers, fact!.prompt, fact!.params);
    const held = (layer: number, keys: readonly number[]) =>
      massOf(attentionAt(context, layers[layer]![0]!, 7), keys);
    expect(held(2, keysRead(caches[2]![0]!, 0))).toBeCloseTo(0.3794, 4);
    expect(held(2, [5, 2, 3])).toBeCloseTo(0.8384, 4);
    expect(held(4, keysRead(caches[4]![0]!, 0))).toBeCloseTo(0.2544, 4);
    expect(held(4, [2, 5, 0])).toBeCloseTo(0.818, 4);
    expect(caches.flat().reduce((sum, { read }) => sum + read.count(), 0)).toBe(30);
  });
});

describe('quest', () => {
  it('bounds every page from above', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 9 }), ({ layers, n }, size) => {
        for (const { q, k } of layers.flat()) {
          const pages = pagesOf(k, size);
          for (let key = 0; key < n; key++) pages.take();
          const bounds = pages.bounds(rowOf(q, n - 1));
          const maxima = trueMaxima(q, k, n - 1, size);
          expect(bounds).toHaveLength(maxima.length);
          const slack = [...bounds].map((bound, page) => bound - maxima[page]!);
          expect(Math.min(...slack)).toBeGreaterThan(-1e-4);
        }
      }),
      { numRuns: 25 },
    );
    const [[{ q, k }]] = methodOf('quest').facts[0]!.layers() as [[DecodeHead]];
    const pages = pagesOf(k, 2);
    for (let key = 0; key < 7; key++) pages.take();
    expect([...pages.bounds(rowOf(q, 6))]).toEqual([1, 3, 1, 2.5]);
    expect([...trueMaxima(q, k, 6, 2)]).toEqual([1, 3, 0, 2.5]);
  });

  it('reads the current page by the kernels’ rule, and whole pages only', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 9 }), ({ layers, n, prompt, keys }, page) => {
        const params = { budget: keys, page, rule: 'kernel', denseLayers: 0 };
        for (const cache of cachesOf('quest', params, layers, prompt).flat()) {
          for (let t = prompt; t < n; t++) {
            const read = keysRead(cache, t - prompt);
            const pages = new Set(read.map((key) => Math.floor(key / page)));
            expect(pages.has(Math.floor(t / page))).toBe(true);
            const whole = Array.from({ length: t + 1 }, (_, key) => key).filter((key) =>
              pages.has(Math.floor(key / page)),
            );
            expect(read).toEqual(whole);
            if (keys <= t) expect(pages.size).toBeLessThanOrEqual(Math.max(1, keys / page));
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('probes two vectors a page', () => {
    const layers = randomLayers(1, 12, { layers: 1, heads: 1 });
    const params = { budget: 4, page: 4, denseLayers: 0 };
    const [[cache]] = cachesOf('quest', params, layers, 10) as [[HeadCache]];
    expect(cache.estimatorBytes).toBe((3 + 3) * 2 * 8 * 2); // steps 10 and 11: three pages, d 8, float16
  });
});

describe('double-sparsity', () => {
  it('does not care how channels are numbered', () => {
    fc.assert(
      fc.property(
        texts,
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
        fc.constantFrom('q', 'k', 'qk', 'qk-released'),
        ({ layers, prompt, keys: heavy }, order, statistic) => {
          const params = { heavy, statistic, channels: 3, bits: '16', denseLayers: 0 };
          const renumbered = layers.map((heads) =>
            heads.map((head) => {
              const move = (name: 'q' | 'k' | 'qPre' | 'kPre') => {
                const from = head[name]!;
                return matrix(
                  from.rows,
                  8,
                  from.data.map((_, at) => from.data[at - (at % 8) + order[at % 8]!]!),
                );
              };
              return {
                ...head,
                q: move('q'),
                k: move('k'),
                qPre: move('qPre'),
                kPre: move('kPre'),
              };
            }),
          );
          expect(readBy('double-sparsity', params, renumbered, prompt)).toEqual(
            readBy('double-sparsity', params, layers, prompt),
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  it('takes its channels from other texts alone', () => {
    const other = randomLayers('other', 20, { layers: 1 });
    const channels = [1, 2].map((seed) => {
      const layers = randomLayers(seed, 20, { layers: 1 });
      const method = methodOf('double-sparsity');
      const { run } = runOn(method, layers, 10, { channels: 3, denseLayers: 0 }, [other]);
      const { caption, drawables } = run.trace!(0, 1, null)[0]!;
      // All but the keys themselves, which are those of the text.
      const told = drawables.filter((each) => !(each.kind === 'matrix' && each.cols === 'key'));
      return { caption, told };
    });
    expect(channels[0]).toEqual(channels[1]);
  });

  it('measures channels per head, and mixed up as released', () => {
    // Two heads, three tokens, one channel; keys are 1. Stored head by head: 1 2 3 | 10 20 30; read as pairs
    // of heads: (1, 2), (3, 10), (20, 30).
    const column = (...values: number[]) => matrixOf(values.map((value) => [value]));
    const heads = [column(1, -2, 3), column(10, 20, -30)].map((q, head) => {
      const k = column(1, 1, -1);
      const kPre = column(4, 5, -6);
      return { n: 3, d: 1, layer: 0, head, kvHead: head, q, k, v: k, qPre: column(7, 8, 9), kPre };
    });
    const first = heads.map((head) => ({ ...head, q: column(2, 2, 2), n: 3 }));
    const means = (statistic: 'q' | 'k' | 'qk' | 'qk-released') =>
      [0, 1].map((head) => channelMeans([first, heads], head, statistic)[0]);
    expect(means('q')).toEqual([8, 8]);
    expect(means('k')).toEqual([5, 5]);
    expect(means('qk')).toEqual([2, 11]); // means of 2 and 2, of 2 and 20
    expect(means('qk-released')).toEqual([8, 14]); // of the last text: (1 + 3 + 20) / 3, (2 + 10 + 30) / 3
  });

  it('rounds labels as the worked example does', () => {
    const labels = matrixOf([
      [0.5, 0.2, -1, 2],
      [3, 3, 3, 3],
    ]);
    expect([...roundTrip(labels, 2).data]).toEqual([1, 0, -1, 2, 3, 3, 3, 3]);
    expect(roundTrip(labels, 16)).toEqual(labels);
  });

  it('holds what the worked example says, and counts its labels', () => {
    const method = methodOf('double-sparsity');
    for (const [at, held, bytes] of [
      [0, 0.6871, 6 * 4],
      [1, 0.4641, 6 * 2],
    ] as const) {
      const fact = method.facts[at]!;
      const layers = fact.layers();
      const { caches, context } = runOn(method, layers, fact.prompt, fact.params);
      const [[cache]] = caches as [[HeadCache]];
      const attention = attentionAt(context, layers[0]![0]!, 5);
      expect(massOf(attention, keysRead(cache, 0))).toBeCloseTo(held, 4);
      expect(cache.estimatorBytes).toBe(bytes);
    }
  });
});

describe('evictors', () => {
  it('h2o holds heavy + recent, the recent among them', () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('cache', 'mask'),
        ({ layers, n, prompt, keys: heavy }, recent, variant) => {
          const caches = cachesOf('h2o', { heavy, recent, variant }, layers, prompt);
          for (const cache of caches.flat()) {
            for (let t = prompt - 1; t < n - 1; t++) {
              const stored = storedAfter(cache, t);
              // Behind the mask one more waits to compete.
              const most = heavy + recent + (variant === 'mask' ? 1 : 0);
              expect(stored.length).toBeLessThanOrEqual(most);
              const newest = Math.min(recent, t + 1);
              expect(stored.slice(-newest)).toEqual(
                Array.from({ length: newest }, (_, at) => t + 1 - newest + at),
              );
              if (variant === 'cache') continue;
              const seen = keysRead(cache, t + 1 - prompt).length;
              expect(seen).toBe(
                Math.min(heavy + recent, t + 2) + (t + 1 === heavy + recent ? 1 : 0),
              );
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('tova holds as many in every layer, the same in all heads', () => {
    fc.assert(
      fc.property(texts, ({ layers, n, prompt, keys: size }) => {
        for (const heads of cachesOf('tova', { size }, layers, prompt)) {
          for (const { leaves } of heads) expect(leaves).toEqual(heads[0]!.leaves);
          for (let t = prompt - 1; t < n - 1; t++) {
            expect(storedAfter(heads[0]!, t)).toHaveLength(Math.min(size, t + 1));
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('snapkv keeps its capacity, and the window', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 20 }), ({ layers, prompt, keys }, window) => {
        const caches = cachesOf('snapkv', { capacity: keys, window }, layers, prompt);
        for (const cache of caches.flat()) {
          const kept = keysRead(cache, 0).slice(0, -1); // all but the step's own
          expect(kept).toHaveLength(Math.min(keys, prompt));
          const last = Math.min(window, keys, prompt);
          expect(kept.slice(-last)[0]).toBe(prompt - last);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('adakv with a floor of 1, and pyramidkv with β 1, are snapkv', () => {
    fc.assert(
      fc.property(texts, ({ layers, prompt, keys: capacity }) => {
        const params = { capacity, window: 3, kernel: 5, pooling: 'average' };
        const snap = readBy('snapkv', params, layers, prompt);
        expect(readBy('adakv', { ...params, floor: 1 }, layers, prompt)).toEqual(snap);
        expect(readBy('adakv', { ...params, floor: 0, skip: 4 }, layers, prompt)).toEqual(snap);
        expect(readBy('pyramidkv', { ...params, beta: 1 }, layers, prompt)).toEqual(snap);
      }),
      { numRuns: 25 },
    );
  });

  it('shares of heads add up to the budget, but for rounding', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, base, floor) => {
          const heads = randomLayers(seed, 30, { layers: 1, heads: 6, d: 1 })[0]!;
          const scores = heads.map(({ q }) => q.data);
          const shares = adaCapacities(scores, base, floor, kernels);
          const total = shares.reduce((sum, share) => sum + share, 0);
          // The floor's even parts are whole keys, and each head is rounded once.
          expect(Math.abs(total - 6 * base)).toBeLessThanOrEqual(6 * 1.5);
          for (const share of shares)
            expect(share).toBeGreaterThanOrEqual(Math.trunc(base * floor));
        },
      ),
    );
    expect(adaShares([14, 6], 10, 0.2)).toEqual([13, 7]);
    expect(adaShares([4, 0], 2, 0.2)).toEqual([3, 0]);
  });

  it('capacities of layers have the mean asked for, but for rounding, and fall', () => {
    const given = fc.record({
      base: fc.integer({ min: 0, max: 300 }),
      beta: fc.integer({ min: 1, max: 40 }),
      prompt: fc.integer({ min: 1, max: 900 }),
      window: fc.integer({ min: 1, max: 64 }),
      layers: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(given, (shape) => {
        fc.pre(shape.base + shape.window <= shape.prompt);
        const capacities = pyramidCapacities(shape);
        const { base, layers, prompt, window } = shape;
        const mean = capacities.reduce((sum, one) => sum + one, 0) / layers;
        expect(mean).toBeGreaterThanOrEqual(base);
        expect(mean).toBeLessThan(base + layers / 2);
        expect(capacities).toEqual([...capacities].sort((a, b) => b - a));
        expect(capacities[0]).toBeLessThanOrEqual(prompt - window);
        expect(capacities.at(-1)).toBeGreaterThanOrEqual(0);
      }),
    );
    const example = { base: 64, beta: 20, window: 16, layers: 6 };
    expect(pyramidCapacities({ ...example, prompt: 500 })).toEqual([125, 101, 77, 53, 29, 5]);
    expect(pyramidCapacities({ ...example, prompt: 116, window: 16 })).toEqual([
      ...[64, 64, 64, 64, 64, 64],
    ]); // fewer than 2 · 64
    expect(pyramidCapacities({ ...example, prompt: 128, window: 28 })).toEqual([
      ...[100, 86, 72, 58, 44, 30],
    ]);
  });

  it('pools as the worked example does', () => {
    const sums = Float32Array.of(0.4, 0.1, 0.1, 0.6, 0.04, 0.26);
    const rounded = (values: Float32Array) => [...values].map((value) => Number(value.toFixed(4)));
    expect(rounded(pool(sums, 3, 'average'))).toEqual([0.1667, 0.2, 0.2667, 0.2467, 0.3, 0.1]);
    expect(rounded(pool(sums, 3, 'max'))).toEqual([0.4, 0.4, 0.6, 0.6, 0.6, 0.26]);
    expect(pool(sums, 1, 'max')).toEqual(sums);
  });
});
