// The steps of FlexPrefill, from probe to kept blocks.
// Source: ByteDance-Seed/FlexPrefill, flex_prefill/ops/flex_prefill_attention.py.
import { rowOf, type Matrix } from '../../../core/tensor.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import type { AttentionHead } from '../../attention.ts';
import { jensenShannonDistance } from './jsd.ts';
import { probeLast, type Probe } from './vertical-slash.ts';

export interface FlexSettings {
  readonly gamma: number;
  readonly tau: number;
  readonly minBudget: number;
  readonly maxBudget: number;
  readonly block: number;
}

/** Everything that one run finds out, for the mask and for the trace. */
export interface FlexRun {
  readonly nb: number;
  readonly block: number;
  /** The probe with its sums divided by its rows: both are distributions. */
  readonly probe: Probe;
  /** Tokens that cover γ, the crossing one included. */
  readonly covered: { readonly vertical: number; readonly slash: number };
  /** Blocks that they come to, within the budgets. */
  readonly wanted: { readonly vertical: number; readonly slash: number };
  /** Mass per key block and per block offset. */
  readonly pooledVertical: Float32Array;
  readonly pooledSlash: Float32Array;
  /** The guess of the mass per key block from averages alone, and how far it is off. */
  readonly guess: Float32Array;
  readonly distance: number;
  readonly queryAware: boolean;
  /** Kept key blocks and block offsets, ascending; block 0 and offset 0 among them. */
  readonly columns: Uint32Array;
  readonly offsets: Uint32Array;
  /** Query-aware heads: row softmax of pooled scores (nb × nb), and its kept entries as I·nb + J. */
  readonly pooled: Matrix | null;
  readonly picked: readonly number[];
  readonly flops: number;
}

export function runFlexPrefill(head: AttentionHead, set: FlexSettings, kernels: Kernels): FlexRun {
  const { n, d } = head;
  const { block } = set;
  const nb = Math.ceil(n / block);
  // At γ = 1 rounding in the running sum must not cut off the tail.
  const gamma = set.gamma >= 1 ? 1 + 1e-6 : set.gamma;

  const sums = probeLast(head, block, kernels);
  const probe = {
    ...sums,
    vertical: scaled(sums.vertical, sums.r),
    slash: scaled(sums.slash, sums.r),
  };
  const covered = {
    vertical: coverCount(probe.vertical, gamma),
    slash: coverCount(probe.slash, gamma),
  };

  const pooledVertical = poolSum(probe.vertical, block, (j) => j);
  // Offsets are pooled from the far end: a ragged bin is the one that holds offset 0.
  const pooledSlash = poolSum(probe.slash, block, (delta) => n - 1 - delta).reverse();
  const meanKeys = kernels.poolMean(head.k, block);
  const guess = softmax(scoreMeanQuery(head, sums.r, meanKeys));
  const distance = jensenShannonDistance(guess, pooledVertical);
  const queryAware = distance < set.tau;

  const least = Math.ceil(set.minBudget / block);
  const most = Math.min(Math.ceil(set.maxBudget / block), nb);
  const toBlocks = (tokens: number): number =>
    queryAware ? least : Math.min(most, Math.max(least, Math.floor(tokens / block) + 1));
  const wanted = { vertical: toBlocks(covered.vertical), slash: toBlocks(covered.slash) };

  const pooled = queryAware ? pooledAttention(head, block, meanKeys, kernels) : null;
  return {
    ...{ nb, block, probe, covered, wanted, pooledVertical, pooledSlash },
    ...{ guess, distance, queryAware },
    columns: bestWithFirst(pooledVertical, wanted.vertical, kernels),
    offsets: bestWithFirst(pooledSlash, wanted.slash, kernels),
    pooled,
    picked: pooled ? pickGlobally(pooled, gamma * nb) : [],
    // Probe, pooled keys, scores of the switch; pooled queries and nb² / 2 scores where query-aware.
    flops: sums.flops + n * d + 2 * d * nb + (queryAware ? n * d + d * nb * nb : 0),
  };
}

/** How many of the largest entries it takes to exceed γ: prefix sums up to γ, and the one that crosses. */
export function coverCount(values: Float32Array, gamma: number): number {
  const sorted = values.slice().sort().reverse();
  let sum = 0;
  let count = 0;
  while (count < sorted.length) {
    sum += sorted[count]!;
    if (sum > gamma) break;
    count++;
  }
  return count + 1;
}

/** Kept blocks as a bitmap I·nb + J: lines of blocks, and what a query-aware head picked on top. */
export function keptBlocks({ nb, columns, offsets, picked }: FlexRun): Uint8Array {
  const keep = new Uint8Array(nb * nb);
  keep[0] = 1; // where the code sends everything out of range
  for (const J of columns) for (let I = J; I < nb; I++) keep[I * nb + J] = 1;
  for (const D of offsets) for (let J = 0; J + D < nb; J++) keep[(J + D) * nb + J] = 1;
  for (const at of picked) keep[at] = 1;
  return keep;
}

/** The entries with the largest values, in order, while their sum stays within `limit`. */
function pickGlobally(pooled: Matrix, limit: number): number[] {
  const nb = pooled.rows;
  const entries: number[] = [];
  for (let I = 0; I < nb; I++) for (let J = 0; J <= I; J++) entries.push(I * nb + J);
  entries.sort((a, b) => pooled.data[b]! - pooled.data[a]! || a - b);
  const picked: number[] = [];
  let sum = 0;
  for (const at of entries) {
    sum += pooled.data[at]!;
    if (sum > limit) break; // the crossing entry is left out here
    picked.push(at);
  }
  return picked;
}

/** Row softmax of block-causal products of mean queries and mean keys. */
function pooledAttention(
  head: AttentionHead,
  block: number,
  meanKeys: Matrix,
  kernels: Kernels,
): Matrix {
  const scores = kernels.products(kernels.poolMean(head.q, block), meanKeys, 1 / Math.sqrt(head.d));
  for (let I = 0; I < scores.rows; I++) {
    const row = rowOf(scores, I);
    row.set(softmax(row.subarray(0, I + 1)));
    row.fill(0, I + 1);
  }
  return scores;
}

/** Scores of the mean of the last r queries against mean keys, scaled. */
function scoreMeanQuery({ n, d, q }: AttentionHead, r: number, meanKeys: Matrix): Float32Array {
  const mean = new Float64Array(d);
  for (let i = n - r; i < n; i++) for (let c = 0; c < d; c++) mean[c]! += q.data[i * d + c]! / r;
  return Float32Array.from({ length: meanKeys.rows }, (_, J) => {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += mean[c]! * meanKeys.data[J * d + c]!;
    return sum / Math.sqrt(d);
  });
}

function bestWithFirst(values: Float32Array, k: number, kernels: Kernels): Uint32Array {
  const forced = values.slice();
  forced[0] = Infinity;
  return kernels.topK(forced, k).sort();
}

function poolSum(values: Float32Array, block: number, place: (at: number) => number): Float32Array {
  const sums = new Float32Array(Math.ceil(values.length / block));
  for (let at = 0; at < values.length; at++) sums[Math.floor(place(at) / block)]! += values[at]!;
  return sums;
}

function scaled(values: Float32Array, by: number): Float32Array {
  return values.map((value) => value / by);
}

function softmax(scores: Float32Array): Float32Array {
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = scores.map((score) => Math.exp(score - largest));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
