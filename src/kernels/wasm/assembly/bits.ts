// A mask over a strip of queries: one byte per key and panel of eight queries, bit l for query l.
// Bytes of a panel lie side by side, so that four keys are one word and sixteen one vector.

/**
 * Marks the kept runs of queries first … first + rows − 1. `rowStart` and `runs` (pairs) start at the
 * strip's first row; runs are cut at the diagonal. Panels lie `panelBytes` apart and are cleared.
 */
export function markRuns(
  runs: usize,
  rowStart: usize,
  first: i32,
  rows: i32,
  bits: usize,
  panelBytes: i32,
): void {
  memory.fill(bits, 0, ((rows + 7) >> 3) * panelBytes);
  for (let i = 0; i < rows; i++) {
    const panel = bits + (i >> 3) * panelBytes;
    const bit = 1 << (i & 7);
    const last = runs + ((<usize>load<u32>(rowStart, 4)) << 3);
    for (let run = runs + ((<usize>load<u32>(rowStart)) << 3); run < last; run += 8) {
      const start = load<u32>(run);
      const end = min(load<u32>(run, 4), first + i + 1);
      if (start < end) mark(panel + start, panel + end, bit);
    }
    rowStart += 4;
  }
}

function mark(at: usize, end: usize, bit: u32): void {
  const many = i8x16.splat(<i8>bit);
  for (; at + 16 <= end; at += 16) v128.store(at, v128.or(v128.load(at), many));
  for (; at < end; at++) store<u8>(at, load<u8>(at) | bit);
}

/**
 * Lists the keys that any panel keeps, filled up to whole fours by repeating the last, and returns how
 * many there are. `panelBytes` is a multiple of four.
 */
export function listKept(bits: usize, panels: i32, panelBytes: i32, list: usize): i32 {
  let count = 0;
  for (let j = 0; j < panelBytes; j += 4) {
    let any: u32 = 0;
    for (let p = 0; p < panels; p++) any |= load<u32>(bits + p * panelBytes + j);
    for (let key = j; any !== 0; any >>= 8, key++) {
      if ((any & 0xff) === 0) continue;
      store<u32>(list + ((<usize>count) << 2), key);
      count++;
    }
  }
  if (count > 0) {
    const last = load<u32>(list + ((<usize>(count - 1)) << 2));
    for (let u = count; (u & 3) !== 0; u++) store<u32>(list + ((<usize>u) << 2), last);
  }
  return count;
}

/** Groups of four keys, aligned, that any panel keeps a key of. */
export function countGroups(bits: usize, panels: i32, panelBytes: i32): i32 {
  let count = 0;
  for (let j = 0; j < panelBytes; j += 4) {
    let any: u32 = 0;
    for (let p = 0; p < panels; p++) any |= load<u32>(bits + p * panelBytes + j);
    count += <i32>(any !== 0);
  }
  return count;
}

/** The bytes of the listed keys only, panels `toBytes` apart, padding cleared. */
export function compactBits(
  bits: usize,
  panels: i32,
  panelBytes: i32,
  list: usize,
  count: i32,
  to: usize,
  toBytes: i32,
): void {
  for (let p = 0; p < panels; p++) {
    for (let u = 0; u < count; u++) {
      store<u8>(to + u, load<u8>(bits + load<u32>(list + ((<usize>u) << 2))));
    }
    for (let u = count; u < toBytes; u++) store<u8>(to + u, 0);
    bits += panelBytes;
    to += toBytes;
  }
}

/**
 * Splits `groups` groups of four keys into stretches (pairs of u32) that hold all kept keys, and
 * returns how many; a gap of up to two groups costs less to cross than to leave.
 */
export function stretchesOf(bits: usize, groups: i32, to: usize): i32 {
  let count = 0;
  let end = -4;
  for (let g = 0; g < groups; g++) {
    if (load<u32>(bits + ((<usize>g) << 2)) === 0) continue;
    if (g > end + 2) {
      store<u32>(to + ((<usize>count) << 3), g);
      count++;
    }
    end = g + 1;
    store<u32>(to + ((<usize>count) << 3) - 4, end);
  }
  return count;
}

/** All ones in the lanes of queries 0–3 (half 0) or 4–7 (half 1) that keep a key. */
export function lanes(byte: u32, half: i32): v128 {
  const bit = half === 0 ? i32x4(1, 2, 4, 8) : i32x4(16, 32, 64, 128);
  return i32x4.eq(v128.and(i32x4.splat(byte), bit), bit);
}
