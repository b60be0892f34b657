// The cost law of Kinetics (arXiv 2506.05333) over published shapes and this project's own: FLOPs of long answers,
// with every byte of the cache that is read counted as so many FLOPs as the hardware does meanwhile. The traffic of
// the weights is left out, as if shared by a large batch; so is prefill. After the released cost model
// (Infini-AI-Lab/Kinetics, cost_model/), one sign of which is mended here: see `keysRead`.

export interface Shape {
  readonly name: string;
  /** P. */
  readonly parameters: number;
  /** Λ. */
  readonly layers: number;
  /** Query heads, H. */
  readonly heads: number;
  /** Key/value heads, G. */
  readonly kvHeads: number;
  /** d. */
  readonly headDim: number;
  /** This project's own, not a published one. */
  readonly ours?: true;
}

/** Qwen3 as the released cost model has it, heads as published with the models; and what this project trains. */
export const SHAPES: readonly Shape[] = [
  {
    ...{ name: 'atlas-3m', parameters: 3_049_920, layers: 6, heads: 6, kvHeads: 6, headDim: 32 },
    ours: true,
  },
  {
    ...{ name: 'its draft', parameters: 418_272, layers: 2, heads: 3, kvHeads: 3, headDim: 32 },
    ours: true,
  },
  ...(
    [
      ['0.6B', 0.752, 28, 16],
      ['1.7B', 2.03, 28, 16],
      ['4B', 4.02, 36, 32],
      ['8B', 8.19, 36, 32],
      ['14B', 14.77, 40, 40],
      ['32B', 32.76, 64, 64],
    ] as const
  ).map(([name, billions, layers, heads]) => ({
    ...{ name, parameters: billions * 1e9, layers, heads },
    ...{ kvHeads: 8, headDim: 128 },
  })),
];

/** FLOPs that the hardware does while it reads a byte: 4,500 TFLOP/s over 8 TB/s (B200). */
export const INTENSITY = 562.5;

/** Bytes of a number in the cache. */
const BYTES = 2;

/** What is written. */
export interface Job {
  /** Tokens of the prompt, L_in. */
  readonly input: number;
  /** Tokens that are written, L_out. */
  readonly output: number;
  /** Tries, N: each writes as much. */
  readonly trials: number;
}

/** What each step reads of the cache; `budget` is in keys, B, at least 1. */
export type Reading =
  | { readonly kind: 'dense' }
  | { readonly kind: 'top-k'; readonly budget: number }
  | { readonly kind: 'blocks'; readonly budget: number; readonly block: number };

/** Closed forms as published, which are integrals, or exact sums over the steps. */
export type Sums = 'closed' | 'exact';

export interface Cost {
  /** FLOPs of the weights. */
  readonly linear: number;
  /** FLOPs of attention, the search for blocks included. */
  readonly attention: number;
  /** Bytes of keys and values that are read, mean keys of blocks included. */
  readonly bytes: number;
}

/** Bytes of keys and values of one token. */
export function bytesPerToken(shape: Shape): number {
  return 2 * shape.kvHeads * perHead(shape) * BYTES;
}

/** d · Λ. */
function perHead({ headDim, layers }: Shape): number {
  return headDim * layers;
}

/**
 * Keys that the steps of one try read where each reads at most `budget` of L_in + τ: Σ min(B, L_in + τ). The closed
 * form is B·L_out − ½·max(0, B − L_in)²; the released code adds that half instead, and so counts more than B keys
 * a step.
 */
export function keysRead(
  { input, output }: Omit<Job, 'trials'>,
  budget: number,
  sums: Sums,
): number {
  if (sums === 'closed') {
    // The integral holds up to where every key is read.
    const most = Math.min(budget, input + output);
    return most * output - Math.max(0, most - input) ** 2 / 2;
  }
  const growing = Math.min(output, Math.max(0, budget - input));
  return growing * input + (growing * (growing - 1)) / 2 + (output - growing) * budget;
}

export function costOf(shape: Shape, job: Job, reading: Reading, sums: Sums = 'closed'): Cost {
  const { input, output, trials } = job;
  const { heads, kvHeads } = shape;
  const width = perHead(shape);
  const linear = trials * 2 * shape.parameters * output;
  // Of what a try has written so far: Σ τ.
  const own = sums === 'closed' ? output ** 2 / 2 : (output * (output - 1)) / 2;
  if (reading.kind === 'dense') {
    return {
      linear,
      attention: trials * 4 * heads * width * (input * output + own),
      // All tries read one copy of the prompt.
      bytes: 2 * BYTES * kvHeads * width * (input * output + trials * own),
    };
  }
  const keys = keysRead(job, reading.budget, sums);
  const attention = trials * 4 * heads * width * keys;
  const bytes = trials * 2 * BYTES * kvHeads * width * keys;
  if (reading.kind === 'top-k') return { linear, attention, bytes };
  const { block } = reading;
  // A mean key a block: what a query is held against, and what is read for it.
  const scored = Math.floor((2 * input + output) / block) * output;
  const fetched = Math.floor((2 * input + trials * output) / block) * output;
  return {
    linear,
    attention: attention + trials * scored * heads * width,
    bytes: bytes + fetched * kvHeads * width,
  };
}

/** FLOPs in all, a byte counted as `intensity` of them; 0: by arithmetic alone. */
export function totalOf({ linear, attention, bytes }: Cost, intensity: number): number {
  return linear + attention + intensity * bytes;
}

/**
 * Coverage, pass@k: the chance that of k tries, drawn from `tries` of which `right` are right, at least one is:
 * 1 − C(n − c, k) / C(n, k).
 */
export function coverage(tries: number, right: number, k: number): number {
  let missed = 1;
  for (let i = 0; i < k; i++) missed *= Math.max(0, tries - right - i) / (tries - i);
  return 1 - missed;
}
