// Where to cut the smallest scores off. Scores are never negative, and such floats sort like the
// integers that their bits are.

export interface Cut {
  /** Scores below this go. */
  readonly value: number;
  /** Of the scores equal to it, this many go too, the first in reading order. */
  readonly ties: number;
}

/** Where sorting a copy is still faster than counting. */
const SHORT = 4096;

/** The cut that takes off exactly the `k` smallest of `scores`; all of them for k beyond. */
export function cutSmallest(scores: Float32Array, k: number): Cut {
  if (k <= 0) return { value: -Infinity, ties: 0 };
  if (k >= scores.length) return { value: largestOf([scores]), ties: scores.length };
  if (scores.length > SHORT) return cutByCounting([scores], k);
  const sorted = scores.slice().sort();
  const value = sorted[k - 1]!;
  let ties = 0;
  for (let i = k - 1; i >= 0 && sorted[i] === value; i--) ties++;
  return { value, ties };
}

/** The same over several arrays at once, read one after the other. */
export function cutSmallestOf(parts: readonly Float32Array[], k: number): Cut {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (k <= 0) return { value: -Infinity, ties: 0 };
  if (k >= length) return { value: largestOf(parts), ties: length };
  return cutByCounting(parts, k);
}

function largestOf(parts: readonly Float32Array[]): number {
  let most = -Infinity;
  for (const part of parts) for (const score of part) if (score > most) most = score;
  return most;
}

function cutByCounting(parts: readonly Float32Array[], k: number): Cut {
  // The upper 16 bits first, then the lower 16 among those that share the upper ones.
  const patterns = parts.map((part) => new Uint32Array(part.buffer, part.byteOffset, part.length));
  const high = new Uint32Array(1 << 16);
  for (const bits of patterns) for (let i = 0; i < bits.length; i++) high[bits[i]! >>> 16]!++;
  const upper = ascend(high, k);
  const low = new Uint32Array(1 << 16);
  for (const bits of patterns) {
    for (let i = 0; i < bits.length; i++) {
      const word = bits[i]!;
      if (word >>> 16 === upper.at) low[word & 0xffff]!++;
    }
  }
  const lower = ascend(low, upper.left);
  const pattern = new Uint32Array([upper.at * 65536 + lower.at]);
  return { value: new Float32Array(pattern.buffer)[0]!, ties: lower.left };
}

/** Walks a histogram upwards until `k` are counted: the bin reached, and how many of it are needed. */
function ascend(histogram: Uint32Array, k: number): { at: number; left: number } {
  let left = k;
  let at = 0;
  for (; at < histogram.length - 1 && histogram[at]! < left; at++) left -= histogram[at]!;
  return { at, left };
}
