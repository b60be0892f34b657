// An eviction trace: what became of every key of every head while a text was written, whoever wrote it. How files
// hold it is said in docs/traces.md.
import { wordsPerRow } from '../../../core/mask/bits.ts';

export interface Trace {
  /** What a person calls it: the file's name. */
  readonly name: string;
  readonly layers: number;
  /** Query heads of a layer. */
  readonly heads: number;
  /** Tokens in all. */
  readonly n: number;
  /** Tokens of the prompt, P = n − steps. */
  readonly prompt: number;
  /** layers × heads × n: the first position at which a key is no longer stored; n where it never leaves. */
  readonly leaves: Uint32Array;
  /** layers × heads × steps × words: bits of the keys that each step reads; null where the file does not say. */
  readonly read: Uint32Array | null;
  /** layers × heads × steps × n: each step's attention over all keys; null where the file does not say. */
  readonly attention: Float32Array | null;
  /** What each token spells; empty where the file does not say. */
  readonly tokens: readonly string[];
  readonly ids: Uint32Array | null;
  /** Numbers of one key; null where the file does not say. */
  readonly headDim: number | null;
  /** Key/value heads of a layer, which query heads share in order; null where the file does not say. */
  readonly kvHeads: number | null;
  /** layers × heads: bytes that the method’s own estimates read, all steps together. */
  readonly estimatorBytes: Float64Array | null;
  readonly method: string | null;
  readonly model: string | null;
}

type Sizes = Pick<Trace, 'heads' | 'n' | 'prompt'>;

/** Where a head's part of `leaves` begins. */
export function leavesAt({ heads, n }: Sizes, layer: number, head: number): number {
  return (layer * heads + head) * n;
}

/** The same of `read`, in words. */
export function readAt({ heads, n, prompt }: Sizes, layer: number, head: number): number {
  return (layer * heads + head) * (n - prompt) * wordsPerRow(n);
}

/** The same of `attention`. */
export function attentionAt({ heads, n, prompt }: Sizes, layer: number, head: number): number {
  return (layer * heads + head) * (n - prompt) * n;
}

/** Of all keys so far, the share that a head stores, mean over the steps. */
export function shareHeld(trace: Trace, layer: number, head: number): number {
  const { n, prompt, leaves } = trace;
  const from = leavesAt(trace, layer, head);
  // Keys that leave at each position, so that no step walks all keys.
  const leaving = new Uint32Array(n + 1);
  for (let key = 0; key < n; key++) leaving[leaves[from + key]!]!++;
  let [gone, sum] = [0, 0];
  for (let t = prompt; t < n; t++) {
    gone += leaving[t]!;
    sum += (t + 1 - gone) / (t + 1);
  }
  return sum / (n - prompt);
}

/** Place on the ramp of weights, 0 … 255, of what is read without anybody knowing how much. */
export const UNWEIGHED = 160;
