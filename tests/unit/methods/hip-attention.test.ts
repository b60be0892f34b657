// HiP: the tree search partitions, halves and ends; what it finds depends on how smooth the scores are.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equals } from '../../../src/core/mask/ops.ts';
import { createRandom } from '../../../src/core/random.ts';
import { searchTree } from '../../../src/methods/attention/hip-attention/search.ts';
import dense from '../../../src/methods/attention/dense.ts';
import method from '../../../src/methods/attention/hip-attention/hip-attention.ts';
import { randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }))
  .map(([a, b]) => ({ blocks: Math.max(a, b), beam: Math.min(a, b) }));

function noise(s: number, length: number): number[] {
  const random = createRandom(s);
  return Array.from({ length }, () => random.normal());
}

describe('the tree', () => {
  it('starts from a partition, halves disjoint nodes and ends at the beam’s number of blocks', () => {
    fc.assert(
      fc.property(sizes, seed, fc.constantFrom('first', 'centre'), ({ blocks, beam }, s, by) => {
        const scores = noise(s, blocks);
        const { chosen, levels, scored } = searchTree(blocks, beam, (b) => scores[b]!, by);
        expect(levels.length).toBe(Math.ceil(Math.log2(blocks / beam)));
        expect(new Set(chosen).size).toBe(beam);
        expect([...chosen]).toEqual([...chosen].sort((a, b) => a - b));
        for (const block of chosen) expect(block).toBeLessThan(blocks);
        for (const [at, nodes] of levels.entries()) {
          expect(nodes.length).toBeLessThanOrEqual(2 * beam);
          expect(nodes.filter((node) => node.kept).length).toBe(beam);
          let end = 0;
          for (const { start, size } of nodes) {
            expect(start).toBeGreaterThanOrEqual(end);
            expect(size).toBeGreaterThan(0);
            end = start + size;
          }
          // Every block lies in exactly one node at first.
          if (at === 0) expect(nodes.reduce((sum, { size }) => sum + size, 0)).toBe(blocks);
        }
        expect(scored).toBe(levels.flat().length);
      }),
    );
  });

  it('uses integers where 61/7 as a float would slip', () => {
    const { levels } = searchTree(61, 7, () => 0);
    const starts = Array.from({ length: 7 }, (_, u) => Math.floor((61 * u) / 7));
    const firsts = levels[0]!.map((node) => node.start);
    for (const start of starts) expect(firsts).toContain(start);
  });

  it('finds nearly all of the best blocks of smooth scores, and about half of noise', () => {
    const found = (smooth: boolean): number => {
      let hits = 0;
      for (let s = 0; s < 40; s++) {
        const raw = noise(s, 256 + 15);
        const scores = Array.from({ length: 256 }, (_, b) =>
          smooth ? raw.slice(b, b + 16).reduce((x, y) => x + y, 0) : raw[b]!,
        );
        const best = [...scores.keys()].sort((x, y) => scores[y]! - scores[x]!).slice(0, 32);
        const { chosen } = searchTree(256, 32, (b) => scores[b]!);
        hits += best.filter((b) => chosen.includes(b)).length / 32 / 40;
      }
      return hits;
    };
    expect(found(true)).toBeGreaterThan(0.9);
    expect(found(false)).toBeGreaterThan(0.4);
    expect(found(false)).toBeLessThan(0.6);
  });
});

const shape = fc.record({
  queryBlock: fc.integer({ min: 1, max: 10 }),
  keyBlock: fc.integer({ min: 1, max: 6 }),
  window: fc.integer({ min: 0, max: 20 }),
  sinks: fc.integer({ min: 0, max: 6 }),
});

it('is dense where everything fits', () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 60 }), shape, (s, n, params) => {
      const head = randomHead(s, n);
      const { mask, estimationFlops } = run(method, head, { ...params, keys: n });
      expect(equals(mask, run(dense, head).mask)).toBe(true);
      expect(estimationFlops).toBe(0);
    }),
  );
});

it('keeps sinks and window in every row', () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 60 }), shape, (s, n, params) => {
      const { mask } = run(method, randomHead(s, n), { ...params, keys: 4 });
      for (let i = 0; i < n; i++) {
        const end = Math.min(n, (Math.floor(i / params.queryBlock) + 1) * params.queryBlock);
        for (let j = 0; j <= i; j++) {
          if (j < params.sinks || j >= end - params.window) expect(mask.has(i, j)).toBe(true);
        }
      }
    }),
  );
});

it('scores no more than twice the beam per level', () => {
  // The last of 16 query blocks searches 224 keys, 56 blocks, with a beam of 4: four levels.
  const { trace } = run(method, randomHead(1, 256), { keys: 16 });
  const tree = trace()[0]!.drawables.find((drawable) => drawable.kind === 'levels')!;
  expect(tree.levels.length).toBe(4);
  for (const nodes of tree.levels) expect(nodes.length).toBeLessThanOrEqual(8);
});

it('adds the diagonal where a search leaves a query nothing before it, and says so', () => {
  // Eight queries share the keys 2 and 6 that their search found.
  const fact = method.facts.find(({ name }) => name.includes('one of the two best'))!;
  const { warnings } = run(method, fact.head(), fact.params);
  expect(warnings).toEqual(['2 rows kept no key; their diagonal was added']);
});
