// S2-Attention: when shards cover everything, and what a head may forget.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { equals, union } from '../../../src/core/mask/ops.ts';
import { uniformHead } from '../../../src/methods/_shared/heads.ts';
import dense from '../../../src/methods/attention/dense.ts';
import method from '../../../src/methods/attention/s2-attention/s2-attention.ts';
import { contextFor, run } from './harness.ts';

/** Masks of all heads, with blocks of one token. */
function allHeads(n: number, heads: number, params: object): Mask[] {
  return Array.from(
    { length: heads },
    (_, head) => run(method, uniformHead(n, { heads, head }), { block: 1, ...params }).mask,
  );
}

const length = fc.integer({ min: 1, max: 24 });
const heads = fc.integer({ min: 1, max: 6 });
const stride = fc.integer({ min: 1, max: 9 });
const local = fc.integer({ min: 1, max: 4 });

describe('the union of all heads', () => {
  it('is complete exactly when the heads reach all residues', () => {
    fc.assert(
      fc.property(heads, stride, fc.integer({ min: 0, max: 8 }), (H, s, offset) => {
        const n = 20; // long enough for every residue to show
        const step = Math.max(1, Math.floor(s / H));
        const reached = new Set(Array.from({ length: H }, (_, h) => (h * step) % s));
        const [first, ...rest] = allHeads(n, H, { stride: s, local: 1, offset });
        const all = run(dense, uniformHead(n)).mask;
        expect(equals(union(first!, ...rest), all)).toBe(reached.size === s);
      }),
    );
  });

  it.each([
    [6, 8, false],
    [6, 6, true],
    [6, 3, true],
    [2, 4, false],
    [4, 4, true],
  ])('of %d heads with stride %d is complete: %s', (H, s, complete) => {
    const [first, ...rest] = allHeads(24, H, { stride: s, local: 1 });
    const all = run(dense, uniformHead(24)).mask;
    expect(equals(union(first!, ...rest), all)).toBe(complete);
  });
});

describe('heads that share keys', () => {
  // 6 query heads on 3 key heads, stride 8: the step is ⌊8 / 6⌋ = 1, not ⌊8 / 3⌋ = 2. Key head h has the
  // blocks with (J + h) mod 8 = 0: {0, 8}, {7} and {6} of nine.
  const siblings = Array.from({ length: 6 }, (_, head) => ({
    ...uniformHead(9, { heads: 6, head }),
    kvHead: Math.floor(head / 2),
  }));
  const select = (head: number, params: object = {}) =>
    run(
      method,
      siblings[head]!,
      { stride: 8, local: 1, block: 1, ...params },
      contextFor(siblings[head]!, {}, siblings),
    );

  it.each([
    [0, [0, 8]],
    [1, [0, 8]],
    [2, [7]],
    [3, [7]],
    [4, [6]],
    [5, [6]],
  ])('query head %d keeps blocks %j of its key head’s shard', (head, shard) => {
    const { mask } = select(head);
    for (let i = 0; i < 9; i++) {
      for (let j = 0; j <= i; j++) expect(mask.has(i, j)).toBe(i === j || shard.includes(j));
    }
  });

  it('are dense by key heads: the last one means the last two query heads', () => {
    const pairs = siblings.map((_, head) => select(head, { denseHeads: 1 }).mask.count());
    // The diagonal and what lies below it in the columns 0 and 8, or 7.
    expect(pairs).toEqual([17, 17, 10, 10, 45, 45]);
  });

  it('are drawn as many as there are key heads', () => {
    const merge = select(4)
      .trace()
      .find(({ id }) => id === 'merge')!;
    const groups = merge.drawables.find((drawable) => drawable.kind === 'groups')!;
    expect(groups.groups.length).toBe(3);
    expect(groups.chosen).toBe(2);
    // The last row of key head 2: its shard of block 6, and its own block.
    expect([...groups.groups[2]!.cells.slice(72)]).toEqual([0, 0, 0, 0, 0, 0, 2, 0, 1]);
  });
});

it('never needs a key again that it has dropped', () => {
  fc.assert(
    fc.property(length, heads, stride, local, (n, H, s, l) => {
      for (const mask of allHeads(n, H, { stride: s, local: l })) {
        for (let j = 0; j < n; j++) {
          let dropped = false;
          for (let i = j; i < n; i++) {
            if (!mask.has(i, j)) dropped = true;
            else expect(dropped).toBe(false);
          }
        }
      }
    }),
  );
});

it('always keeps the diagonal, and everything at stride 1, with all blocks local, or in dense heads', () => {
  fc.assert(
    fc.property(length, heads, stride, local, (n, H, s, l) => {
      for (const mask of allHeads(n, H, { stride: s, local: l })) {
        for (let i = 0; i < n; i++) expect(mask.has(i, i)).toBe(true);
      }
      const all = run(dense, uniformHead(n)).mask;
      for (const params of [{ stride: 1 }, { stride: s, local: n }, { stride: s, denseHeads: H }]) {
        for (const mask of allHeads(n, H, params)) expect(equals(mask, all)).toBe(true);
      }
    }),
  );
});

it('holds about one block in the stride beside the local ones', () => {
  const params = { stride: 6, local: 2, block: 16 };
  const kept = Array.from({ length: 6 }, (_, head) => {
    const { decodeKeys } = run(method, uniformHead(768, { heads: 6, head }), params);
    return Number(decodeKeys) / 16;
  });
  // 48 blocks: 8 in each shard, and 2 local ones of which at most one is among them.
  for (const blocks of kept) expect(blocks).toBeGreaterThanOrEqual(9);
  for (const blocks of kept) expect(blocks).toBeLessThanOrEqual(10);
});

describe('what the steps draw', () => {
  const drawnOf = (n: number, H: number, head: number, params: object) => {
    const stages = run(method, uniformHead(n, { heads: H, head }), { block: 1, ...params }).trace();
    const find = (id: string) =>
      stages
        .find((stage) => stage.id === id)!
        .drawables.find((drawable) => drawable.kind === 'groups')!;
    return { merged: find('merge'), timeline: find('cache') };
  };

  it('shows every head of the layer as its own mask has it', () => {
    fc.assert(
      fc.property(length, heads, stride, local, fc.integer({ min: 0, max: 2 }), (n, H, s, l, d) => {
        const params = { stride: s, local: l, denseHeads: d };
        const { merged, timeline } = drawnOf(n, H, 0, params);
        expect(merged.groups.length).toBe(H);
        expect(timeline.groups).toBe(merged.groups);
        for (const [h, mask] of allHeads(n, H, params).entries()) {
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) {
              const bits = merged.groups[h]!.cells[i * n + j]!;
              expect(bits > 0).toBe(mask.has(i, j));
              expect((bits & 1) > 0).toBe(j <= i && i - j < l);
            }
          }
        }
      }),
    );
  });

  it('lets a local block fall out unless it belongs to the shard', () => {
    // Head 1 of 4 has the shard {3, 7}: of rows 5 and 6 it holds 3 as its own, 4 and 5 are local.
    const { timeline } = drawnOf(8, 4, 1, { stride: 4, local: 2 });
    const row = (I: number) => [...timeline.groups[1]!.cells.slice(I * 8, I * 8 + 8)];
    expect(row(4)).toEqual([0, 0, 0, 3, 1, 0, 0, 0]);
    expect(row(5)).toEqual([0, 0, 0, 2, 1, 1, 0, 0]);
    expect(row(6)).toEqual([0, 0, 0, 2, 0, 1, 1, 0]);
    expect(timeline.chosen).toBe(1);
  });
});
