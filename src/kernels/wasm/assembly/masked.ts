// Attention of a strip of queries under a mask. Only groups of four keys that a panel keeps something
// of are computed; keys, values and bits may be those of the whole text or of the kept keys only.
import { scoreStrip, softmaxStrip, keysOf, weighValues } from './attention';
import { lanes, stretchesOf } from './bits';
import { exponentiate, invert, panelToRows, raiseMax } from './softmax';
import { tile } from './tile';

/** Below this share of the row's largest weight, kept weights are computed anew from the scores. */
const FAINT: f32 = 7.888609052210118e-31; // 2^-100

// Scratch of one panel: factors, largest scores, sums (eight numbers each), then the output,
// [column][query].
const MAX: usize = 32;
const SUM: usize = 64;
const MASS: usize = 96;
const FACTOR: usize = 128;
const OUTPUT: usize = 160;

function clear(at: usize, value: f32): void {
  v128.store(at, f32x4.splat(value));
  v128.store(at, f32x4.splat(value), 16);
}

/** Scores of the kept keys of one panel, −∞ for others within the stretches. */
function scoreKept(
  queries: usize,
  keys: usize,
  panel: usize,
  bits: usize,
  stretches: usize,
  count: i32,
  depth: i32,
): void {
  const nothing = f32x4.splat(-Infinity);
  for (let s = 0; s < count; s++) {
    const end = load<u32>(stretches, 4);
    for (let g = load<u32>(stretches); g < end; g++) {
      const kept = load<u32>(bits + ((<usize>g) << 2));
      const at = panel + ((<usize>g) << 7);
      if (kept !== 0) tile(keys + <usize>g * ((<usize>depth) << 4), queries, at, 32, depth, false);
      if (kept === 0xffffffff) continue;
      for (let j = 0; j < 4; j++) {
        const byte = (kept >> (j << 3)) & 0xff;
        const row = at + ((<usize>j) << 5);
        v128.store(row, v128.bitselect(v128.load(row), nothing, lanes(byte, 0)));
        v128.store(row, v128.bitselect(v128.load(row, 16), nothing, lanes(byte, 1)), 16);
      }
    }
    stretches += 8;
  }
}

/** Softmax over the kept keys of one panel, without the division. Fills MAX and SUM. */
function softmaxKept(panel: usize, stretches: usize, count: i32, scratch: usize): void {
  clear(scratch + MAX, -Infinity);
  clear(scratch + SUM, 0);
  for (let s = 0; s < count; s++) {
    const start = load<u32>(stretches + ((<usize>s) << 3));
    const length = load<u32>(stretches + ((<usize>s) << 3), 4) - start;
    raiseMax(panel + ((<usize>start) << 7), length << 2, scratch + MAX);
  }
  for (let s = 0; s < count; s++) {
    const start = load<u32>(stretches + ((<usize>s) << 3));
    const length = load<u32>(stretches + ((<usize>s) << 3), 4) - start;
    exponentiate(panel + ((<usize>start) << 7), length << 2, scratch + MAX, scratch + SUM);
  }
}

/** Σ w v over the stretches, [column][query]. */
function weighKept(
  values: usize,
  valueBytes: usize,
  panel: usize,
  stretches: usize,
  count: i32,
  cols: i32,
  to: usize,
): void {
  if (count === 0) memory.fill(to, 0, (<usize>((cols + 3) & ~3)) << 5);
  for (let s = 0; s < count; s++) {
    const start = load<u32>(stretches) << 2;
    const end = load<u32>(stretches, 4) << 2;
    weighValues(values, valueBytes, panel, start, end, cols, to, s > 0);
    stretches += 8;
  }
}

/**
 * Output of `count` panels under the mask: rows of `cols` numbers rounded up to fours. `groups` is the
 * number of groups of four keys there are, `panel` has room for them, `bits` lie `bitBytes` apart.
 */
export function maskedOutputStrip(
  queries: usize,
  keys: usize,
  values: usize,
  valueBytes: usize,
  bits: usize,
  bitBytes: usize,
  groups: i32,
  panel: usize,
  stretches: usize,
  count: i32,
  depth: i32,
  cols: i32,
  scratch: usize,
  rows: usize,
): void {
  const wide = (cols + 3) & ~3;
  for (let p = 0; p < count; p++) {
    const parts = stretchesOf(bits, groups, stretches);
    scoreKept(queries, keys, panel, bits, stretches, parts, depth);
    softmaxKept(panel, stretches, parts, scratch);
    weighKept(values, valueBytes, panel, stretches, parts, cols, scratch + OUTPUT);
    invert(scratch + SUM, scratch + FACTOR);
    panelToRows(scratch + OUTPUT, wide, scratch + FACTOR, rows, (<usize>wide) << 2);
    queries += (<usize>depth) << 5;
    bits += bitBytes;
    rows += (<usize>wide) << 5;
  }
}

/** Sets dropped weights within the stretches to 0 and sums the kept ones into MASS. */
function keepWeights(
  panel: usize,
  bits: usize,
  stretches: usize,
  count: i32,
  scratch: usize,
): void {
  let m0 = f32x4.splat(0);
  let m1 = f32x4.splat(0);
  for (let s = 0; s < count; s++) {
    const end = load<u32>(stretches, 4) << 2;
    for (let j = load<u32>(stretches) << 2; j < end; j++) {
      const byte = load<u8>(bits + j);
      const row = panel + ((<usize>j) << 5);
      const w0 = v128.and(v128.load(row), lanes(byte, 0));
      const w1 = v128.and(v128.load(row, 16), lanes(byte, 1));
      v128.store(row, w0);
      v128.store(row, w1, 16);
      m0 = f32x4.add(m0, w0);
      m1 = f32x4.add(m1, w1);
    }
    stretches += 8;
  }
  v128.store(scratch, m0, MASS);
  v128.store(scratch, m1, MASS + 16);
}

/** Whether some query keeps keys of which too little is left to divide by. */
function isFaint(bits: usize, groups: i32, scratch: usize): bool {
  let any: u32 = 0;
  for (let g = 0; g < groups; g++) any |= load<u32>(bits + ((<usize>g) << 2));
  any |= any >> 16;
  any = (any | (any >> 8)) & 0xff;
  const least = f32x4.splat(FAINT);
  const f0 = v128.and(f32x4.lt(v128.load(scratch, MASS), least), lanes(any, 0));
  const f1 = v128.and(f32x4.lt(v128.load(scratch, MASS + 16), least), lanes(any, 1));
  return v128.any_true(v128.or(f0, f1));
}

/** ‖O − Ô‖² and ‖O‖² of eight queries from unnormalised outputs, [column][query]. */
function compare(
  full: usize,
  fullFactor: usize,
  kept: usize,
  keptFactor: usize,
  cols: i32,
  error: usize,
  norm: usize,
): void {
  for (let half: usize = 0; half < 32; half += 16) {
    const f = v128.load(fullFactor + half);
    const k = v128.load(keptFactor + half);
    let e = f32x4.splat(0);
    let s = f32x4.splat(0);
    for (let c = 0; c < cols; c++) {
      const at = ((<usize>c) << 5) + half;
      const dense = f32x4.mul(v128.load(full + at), f);
      const difference = f32x4.sub(dense, f32x4.mul(v128.load(kept + at), k));
      e = f32x4.add(e, f32x4.mul(difference, difference));
      s = f32x4.add(s, f32x4.mul(dense, dense));
    }
    v128.store(error + half, e);
    v128.store(norm + half, s);
  }
}

/**
 * What the mask costs `count` panels: recall, squared error and squared norm per query. Keys, values
 * and bits are those of the whole text.
 */
export function maskedRowsStrip(
  queries: usize,
  keys: usize,
  values: usize,
  valueBytes: usize,
  bits: usize,
  bitBytes: usize,
  panels: usize,
  panelBytes: usize,
  stretches: usize,
  first: i32,
  count: i32,
  n: i32,
  depth: i32,
  cols: i32,
  max: usize,
  sum: usize,
  scratch: usize,
  recall: usize,
  error: usize,
  norm: usize,
): void {
  const kept = scratch + OUTPUT;
  const full = kept + ((<usize>((cols + 3) & ~3)) << 5);
  scoreStrip(queries, keys, panels, panelBytes, first, count, n, depth);
  softmaxStrip(panels, panelBytes, first, count, n, max, sum);
  for (let p = 0; p < count; p++) {
    const seen = keysOf(first, n);
    weighValues(values, valueBytes, panels, 0, seen, cols, full, false);
    invert(sum, scratch);

    const parts = stretchesOf(bits, seen >> 2, stretches);
    keepWeights(panels, bits, stretches, parts, scratch);
    for (let half: usize = 0; half < 32; half += 16) {
      const mass = v128.load(scratch + half, MASS);
      v128.store(recall + half, f32x4.mul(mass, v128.load(scratch + half)));
    }
    if (isFaint(bits, seen >> 2, scratch)) {
      scoreKept(queries, keys, panels, bits, stretches, parts, depth);
      softmaxKept(panels, stretches, parts, scratch);
      invert(scratch + SUM, scratch + FACTOR);
    } else {
      invert(scratch + MASS, scratch + FACTOR);
    }
    weighKept(values, valueBytes, panels, stretches, parts, cols, kept);
    compare(full, scratch, kept, scratch + FACTOR, cols, error, norm);

    first += 8;
    queries += (<usize>depth) << 5;
    bits += bitBytes;
    panels += panelBytes;
    sum += 32;
    recall += 32;
    error += 32;
    norm += 32;
  }
}

/** Values of the listed keys, packed by columns of four like those they are taken from. */
export function listValues(
  values: usize,
  valueBytes: usize,
  list: usize,
  count: i32,
  cols: i32,
  to: usize,
): void {
  for (let c = 0; c < cols; c += 4) {
    for (let u = 0; u < count; u++) {
      v128.store(to, v128.load(values + ((<usize>load<u32>(list + ((<usize>u) << 2))) << 4)));
      to += 16;
    }
    values += valueBytes;
  }
}
