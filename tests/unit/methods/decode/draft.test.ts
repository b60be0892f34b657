// What draft-based inference promises, over heads at random, and the numbers of its worked examples.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecodeHead } from '../../../../src/methods/decode.ts';
import {
  importanceOf,
  peaksOf,
  tokensKept,
} from '../../../../src/methods/decode/draft-based-inference/importance.ts';
import {
  aheadScores,
  lookAhead,
} from '../../../../src/methods/decode/draft-based-inference/look-ahead.ts';
import { headFromAttention } from '../../../../src/methods/_shared/heads.ts';
import { spreadCache } from '../../../../src/methods/decode/_shared/seen.ts';
import { keptOfPrompt } from '../../../../src/methods/decode/_shared/cache.ts';
import { pool } from '../../../../src/methods/decode/_shared/snap.ts';
import { toolsOf } from '../../../../src/domains/decode/draft.ts';
import { kernels, methods, randomDraft, randomLayers, rowsOf, runOn } from './harness.ts';

const method = methods.find(({ id }) => id === 'draft-based-inference')!;
const snapkv = methods.find(({ id }) => id === 'snapkv')!;
const tools = toolsOf(kernels);

const texts = fc
  .record({
    seed: fc.integer({ min: 0, max: 1000 }),
    n: fc.integer({ min: 4, max: 40 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    capacity: fc.integer({ min: 1, max: 44 }),
    window: fc.integer({ min: 1, max: 12 }),
    m: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ seed, n, part, ...sizes }) => {
    const prompt = 2 + Math.floor(part * (n - 3));
    return { layers: randomLayers(seed, n, { layers: 2, heads: 3 }), n, prompt, ...sizes };
  });

/** Keys of the prompt that stay. */
const keptOf = (leaves: Int32Array, prompt: number): number[] =>
  Array.from({ length: prompt }, (_, key) => key).filter((key) => leaves[key]! > prompt);

describe('speckv', () => {
  it('keeps capacity + 1 keys of a prompt that is longer, and all of another', () => {
    fc.assert(
      fc.property(texts, ({ layers, prompt, capacity, window, m }) => {
        const { caches } = runOn(method, layers, prompt, { capacity, window, lookAhead: m });
        for (const { leaves } of caches.flat()) {
          const kept = keptOf(leaves!, prompt);
          expect(kept).toHaveLength(capacity < prompt ? capacity + 1 : prompt);
          for (let at = 0; at <= Math.min(window, capacity, prompt - 1); at++) {
            expect(kept).toContain(prompt - 1 - at);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is SnapKV with one more key and row where nothing is written ahead', () => {
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(1, 3, 5),
        ({ layers, prompt, capacity, window }, kernel) => {
          // Where the window is cut to the capacity, SnapKV leaves nothing to choose either.
          fc.pre(window < capacity);
          const ours = { capacity, window, kernel, lookAhead: 0, over: 'mean', pooling: 'average' };
          const theirs = { capacity: capacity + 1, window: window + 1, kernel, pooling: 'average' };
          expect(rowsOf(runOn(method, layers, prompt, ours).caches)).toEqual(
            rowsOf(runOn(snapkv, layers, prompt, theirs).caches),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the set whose largest attentions sum to the most, with kernel 1', () => {
    fc.assert(
      fc.property(texts, ({ layers, prompt, capacity, window, m }) => {
        fc.pre(capacity < prompt && window < capacity);
        const { ahead } = randomDraft(layers, prompt, m);
        const group = [ahead[0]![0]!];
        const looking = { window, kernel: 1, pooling: 'max', over: 'max' } as const;
        const { chosen } = lookAhead(group, prompt, capacity, looking, tools);
        const scores = aheadScores(group, prompt, looking, tools);
        const sum = (keys: Iterable<number>): number =>
          [...keys].reduce((total, key) => total + scores[key]!, 0);
        const best = [...scores].sort((a, b) => b - a).slice(0, chosen.length);
        expect(sum(chosen)).toBeCloseTo(
          best.reduce((a, b) => a + b, 0),
          5,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('lets heads that share keys judge together', () => {
    const layers = randomLayers(3, 30, { layers: 1, heads: 4 }).map((heads) =>
      heads.map((head): DecodeHead => ({ ...head, kvHead: head.head >> 1 })),
    );
    const { caches } = runOn(method, layers, 24, { capacity: 8, window: 2, lookAhead: 4 });
    const [a, b, c, d] = caches[0]!.map(({ leaves }) => keptOf(leaves!, 24));
    expect(a).toEqual(b);
    expect(c).toEqual(d);
    expect(a).not.toEqual(c);
  });

  it('scores the worked example', () => {
    const { ahead } = method.facts[0]!.draft!();
    const scores = (over: 'max' | 'mean', rows?: readonly [number, number]): Float32Array =>
      aheadScores(ahead[0]!, 8, { window: 1, over }, tools, rows);
    const near = (values: Float32Array, wanted: readonly number[]): void =>
      wanted.forEach((value, at) => expect(values[at]).toBeCloseTo(value, 4));
    near(scores('max'), [0.3, 0.02, 0.4, 0.05, 0.45, 0.2]);
    near(pool(scores('max'), 3, 'max'), [0.3, 0.4, 0.4, 0.45, 0.45, 0.45]);
    near(scores('mean', [6, 8]), [0.2, 0.02, 0.02, 0.035, 0.02, 0.15]);
  });
});

describe('specpc', () => {
  it('lets the same tokens be seen by all heads, sorted, with the window among them', () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        ({ layers, prompt, capacity, window, m }, neighbours, lowLayers) => {
          const params = {
            variant: 'specpc',
            capacity,
            window,
            neighbours,
            lowLayers,
            lookAhead: m,
          };
          const { caches } = runOn(method, layers, prompt, params);
          const sets = caches.flat().map(({ leaves }) => keptOf(leaves!, prompt));
          for (const kept of sets) expect(kept).toEqual(sets[0]);
          expect(sets[0]).toHaveLength(Math.min(capacity, prompt));
          for (let at = 0; at < Math.min(window, capacity, prompt); at++) {
            expect(sets[0]).toContain(prompt - 1 - at);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('pools and chooses as the worked example does', () => {
    const scores = Float32Array.from([
      0.9, 0.05, 0.1, 0.02, 0.03, 0.6, 0.04, 0.3, 0.02, 0.01, 0.05, 0.2,
    ]);
    const pooled = peaksOf(scores, 3);
    expect([...pooled]).toEqual(
      [0.9, 0.9, 0.1, 0.1, 0.6, 0.6, 0.6, 0.3, 0.3, 0.05, 0.2, 0.2].map(Math.fround),
    );
    const choosing = { capacity: 6, window: 2, neighbours: 3 };
    expect([...tokensKept(pooled, choosing, tools)]).toEqual([0, 1, 2, 4, 10, 11]);
  });

  it('looks one further ahead than back with an even number of neighbours', () => {
    expect([...peaksOf(Float32Array.from([0, 0, 0, 1, 0, 0]), 4)]).toEqual([0, 1, 1, 1, 1, 0]);
  });

  it('weighs rows of the window, and asks upper layers and written rows in full', () => {
    // A prompt of three; what is written is read up to its last token.
    const head = headFromAttention([[1], [0.9, 0.1], [0.2, 0.3, 0.5], [0.1, 0.6, 0.1, 0.2]]);
    const of = (window: number, ids: number): number[] => {
      const draft = { prompt: 3, ids: new Uint32Array(ids), heads: [[head]] };
      const scores = importanceOf(draft, { window, lowLayers: 0 }, tools);
      return Array.from(scores, (score) => Math.round(1e4 * score) / 1e4);
    };
    expect(of(1, 0)).toEqual([0.2, 0.3, 0.5]);
    expect(of(2, 1)).toEqual([0.2, 0.3, 0.5]); // row 1 counts nothing
    expect(of(3, 1)).toEqual([0.45, 0.3, 0.5]); // row 1 counts half
    expect(of(2, 2)).toEqual([0.2, 0.6, 0.5]); // a written row counts in full
    const draft = { prompt: 4, ids: new Uint32Array(2) };
    const peaked = randomLayers(2, 6, { layers: 2, heads: 1, sharpness: 9 });
    const upper = importanceOf(
      { ...draft, heads: [peaked[1]!] },
      { window: 2, lowLayers: 0 },
      tools,
    );
    const asked = importanceOf({ ...draft, heads: peaked }, { window: 2, lowLayers: 0.5 }, tools);
    const all = importanceOf({ ...draft, heads: peaked }, { window: 2, lowLayers: 0 }, tools);
    expect(asked).toEqual(upper);
    expect(all).not.toEqual(upper);
    expect([...all].every((value, at) => value >= asked[at]!)).toBe(true);
  });
});

describe('both', () => {
  it('keeps keys of tokens that are seen only, and the whole prompt where it fits', () => {
    fc.assert(
      fc.property(texts, ({ layers, prompt, capacity, window, m }) => {
        const params = { capacity, window, lookAhead: m, neighbours: 2, ratio: 2 };
        const both = runOn(method, layers, prompt, { ...params, variant: 'speckv-pc' });
        const pc = { ...params, capacity: 2 * capacity, variant: 'specpc' };
        const seen = runOn(method, layers, prompt, pc).caches[0]![0]!;
        for (const { leaves } of both.caches.flat()) {
          const kept = keptOf(leaves!, prompt);
          const stays = capacity >= prompt ? prompt : Math.min(prompt, 2 * capacity, capacity + 1);
          expect(kept).toHaveLength(stays);
          for (const key of kept) expect(seen.leaves![key]).toBeGreaterThan(prompt);
        }
      }),
      { numRuns: 60 },
    );
  });
});

it('spreads a cache over the positions of the whole', () => {
  // Of a prompt of five positions 0, 2 and 4 are seen; of them the second leaves. Two tokens follow.
  const short = keptOfPrompt({ n: 5, prompt: 3 }, [0, 2]);
  const cache = spreadCache(short, Uint32Array.from([0, 2, 4]), 7, 5);
  expect([...cache.leaves!]).toEqual([7, 5, 5, 5, 7, 7, 7]);
  expect(rowsOf([[cache]])).toEqual([[['#...##.', '#...###']]]);
});
