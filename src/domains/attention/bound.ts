// The best recall that any mask of a given size could have: the threshold oracle's. The largest sum of
// attention over m pairs is the sum of the m largest entries, wherever they stand.

/** Non-negative floats order as their bits do; the upper 16 bits make the buckets. */
const BUCKETS = 1 << 16;

/**
 * Mean recall of the best mask with `pairs` kept pairs: (1/n) · Σ of the `pairs` largest entries of
 * the causal attention `dense` (n × n row-major). Exact but for the order of summing; O(n²), no sort
 * of more than one bucket. Each row may be left empty by it: it is a bound, not a mask.
 */
export function bestRecall(dense: Float32Array, n: number, pairs: number): number {
  const bits = new Uint32Array(dense.buffer, dense.byteOffset, dense.length);
  const counts = new Uint32Array(BUCKETS);
  const sums = new Float64Array(BUCKETS);
  for (let row = 0; row < n; row++) {
    for (let at = row * n, end = at + row + 1; at < end; at++) {
      const bucket = (bits[at] ?? 0) >>> 16;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      sums[bucket] = (sums[bucket] ?? 0) + (dense[at] ?? 0);
    }
  }
  let left = pairs;
  let sum = 0;
  for (let bucket = BUCKETS - 1; bucket >= 0 && left > 0; bucket--) {
    const count = counts[bucket] ?? 0;
    if (count <= left) {
      sum += sums[bucket] ?? 0;
      left -= count;
    } else {
      sum += largestOf(dense, bits, n, bucket, left);
      left = 0;
    }
  }
  return sum / n;
}

/** Sum of the `most` largest causal entries of one bucket. */
function largestOf(
  dense: Float32Array,
  bits: Uint32Array,
  n: number,
  bucket: number,
  most: number,
): number {
  const found: number[] = [];
  for (let row = 0; row < n; row++) {
    for (let at = row * n, end = at + row + 1; at < end; at++) {
      if ((bits[at] ?? 0) >>> 16 === bucket) found.push(dense[at] ?? 0);
    }
  }
  return Float64Array.from(found)
    .sort()
    .subarray(found.length - most)
    .reduce((a, b) => a + b, 0);
}
