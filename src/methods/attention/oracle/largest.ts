// The m largest weights of a causal attention map, found by their bit patterns: positive floats sort
// like the integers that they are stored as.

export interface Cut {
  /** Weights above this are in. */
  readonly value: number;
  /** Of the weights equal to it, this many are in, in reading order. */
  readonly ties: number;
}

/**
 * Where to cut the causal entries of `probs` (n × n, no negative ones) so that exactly `m` stay in.
 * Entries (i, skip[i]) do not take part. `m` beyond what there is keeps everything.
 */
export function cutLargest(
  probs: Float32Array,
  n: number,
  m: number,
  skip: ArrayLike<number>,
): Cut {
  const bits = new Uint32Array(probs.buffer, probs.byteOffset, probs.length);
  if (m <= 0) return { value: Infinity, ties: 0 };
  // The upper 16 bits first, then the lower 16 among those that share the upper ones.
  const high = new Uint32Array(1 << 16);
  const low = new Uint32Array(1 << 16);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) if (j !== skip[i]) high[bits[i * n + j]! >>> 16]!++;
  }
  const upper = descend(high, m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const word = bits[i * n + j]!;
      if (word >>> 16 === upper.at && j !== skip[i]) low[word & 0xffff]!++;
    }
  }
  const lower = descend(low, upper.left);
  const pattern = new Uint32Array([upper.at * 65536 + lower.at]);
  return { value: new Float32Array(pattern.buffer)[0]!, ties: lower.left };
}

/** Walks a histogram from its top until `m` are counted: the bin reached, and how many of it are needed. */
function descend(histogram: Uint32Array, m: number): { at: number; left: number } {
  let left = m;
  let at = histogram.length - 1;
  for (; at > 0 && histogram[at]! < left; at--) left -= histogram[at]!;
  return { at, left };
}

/**
 * How much attention the largest weights hold: entry s of `points` + 1 is the share of all mass in the
 * largest s / points of the causal entries. Weights are told apart to 7 bits, as in bfloat16.
 */
export function concentration(probs: Float32Array, n: number, points: number): Float32Array {
  const bits = new Uint32Array(probs.buffer, probs.byteOffset, probs.length);
  const pairs = new Uint32Array(1 << 16);
  const mass = new Float64Array(1 << 16);
  for (let i = 0; i < n; i++) {
    for (let at = i * n; at <= i * n + i; at++) {
      const code = bits[at]! >>> 16;
      pairs[code]!++;
      mass[code]! += probs[at]!;
    }
  }
  const total = (n * (n + 1)) / 2;
  const curve = new Float32Array(points + 1);
  let counted = 0;
  let held = 0;
  let point = 1;
  for (let code = pairs.length - 1; code >= 0; code--) {
    const more = pairs[code]!;
    // Weights of one code are taken as equal, so the curve is straight across them.
    while (point <= points && counted + more >= (point / points) * total - 1e-9) {
      const part = more === 0 ? 0 : ((point / points) * total - counted) / more;
      curve[point++] = (held + part * mass[code]!) / n;
    }
    counted += more;
    held += mass[code]!;
  }
  return curve;
}
