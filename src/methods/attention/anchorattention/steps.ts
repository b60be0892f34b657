// The steps of AnchorAttention: an anchor per query, a difference test per key, stripes per superblock.
// Source: yuzhouzhang9/Anchor-Attention, anchor_attn/src/ops; geometry of anchor_attn.py and get_mask_test.py.
import type { Matrix } from '../../../core/tensor.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import type { AttentionHead } from '../../attention.ts';

export interface AnchorSettings {
  /** B. */
  readonly block: number;
  /** Blocks per superblock; S = B·step query rows share their stripes. */
  readonly step: number;
  readonly theta: number;
}

export interface AnchorRun {
  readonly superblock: number;
  /** Whole superblocks; rows after them stay dense. */
  readonly superblocks: number;
  /** Per block of B rows of the superblocks: mean of the rows' largest anchor logits. */
  readonly anchors: Float32Array;
  /** Mean queries against all keys, scaled logits: blocks × n. */
  readonly scores: Matrix;
  /** Kept key columns of each superblock, ascending. */
  readonly stripes: readonly (readonly number[])[];
  readonly flops: number;
}

/** Whether row i of superblock g reads key j ≤ i in any case. */
export function inAnchor(i: number, j: number, { block, step }: AnchorSettings): boolean {
  const start = Math.floor(i / (block * step)) * block * step;
  return j < block || j >= Math.max(0, start - block);
}

export function runAnchor(head: AttentionHead, set: AnchorSettings, kernels: Kernels): AnchorRun {
  const { n, d, q, k } = head;
  const { block, step, theta } = set;
  const superblock = block * step;
  const superblocks = Math.floor(n / superblock);
  const anchors = blockAnchors(head, superblocks, set);
  const scores = kernels.products(kernels.poolMean(q, block), k, 1 / Math.sqrt(d));

  let flops = n * d; // pooling
  const stripes = Array.from({ length: superblocks }, (_, g) => {
    const end = g * superblock - block; // the block before the superblock belongs to the anchor
    const found: number[] = [];
    flops += 2 * d * step * Math.max(0, end - block);
    for (let j = block; j < end; j++) {
      for (let b = g * step; b < (g + 1) * step; b++) {
        if (scores.data[b * n + j]! + theta >= anchors[b]!) {
          found.push(j);
          break; // one vote is enough
        }
      }
    }
    return found;
  });
  return { superblock, superblocks, anchors, scores, stripes, flops };
}

/** Means over blocks of each row's largest scaled logit within its anchor region. */
function blockAnchors(
  { d, q, k }: AttentionHead,
  superblocks: number,
  set: AnchorSettings,
): Float32Array {
  const { block, step } = set;
  const rows = superblocks * block * step;
  const anchors = new Float32Array(superblocks * step);
  const scale = 1 / Math.sqrt(d);
  for (let i = 0; i < rows; i++) {
    const start = Math.floor(i / (block * step)) * block * step;
    let largest = -Infinity;
    const look = (from: number, to: number): void => {
      for (let j = from; j < to; j++) {
        let sum = 0;
        for (let c = 0; c < d; c++) sum += q.data[i * d + c]! * k.data[j * d + c]!;
        largest = Math.max(largest, sum * scale);
      }
    };
    const near = Math.max(0, start - block);
    look(0, Math.min(block, near));
    look(near, i + 1);
    anchors[Math.floor(i / block)]! += largest / block;
  }
  return anchors;
}
