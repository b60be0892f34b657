// One block of the model: attention, then the gated feed-forward half, each added to the residual
// stream. This is where a sparse mask meets the model.
import type { Mask } from '../core/mask/mask.ts';
import { matrix, type Matrix } from '../core/tensor.ts';
import type { Kernels } from '../kernels/contract.ts';
import type { LlamaConfig } from './config.ts';
import { headsOf, putColumns, scaleOf, type LlamaHead } from './heads.ts';
import { stripRows, type Checkpoint, type LinearName } from './linear.ts';
import type { LayerPast } from './past.ts';
import type { BlockWeights } from './weights.ts';

/**
 * The mask of one query head, or null for dense attention. Called once per head and layer with the
 * very Q and K that the layer computed, so already changed by the masks of the layers below. `layer`
 * are all query heads of the layer, in order. The mask is n × n, causal, with a key in every row.
 */
export type MaskProvider = (head: LlamaHead, layer: readonly LlamaHead[]) => Mask | null;

export interface BlockHooks {
  readonly mask?: MaskProvider | undefined;
  /** Called after a head's output was computed, with the mask in force. */
  readonly onHead?: ((head: LlamaHead, mask: Mask | null) => void) | undefined;
  /** Sees what enters each linear layer, n × in; not to be changed. */
  readonly onLinear?: ((layer: number, name: LinearName, input: Matrix) => void) | undefined;
  /** Called between heads and strips of rows. */
  readonly checkpoint?: Checkpoint | undefined;
}

export interface BlockOptions extends BlockHooks {
  /**
   * What the layer read before; `hidden` are the tokens that follow, and are added to it. It attends in
   * its own way then, densely for `emptyPast`, and no head is told.
   */
  readonly past?: LayerPast | undefined;
}

export interface BlockResult {
  /** The residual stream after the block, n × hidden; a new matrix. */
  readonly hidden: Matrix;
  readonly heads: readonly LlamaHead[];
}

/** Runs block `layer` on the residual stream `hidden` (n × hidden size), which stays as it is. */
export async function runBlock(
  config: LlamaConfig,
  weights: BlockWeights,
  kernels: Kernels,
  layer: number,
  hidden: Matrix,
  hooks: BlockOptions,
): Promise<BlockResult> {
  const { checkpoint, past } = hooks;
  const linear = (name: LinearName, x: Matrix): Promise<Matrix> => {
    hooks.onLinear?.(layer, name, x);
    return weights.linears[name].apply(kernels, x, checkpoint);
  };

  const x = kernels.rmsNorm(hidden, weights.inputNorm, config.normEps);
  const qPre = await linear('q_proj', x);
  const kPre = await linear('k_proj', x);
  const v = await linear('v_proj', x);
  const q = kernels.rope(qPre, config.heads, config.ropeTheta, past?.length);
  const k = kernels.rope(kPre, config.kvHeads, config.ropeTheta, past?.length);
  const all = { qPre, kPre, q, k, v };
  const heads = past ? [] : headsOf(all, layer, config);
  const mixed = past ? past.attend(kernels, all) : matrix(x.rows, q.cols);
  for (const head of heads) {
    await checkpoint?.();
    const mask = hooks.mask?.(head, heads) ?? null;
    await attend(kernels, head, mask, mixed, checkpoint);
    hooks.onHead?.(head, mask);
  }
  const afterAttention = sum(hidden, await linear('o_proj', mixed));

  const y = kernels.rmsNorm(afterAttention, weights.postNorm, config.normEps);
  const gate = await linear('gate_proj', y);
  const up = await linear('up_proj', y);
  const down = await linear('down_proj', kernels.swiglu(gate, up, gate.data));
  return { hidden: sum(afterAttention, down), heads };
}

/** Writes the head's output into its columns of `mixed`, strip by strip. */
async function attend(
  kernels: Kernels,
  head: LlamaHead,
  mask: Mask | null,
  mixed: Matrix,
  checkpoint: Checkpoint | undefined,
): Promise<void> {
  const { n, d, q, k, v } = head;
  const strip = stripRows(kernels, 2 * n * d);
  for (let from = 0; from < n; from += strip) {
    if (from > 0) await checkpoint?.();
    const to = Math.min(from + strip, n);
    const part = kernels.attentionOutput(q, k, v, scaleOf(head), mask, from, to);
    putColumns(mixed, part, from, head.head);
  }
}

function sum(a: Matrix, b: Matrix): Matrix {
  const out = matrix(a.rows, a.cols);
  for (let p = 0; p < out.data.length; p++) {
    out.data[p] = (a.data[p] as number) + (b.data[p] as number);
  }
  return out;
}
