// The gate of SeerAttention: pooled queries and keys before RoPE, one learned matrix per head.
// Source: microsoft/SeerAttention, seer_attn/prefill_sparse/attn_gate.py and modules/attention_distill.py.
import { ExpectedError } from '../../../core/result.ts';
import { matrix, rowOf, type Matrix } from '../../../core/tensor.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import type { AttentionContext, AttentionHead } from '../../attention.ts';

export const TABLE = 'seer-gates';

export interface Gate {
  /** Scores before the softmax, nb × nb; only J ≤ I count. */
  readonly logits: Matrix;
  /** Row softmax of the causal part, zeros above. */
  readonly probs: Matrix;
  readonly flops: number;
}

/** The gate with the weights of one training step. Throws an ExpectedError where something is missing. */
export function learnedGate(
  head: AttentionHead,
  step: string,
  block: number,
  ctx: AttentionContext,
): Gate {
  const { n, d, qPre, kPre, ropeTheta } = head;
  if (!qPre || !kPre) {
    throw new ExpectedError(
      'method',
      'the gates read queries and keys before RoPE; add the tensors q_pre and k_pre to the input',
    );
  }
  const weight = gateWeight(head, step, ctx);
  const theta = ropeTheta ?? 10000;
  const queries = rotateBlocks(ctx.kernels.poolMean(qPre, block), block, theta);
  const pooled = poolKeys(kPre, block, ctx.kernels);
  const keys = rotateBlocks(ctx.kernels.products(pooled, transpose(weight), 1), block, theta);
  const logits = ctx.kernels.products(queries, keys, 1 / Math.sqrt(weight.cols));
  const nb = logits.rows;
  return {
    logits,
    probs: causalSoftmax(logits),
    // Pools of n·d each: one of queries, three of keys; the matrix; half of all block pairs.
    flops: 4 * n * d + 2 * nb * pooled.cols * weight.cols + weight.cols * nb * nb,
  };
}

/** W_k of this head: 3d × d_g. */
function gateWeight(head: AttentionHead, step: string, ctx: AttentionContext): Matrix {
  const table = ctx.asset(TABLE);
  const all = table.get(step);
  const rows = 3 * head.d;
  if (!all) {
    const names = [...table.keys()].join(', ');
    throw new ExpectedError('gate', `the gate table has no “${step}”; it has ${names}`);
  }
  // Without a projection of the queries, gate and head have the same width.
  if (all.rows !== head.layers * head.heads * rows || all.cols !== head.d) {
    throw new ExpectedError(
      'method',
      `gates of ${all.rows} × ${all.cols} do not fit ${head.layers * head.heads} heads of ${head.d} dimensions`,
    );
  }
  const at = (head.layer * head.heads + head.head) * rows * all.cols;
  return matrix(rows, all.cols, all.data.subarray(at, at + rows * all.cols));
}

/** Largest, smallest and mean key of each block, side by side: nb × 3d. */
export function poolKeys(k: Matrix, block: number, kernels: Kernels): Matrix {
  const d = k.cols;
  const means = kernels.poolMean(k, block);
  const out = matrix(means.rows, 3 * d);
  for (let J = 0; J < means.rows; J++) {
    const row = rowOf(out, J);
    row.fill(-Infinity, 0, d);
    row.fill(Infinity, d, 2 * d);
    row.set(rowOf(means, J), 2 * d);
    for (let i = J * block; i < Math.min(k.rows, (J + 1) * block); i++) {
      const key = rowOf(k, i);
      for (let c = 0; c < d; c++) {
        row[c] = Math.max(row[c]!, key[c]!);
        row[d + c] = Math.min(row[d + c]!, key[c]!);
      }
    }
  }
  return out;
}

/** RoPE ("rotate half") at positions 0, block, 2·block, … */
export function rotateBlocks(x: Matrix, block: number, theta: number): Matrix {
  const half = x.cols / 2;
  const out = matrix(x.rows, x.cols);
  for (let J = 0; J < x.rows; J++) {
    const from = rowOf(x, J);
    const to = rowOf(out, J);
    for (let c = 0; c < half; c++) {
      const angle = J * block * theta ** (-c / half);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      to[c] = from[c]! * cos - from[c + half]! * sin;
      to[c + half] = from[c + half]! * cos + from[c]! * sin;
    }
  }
  return out;
}

/** What the gate was taught: tile maxima of dense attention, each row divided by its sum. */
export function gateTarget(dense: Float32Array, n: number, block: number): Gate {
  const nb = Math.ceil(n / block);
  const probs = matrix(nb, nb);
  for (let i = 0; i < n; i++) {
    const row = Math.floor(i / block) * nb;
    for (let j = 0; j <= i; j++) {
      const at = row + Math.floor(j / block);
      probs.data[at] = Math.max(probs.data[at]!, dense[i * n + j]!);
    }
  }
  for (let I = 0; I < nb; I++) {
    const row = rowOf(probs, I);
    const sum = row.reduce((a, b) => a + b, 0);
    if (sum > 0) for (let J = 0; J <= I; J++) row[J]! /= sum;
  }
  return { logits: probs, probs, flops: 0 };
}

/** Mean Kullback-Leibler divergence per block row in nats, without the first quarter of block rows. */
export function divergence(target: Matrix, gate: Matrix): number {
  const first = Math.floor(target.rows / 4);
  let sum = 0;
  for (let I = first; I < target.rows; I++) {
    for (let J = 0; J <= I; J++) {
      const p = target.data[I * target.cols + J]!;
      // A probability that has underflowed would make the sum infinite.
      const g = Math.max(gate.data[I * gate.cols + J]!, 1e-30);
      if (p > 0) sum += p * Math.log(p / g);
    }
  }
  return sum / (target.rows - first);
}

/** Row softmax of the causal part, zeros above. */
export function causalSoftmax(logits: Matrix): Matrix {
  const probs = matrix(logits.rows, logits.cols);
  for (let I = 0; I < logits.rows; I++) {
    const row = rowOf(logits, I).subarray(0, I + 1);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const weights = row.map((x) => Math.exp(x - largest));
    const sum = weights.reduce((a, b) => a + b, 0);
    rowOf(probs, I).set(weights.map((x) => x / sum));
  }
  return probs;
}

export function transpose(m: Matrix): Matrix {
  const out = matrix(m.cols, m.rows);
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.cols; j++) out.data[j * m.rows + i] = m.data[i * m.cols + j]!;
  }
  return out;
}
