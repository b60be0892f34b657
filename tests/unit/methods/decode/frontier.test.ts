// What the decode patterns of The Sparse Frontier promise, over heads at random.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../src/core/tensor.ts';
import { keysRead } from '../../../../src/methods/decode/_shared/cache.ts';
import { sharedOut } from '../../../../src/methods/decode/_shared/frontier.ts';
import { pagesOf } from '../../../../src/methods/decode/_shared/pages.ts';
import { kernels, methods, randomLayers, rowsOf, runOn } from './harness.ts';

const methodOf = (id: string) => methods.find((method) => method.id === `sparse-frontier-${id}`)!;

const texts = fc
  .record({
    seed: fc.integer({ min: 0, max: 1000 }),
    n: fc.integer({ min: 2, max: 40 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    capacity: fc.integer({ min: 1, max: 44 }),
    local: fc.integer({ min: 0, max: 8 }),
    prefix: fc.integer({ min: 0, max: 4 }),
    floor: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ seed, n, part, floor, ...sizes }) => {
    const prompt = 1 + Math.floor(part * (n - 2));
    const layers = randomLayers(seed, n, { layers: 2, heads: 3 });
    return { layers, n, prompt, floor: Math.round(100 * floor) / 100, ...sizes };
  });

const keptOf = (leaves: Int32Array, prompt: number): number[] =>
  Array.from({ length: prompt }, (_, key) => key).filter((key) => leaves[key]! > prompt);

describe.each(['snapkv', 'ada-snapkv'])('%s', (id) => {
  it('always keeps the start and the end of the prompt, as far as the capacity goes', () => {
    fc.assert(
      fc.property(texts, ({ layers, prompt, capacity, local, prefix }) => {
        const { caches } = runOn(methodOf(id), layers, prompt, { capacity, local, prefix });
        for (const { leaves } of caches.flat()) {
          const kept = keptOf(leaves!, prompt);
          const first = Math.min(prefix, capacity, prompt);
          for (let key = 0; key < first; key++) expect(kept).toContain(key);
          for (let at = 0; at < Math.min(local, capacity - first, prompt - first); at++) {
            expect(kept).toContain(prompt - 1 - at);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('capacities', () => {
  it('are the same for every head of SnapKV', () => {
    fc.assert(
      fc.property(texts, ({ layers, prompt, capacity, local, prefix }) => {
        const { caches } = runOn(methodOf('snapkv'), layers, prompt, { capacity, local, prefix });
        for (const { leaves } of caches.flat()) {
          expect(keptOf(leaves!, prompt)).toHaveLength(Math.min(capacity, prompt));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of Ada-SnapKV sum to heads · capacity exactly, none below its floor', () => {
    fc.assert(
      fc.property(texts, ({ layers, prompt, capacity, local, prefix, floor }) => {
        const params = { capacity, local, prefix, floor };
        const { caches } = runOn(methodOf('ada-snapkv'), layers, prompt, params);
        for (const heads of caches) {
          const sizes = heads.map(({ leaves }) => keptOf(leaves!, prompt).length);
          const all = heads.length * Math.min(capacity, prompt);
          expect(sizes.reduce((a, b) => a + b)).toBe(all);
          const least = Math.min(prompt, Math.trunc(floor * capacity));
          for (const size of sizes) expect(size).toBeGreaterThanOrEqual(least);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are shared out by hand', () => {
    const scores = [Float32Array.from([5, 4, 3]), Float32Array.from([1, 2, 0])];
    const shared = (least: number): number[][] =>
      sharedOut(scores, 2, least, kernels).map((keys) => [...keys]);
    expect(shared(0)).toEqual([[0, 1, 2], [1]]);
    expect(shared(1)).toEqual([[0, 1, 2], [1]]);
    expect(shared(2)).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
});

describe('quest', () => {
  it('reads the page being written and the best finished ones', () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 9 }),
        ({ layers, n, prompt, capacity }, page) => {
          const params = { budget: capacity, page };
          for (const [layer, heads] of runOn(
            methodOf('quest'),
            layers,
            prompt,
            params,
          ).caches.entries()) {
            for (const [head, cache] of heads.entries()) {
              const { q, k } = layers[layer]![head]!;
              for (let t = prompt; t < n; t++) {
                const read = new Set(
                  keysRead(cache, t - prompt).map((key) => Math.floor(key / page)),
                );
                const current = Math.floor(t / page);
                expect(read.has(current)).toBe(true);
                expect(read.size).toBe(Math.min(current, Math.floor(capacity / page)) + 1);
                const pages = pagesOf(k, page);
                for (let key = 0; key <= t; key++) pages.take();
                const bounds = pages.bounds(rowOf(q, t)).subarray(0, current);
                const worst = Math.min(...[...bounds].filter((_, at) => read.has(at)));
                for (const [at, bound] of bounds.entries()) {
                  if (!read.has(at)) expect(bound).toBeLessThanOrEqual(worst);
                }
              }
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('shares pages among heads that share keys, and nowhere else', () => {
    const [own] = randomLayers(4, 40, { layers: 1, heads: 4 });
    const shared = own!.map((head) => ({
      ...head,
      kvHead: head.head >> 1,
      k: own![head.head & 2]!.k,
    }));
    const rows = (heads: typeof own, share: boolean) =>
      rowsOf(runOn(methodOf('quest'), [heads!], 20, { budget: 8, page: 4, share }).caches)[0]!;
    const [a, b, c, d] = rows(shared, true);
    expect([a, c]).toEqual([b, d]);
    expect(a).not.toEqual(c);
    expect(rows(shared, false)[0]).not.toEqual(rows(shared, false)[1]);
    expect(rows(own, true)).toEqual(rows(own, false));
  });

  it('probes two vectors a finished page, once for heads that choose together', () => {
    const [heads] = randomLayers(1, 13, { layers: 1, heads: 2 });
    const shared = heads!.map((head) => ({ ...head, kvHead: 0, k: heads![0]!.k }));
    const bytes = (share: boolean): (number | undefined)[] =>
      runOn(methodOf('quest'), [shared], 11, { budget: 4, page: 4, share }).caches[0]!.map(
        ({ estimatorBytes }) => estimatorBytes,
      );
    // Step 11: pages 0 and 1 are finished; step 12: three. d 8, float16.
    expect(bytes(false)).toEqual([5 * 2 * 8 * 2, 5 * 2 * 8 * 2]);
    expect(bytes(true)).toEqual([80, 80]);
  });
});
