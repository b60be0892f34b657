// Offline: which channels of a head tell most about its scores, from other texts.
import type { Matrix } from '../../../core/tensor.ts';
import type { DecodeHead } from '../../decode.ts';

export type Statistic = 'q' | 'k' | 'qk' | 'qk-released';

/** Layers of other texts: heads of one layer, an entry a text. */
export type Texts = readonly (readonly DecodeHead[])[];

/**
 * Mean size of every channel of a head, over tokens and then texts: of queries or keys before RoPE, or of each
 * token's own product q·k after it.
 */
export function channelMeans(texts: Texts, head: number, statistic: Statistic): Float32Array {
  if (statistic === 'qk-released') return releasedMeans(texts.at(-1)!, head);
  const { d } = texts[0]![head]!;
  const means = new Float64Array(d);
  for (const heads of texts) {
    const one = heads[head]!;
    const sizes = new Float64Array(d);
    for (let at = 0; at < one.n * d; at++) sizes[at % d]! += sizeAt(one, at, statistic);
    for (let c = 0; c < d; c++) means[c]! += sizes[c]! / one.n / texts.length;
  }
  return Float32Array.from(means);
}

/**
 * The released script for products: it takes the values, stored head by head, as if they were stored token by
 * token, so every “head” averages over a bit of all heads; and only the last text counts.
 */
function releasedMeans(heads: readonly DecodeHead[], head: number): Float32Array {
  const { n, d } = heads[0]!;
  const means = new Float64Array(d);
  for (let flat = head; flat < heads.length * n; flat += heads.length) {
    const one = heads[Math.floor(flat / n)]!;
    const at = (flat % n) * d;
    for (let c = 0; c < d; c++) means[c]! += sizeAt(one, at + c, 'qk') / n;
  }
  return Float32Array.from(means);
}

function sizeAt(head: DecodeHead, at: number, statistic: 'q' | 'k' | 'qk'): number {
  if (statistic === 'qk') return Math.abs(Math.fround(head.q.data[at]! * head.k.data[at]!));
  return Math.abs(before(head, statistic).data[at]!);
}

/** Queries or keys before RoPE; after it where there are none. */
function before(head: DecodeHead, which: 'q' | 'k'): Matrix {
  return which === 'q' ? (head.qPre ?? head.q) : (head.kPre ?? head.k);
}
