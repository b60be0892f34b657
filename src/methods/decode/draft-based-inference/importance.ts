// SpecPC: how important the draft finds each token of the prompt, and which tokens the model gets to see.
import type { DecodeContext, Written } from '../../decode.ts';

type Tools = Pick<DecodeContext, 'kernels' | 'attention'>;

export interface Importance {
  /** Last rows of the prompt that judge; at least 1, at most the prompt. */
  readonly window: number;
  /** Share of the draft's layers, the lowest ones, that are not asked. */
  readonly lowLayers: number;
}

/**
 * The most attention that any asked layer, head and row of the draft pays each token of the prompt. Rows of the
 * window count the more the later they come, from 0 to 1; rows of what the draft wrote count in full, but for
 * the last token, which it never read.
 */
export function importanceOf(
  { prompt, ids, heads }: Written,
  { window, lowLayers }: Importance,
  { attention }: Tools,
): Float32Array {
  const most = new Float32Array(prompt);
  const asked = heads.slice(Math.min(heads.length - 1, Math.floor(heads.length * lowLayers)));
  const rows = window + Math.max(0, ids.length - 1);
  for (const head of asked.flat()) {
    const probs = attention(head, prompt - window, prompt - window + rows);
    for (let row = 0; row < rows; row++) {
      const weight = row < window && window > 1 ? row / (window - 1) : 1;
      for (let key = 0; key < prompt; key++) {
        const value = weight * probs[row * head.n + key]!;
        if (value > most[key]!) most[key] = value;
      }
    }
  }
  return most;
}

/** The largest of `kernel` neighbours; of an even number, one more of them follows than comes before. */
export function peaksOf(values: Float32Array, kernel: number): Float32Array {
  const before = (kernel - 1) >> 1;
  return values.map((_, at) => {
    const part = values.subarray(Math.max(0, at - before), at - before + kernel);
    return part.reduce((most, value) => Math.max(most, value), 0);
  });
}

export interface Choosing {
  readonly capacity: number;
  readonly window: number;
  /** Tokens that come along with a chosen one, itself among them. */
  readonly neighbours: number;
}

/**
 * Positions of the prompt that are kept, ascending: the window, then the best in order of their pooled scores,
 * each with its neighbours from the nearest on, until there are `capacity`.
 */
export function tokensKept(
  pooled: Float32Array,
  { capacity, window, neighbours }: Choosing,
  { kernels }: Pick<Tools, 'kernels'>,
): Uint32Array {
  const n = pooled.length;
  const before = (neighbours - 1) >> 1;
  const offsets = Array.from({ length: neighbours }, (_, at) => at - before);
  offsets.sort((a, b) => Math.abs(a) - Math.abs(b)); // stable: of two as near, the earlier first
  const kept = new Set<number>();
  for (let at = n - Math.min(window, capacity); at < n; at++) kept.add(at);
  for (const peak of kernels.topK(pooled, capacity)) {
    for (const offset of offsets) {
      if (kept.size >= capacity) break;
      kept.add(Math.min(n - 1, Math.max(0, peak + offset)));
    }
  }
  return Uint32Array.from(kept).sort();
}
