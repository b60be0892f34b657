// What a mask keeps of one head and what it costs: the same numbers for every method, each with its
// denominator in its comment and, for readers, in definitions.ts.
import { countTiles } from '../../core/mask/counts.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { AttentionHead, AttentionSelection } from '../../methods/attention.ts';
import { inStrips, type Checkpoint } from './strips.ts';

/** Numbers of one head under one mask. n tokens, d dimensions of a head, M the mask's kept pairs. */
export interface AttentionMetrics {
  /** |M|. */
  readonly keptPairs: number;
  /** n(n+1)/2: every query with itself and every earlier key. */
  readonly causalPairs: number;
  /** 1 − |M| / (n(n+1)/2). */
  readonly sparsity: number;
  /** Mean over all n rows of the attention mass kept, ρ_i. */
  readonly recall: number;
  /** The same over the last ⌈n/4⌉ rows: early rows have few keys and are kept nearly whole by anything. */
  readonly recallLastQuarter: number;
  /** ‖O − Ô‖_F / ‖O‖_F, where Ô is renormalised over the kept keys. */
  readonly outputError: number;
  /** Touched tiles / (b(b+1)/2 causal tiles), b = ⌈n/T⌉; a tile counts when any kept pair lies in it. */
  readonly tileDensity: { readonly 16: number; readonly 32: number; readonly 64: number };
  /** 4d·|M|: QKᵀ and AV cost 2d each per pair. */
  readonly idealFlops: number;
  /** 4d·(pairs in computed tiles + gathered pairs), without estimation. */
  readonly kernelFlops: number;
  /** Spent on choosing. */
  readonly estimationFlops: number;
  /** 4d·n(n+1)/2. */
  readonly denseFlops: number;
  /**
   * 2·d·bytes·Σ over KV heads of all layers of the distinct keys one decode step reads at length n, if
   * each head reads as many as this one; null where decode stays dense. Page summaries and other data
   * of the estimator are not in it.
   */
  readonly kvBytesPerStep: number | null;
  /** The same with all n keys. */
  readonly kvBytesPerStepDense: number;
}

export interface HeadReport {
  readonly metrics: AttentionMetrics;
  /** ρ_i per query row, n. */
  readonly rowRecall: Float32Array;
  /** ‖O_i − Ô_i‖ / ‖O_i‖ per query row, n. */
  readonly rowError: Float32Array;
}

/** Bytes of one stored number of the KV cache: float16. */
export const KV_BYTES = 2;

/**
 * Measures a selection on its head. `kvHeads` counts the key/value heads of one layer.
 * Nothing n × n is stored.
 */
export async function measureHead(
  head: AttentionHead,
  selection: AttentionSelection,
  kernels: Kernels,
  kvHeads: number,
  checkpoint: Checkpoint,
): Promise<HeadReport> {
  const { n, d } = head;
  const rowRecall = new Float32Array(n);
  const rowError = new Float32Array(n);
  let errorSquared = 0;
  let normSquared = 0;
  const { q, k, v } = head;
  const scale = 1 / Math.sqrt(d);
  // Scores, values of all keys and values of the kept ones, over a triangle.
  await inStrips(kernels, n, 1.5 * n * d, checkpoint, (from, to) => {
    const rows = kernels.maskedRows(q, k, v, scale, selection.mask, from, to);
    rowRecall.set(rows.recall, from);
    for (let i = from; i < to; i++) {
      const error = rows.errorSquared[i - from] ?? 0;
      const norm = rows.normSquared[i - from] ?? 0;
      rowError[i] = relative(error, norm);
      errorSquared += error;
      normSquared += norm;
    }
  });
  const outputError = relative(errorSquared, normSquared);
  return {
    metrics: {
      ...pairMetrics(selection.mask),
      recall: meanFrom(rowRecall, 0),
      recallLastQuarter: meanFrom(rowRecall, n - Math.ceil(n / 4)),
      outputError,
      ...costMetrics(head, selection, kvHeads),
    },
    rowRecall,
    rowError,
  };
}

/** Counts of a causal n × n mask. */
export function pairMetrics(
  mask: Mask,
): Pick<AttentionMetrics, 'keptPairs' | 'causalPairs' | 'sparsity' | 'tileDensity'> {
  const keptPairs = mask.count();
  const causalPairs = causalPairsOf(mask.rows);
  return {
    keptPairs,
    causalPairs,
    sparsity: 1 - keptPairs / causalPairs,
    tileDensity: { 16: density(mask, 16), 32: density(mask, 32), 64: density(mask, 64) },
  };
}

/** FLOPs and bytes of a selection; no tensor is looked at. */
export function costMetrics(
  head: Pick<AttentionHead, 'n' | 'd' | 'layers'>,
  selection: Pick<AttentionSelection, 'mask' | 'kernelPairs' | 'estimationFlops' | 'decodeKeys'>,
  kvHeads: number,
): Pick<
  AttentionMetrics,
  | 'idealFlops'
  | 'kernelFlops'
  | 'estimationFlops'
  | 'denseFlops'
  | 'kvBytesPerStep'
  | 'kvBytesPerStepDense'
> {
  const { n, d, layers } = head;
  const kept = selection.mask.count();
  const bytesPerKey = 2 * d * KV_BYTES * layers * kvHeads; // a key and a value in every KV head
  return {
    idealFlops: 4 * d * kept,
    kernelFlops: 4 * d * (selection.kernelPairs ?? kept),
    estimationFlops: selection.estimationFlops,
    denseFlops: 4 * d * causalPairsOf(n),
    kvBytesPerStep:
      selection.decodeKeys === 'unchanged' ? null : bytesPerKey * selection.decodeKeys,
    kvBytesPerStepDense: bytesPerKey * n,
  };
}

/** n(n+1)/2. */
export function causalPairsOf(n: number): number {
  return (n * (n + 1)) / 2;
}

function density(mask: Mask, tile: number): number {
  const { touched, causal } = countTiles(mask, tile);
  return touched / causal;
}

/** √(part/whole); an error of nothing relative to nothing is none. */
function relative(part: number, whole: number): number {
  return part === 0 ? 0 : Math.sqrt(part / whole);
}

function meanFrom(values: Float32Array, from: number): number {
  let sum = 0;
  for (let i = from; i < values.length; i++) sum += values[i] ?? 0;
  return sum / (values.length - from);
}
