// Top-k by radix: three histograms find the k-th largest value, one sweep collects, three more
// passes sort what was collected.

const BINS: i32 = 2048;

/** Index of the first NaN, or −1. */
export function findNaN(values: usize, count: i32): i32 {
  for (let p = 0; p < count; p++) {
    const value = load<f32>(values + ((<usize>p) << 2));
    if (value !== value) return p;
  }
  return -1;
}

/**
 * Writes the indices of the k largest of `count` values to `to`, descending, ties to the lower index;
 * 0 < k ≤ count. `keys` has room for `count` words, `spare` for k, `bins` for 2,048.
 */
export function topK(
  values: usize,
  count: i32,
  k: i32,
  to: usize,
  keys: usize,
  spare: usize,
  bins: usize,
): void {
  for (let p = 0; p < count; p++) {
    // Adding 0 turns −0 into 0. Flipped like this, the patterns of floats are ordered as whole numbers.
    const bits = reinterpret<u32>(load<f32>(values + ((<usize>p) << 2)) + 0);
    const key = bits ^ ((<u32>((<i32>bits) >> 31)) | 0x80000000);
    store<u32>(keys + ((<usize>p) << 2), key);
  }

  let wanted = k; // how many are still to be found among the keys that begin with `least`
  let least: u32 = 0;
  let settled: u32 = 0;
  for (let shift = 21; ; shift = max(0, shift - 11)) {
    const mask: u32 = shift === 0 ? 0x3ff : 0x7ff;
    memory.fill(bins, 0, BINS << 2);
    for (let p = 0; p < count; p++) {
      const key = load<u32>(keys + ((<usize>p) << 2));
      if ((key & settled) !== least) continue;
      const bin = bins + (((key >> shift) & mask) << 2);
      store<u32>(bin, load<u32>(bin) + 1);
    }
    let bin = mask;
    for (; <i32>load<u32>(bins + (bin << 2)) < wanted; bin--)
      wanted -= load<u32>(bins + (bin << 2));
    least |= bin << shift;
    settled |= mask << shift;
    if (shift === 0) break;
  }

  const above = k - wanted;
  let found: usize = to;
  let equal: usize = to + ((<usize>above) << 2);
  const end = to + ((<usize>k) << 2);
  for (let p = 0; p < count; p++) {
    const key = load<u32>(keys + ((<usize>p) << 2));
    if (key > least) {
      store<u32>(found, p);
      found += 4;
    } else if (key === least && equal < end) {
      store<u32>(equal, p);
      equal += 4;
    }
  }
  sortDescending(to, above, keys, spare, bins);
}

/** Sorts indices by their keys, largest first; equal keys keep their order. */
function sortDescending(list: usize, count: i32, keys: usize, spare: usize, bins: usize): void {
  let from = list;
  let to = spare;
  for (let shift = 0; shift < 33; shift += 11) {
    memory.fill(bins, 0, BINS << 2);
    for (let p = 0; p < count; p++) {
      const bin = bins + (digit(from, p, keys, shift) << 2);
      store<u32>(bin, load<u32>(bin) + 1);
    }
    let start = 0;
    for (let bin = bins; bin < bins + (BINS << 2); bin += 4) {
      const size = load<u32>(bin);
      store<u32>(bin, start);
      start += size;
    }
    for (let p = 0; p < count; p++) {
      const bin = bins + (digit(from, p, keys, shift) << 2);
      const at = load<u32>(bin);
      store<u32>(bin, at + 1);
      store<u32>(to + ((<usize>at) << 2), load<u32>(from + ((<usize>p) << 2)));
    }
    const swap = from;
    from = to;
    to = swap;
  }
  memory.copy(list, spare, (<usize>count) << 2); // after three passes the result lies in the spare
}

function digit(list: usize, p: i32, keys: usize, shift: i32): u32 {
  const key = load<u32>(keys + ((<usize>load<u32>(list + ((<usize>p) << 2))) << 2));
  return (~key >> shift) & 0x7ff;
}
