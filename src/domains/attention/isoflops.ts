// Cost model for comparing large sparse models with small dense ones, over published shapes.
// The model is this project's own; the question is that of The Sparse Frontier (arXiv 2504.17768).

export interface ModelShape {
  readonly name: string;
  readonly layers: number;
  /** Width of the residual stream. */
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Width of the gated MLP. */
  readonly inner: number;
  readonly vocabulary: number;
}

/** Qwen2.5, as published with the models. */
export const SHAPES: readonly ModelShape[] = (
  [
    ['7B', 28, 3584, 28, 4, 18944],
    ['14B', 48, 5120, 40, 8, 13824],
    ['32B', 64, 5120, 40, 8, 27648],
    ['72B', 80, 8192, 64, 8, 29568],
  ] as const
).map(([name, layers, width, heads, kvHeads, inner]) => ({
  ...{ name, layers, width, heads, kvHeads, inner },
  ...{ headDim: 128, vocabulary: 152_064 },
}));

export type Phase = 'prefill' | 'decode';

/** Weights of the linear layers, without embedding and output. */
export function linearWeights({
  layers,
  width,
  heads,
  kvHeads,
  headDim,
  inner,
}: ModelShape): number {
  const projections = width * (heads + 2 * kvHeads) * headDim + heads * headDim * width;
  return layers * (projections + 3 * width * inner);
}

/** FLOPs of dense attention for a prompt of n tokens, or for one token after n. */
export function attentionFlops(
  { layers, heads, headDim }: ModelShape,
  n: number,
  phase: Phase,
): number {
  const pairs = phase === 'prefill' ? (n * (n + 1)) / 2 : n;
  return 4 * layers * heads * headDim * pairs;
}

/** FLOPs without attention; logits are computed for one position. */
export function otherFlops(shape: ModelShape, n: number, phase: Phase): number {
  const positions = phase === 'prefill' ? n : 1;
  return 2 * positions * linearWeights(shape) + 2 * shape.width * shape.vocabulary;
}

/** FLOPs with a share `sparsity` of attention left out and `estimation` spent on choosing which. */
export function totalFlops(
  shape: ModelShape,
  n: number,
  phase: Phase,
  sparsity: number,
  estimation = 0,
): number {
  return (
    otherFlops(shape, n, phase) + attentionFlops(shape, n, phase) * (1 - sparsity) + estimation
  );
}

/** Share of attention in the FLOPs of the dense model. */
export function attentionShare(shape: ModelShape, n: number, phase: Phase): number {
  return attentionFlops(shape, n, phase) / totalFlops(shape, n, phase, 0);
}

/**
 * Sparsity at which the big model, `estimation` included, costs what the small one costs dense; above 1
 * it cannot.
 */
export function equalSparsity(
  big: ModelShape,
  small: ModelShape,
  n: number,
  phase: Phase,
  estimation = 0,
): number {
  const room = totalFlops(small, n, phase, 0) - otherFlops(big, n, phase) - estimation;
  return 1 - room / attentionFlops(big, n, phase);
}

/** FLOPs of choosing, for a whole model: probes and pooled blocks once per prompt, pages at every token. */
export const estimationFlops = {
  /** The last `rows` queries against all keys. */
  probe: ({ layers, heads, headDim }: ModelShape, n: number, rows: number): number =>
    layers * heads * 2 * headDim * rows * n,
  /** Half of all products of block means. */
  blocks: ({ layers, heads, headDim }: ModelShape, n: number, block: number): number =>
    layers * heads * headDim * Math.ceil(n / block) ** 2,
  /** Upper bounds of all pages of n keys. */
  pages: ({ layers, heads, headDim }: ModelShape, n: number, page: number): number =>
    layers * heads * 4 * headDim * Math.ceil(n / page),
} as const;
