// From cells to pixels. Ranks are explained in src/kernels/ranks.ts; the rules here are the same.

import { larger } from './vector';

const LIGHT: i32 = 1;
const KEPT: i32 = 2;
const HEAVY: i32 = 3;
const WEIGHT: i32 = 2;
const LARGEST: i32 = 0x3f80;

/**
 * Ranks one row of `cells` causal cells. `runs` (pairs) are the kept ones, ascending; what lies beyond
 * the row is cut off. `lost`: ranks for showing losses only.
 */
export function rankRow(
  weights: usize,
  cells: i32,
  runs: usize,
  runCount: i32,
  heavy: f32,
  lost: bool,
  to: usize,
): void {
  let at = 0;
  for (let r = 0; r < runCount; r++) {
    const start = min<i32>(load<u32>(runs), cells);
    const end = min<i32>(load<u32>(runs, 4), cells);
    rank(weights, at, start, heavy, false, lost, to);
    rank(weights, start, end, heavy, true, lost, to);
    at = end;
    runs += 8;
  }
  rank(weights, at, cells, heavy, false, lost, to);
}

function rank(
  weights: usize,
  start: i32,
  end: i32,
  heavy: f32,
  kept: bool,
  lost: bool,
  to: usize,
): void {
  let j = start;
  if (kept && lost) {
    for (; j < end; j++) store<u16>(to + ((<usize>j) << 1), KEPT);
    return;
  }
  const limit = f32x4.splat(heavy);
  const scale = lost ? 0 : 1;
  const base = lost ? HEAVY : WEIGHT + <i32>kept;
  for (; j + 8 <= end; j += 8) {
    const x = v128.load(weights + ((<usize>j) << 2));
    const y = v128.load(weights + ((<usize>j) << 2), 16);
    const codes = i16x8.min_u(upper(x, y), i16x8.splat(<i16>LARGEST));
    let ranks = i16x8.add(i16x8.shl(codes, scale), i16x8.splat(<i16>base));
    if (!kept) {
      const isHeavy = upper(f32x4.ge(x, limit), f32x4.ge(y, limit));
      ranks = v128.bitselect(ranks, i16x8.splat(<i16>LIGHT), isHeavy);
    }
    v128.store(to + ((<usize>j) << 1), ranks);
  }
  for (; j < end; j++) {
    const weight = load<f32>(weights + ((<usize>j) << 2));
    const code = min<i32>(reinterpret<u32>(weight) >> 16, LARGEST);
    const value = kept || weight >= heavy ? (code << scale) + base : LIGHT;
    store<u16>(to + ((<usize>j) << 1), value);
  }
}

/** The upper halves of eight words. */
function upper(x: v128, y: v128): v128 {
  return v128.shuffle<u16>(x, y, 1, 3, 5, 7, 9, 11, 13, 15);
}

/**
 * Pixels from ranks: for each the largest rank that it covers, looked up in `table`. Rows of the plane
 * lie `stride` bytes apart; nothing is kept of columns above the diagonal. Pixel edges are pairs of
 * lists (first, then last) as made by pixelEdges. `strip` has room for a row of ranks.
 */
export function paint(
  plane: usize,
  stride: usize,
  rowEdges: usize,
  height: i32,
  colEdges: usize,
  width: i32,
  table: usize,
  strip: usize,
  to: usize,
): void {
  const firstCol = load<u32>(colEdges) & ~15;
  const lastCol = load<u32>(colEdges + ((<usize>(2 * width - 1)) << 2));
  const lasts = (<usize>width) << 2;
  let aboveTop: i32 = -1;
  let aboveBottom: i32 = -1;
  for (let y = 0; y < height; y++) {
    const top = load<u32>(rowEdges + ((<usize>y) << 2));
    const bottom = load<u32>(rowEdges + ((<usize>(height + y)) << 2));
    if (top === aboveTop && bottom === aboveBottom) {
      memory.copy(to, to - lasts, lasts);
      to += lasts;
      continue;
    }
    aboveTop = top;
    aboveBottom = bottom;
    const end = top < bottom ? min<i32>(lastCol, bottom) : 0;
    for (let j: i32 = firstCol; j < end; j += 16) {
      let at = plane + <usize>top * stride + ((<usize>j) << 1);
      let a = v128.load(at);
      let b = v128.load(at, 16);
      for (let i = top + 1; i < bottom; i++) {
        at += stride;
        a = i16x8.max_u(a, v128.load(at));
        b = i16x8.max_u(b, v128.load(at, 16));
      }
      v128.store(strip + ((<usize>j) << 1), a);
      v128.store(strip + ((<usize>j) << 1), b, 16);
    }
    for (let x: usize = 0; x < lasts; x += 4) {
      const last = min<i32>(load<u32>(colEdges + lasts + x), end);
      let best: u32 = 0;
      for (let j: i32 = load<u32>(colEdges + x); j < last; j++) {
        best = max(best, load<u16>(strip + ((<usize>j) << 1)));
      }
      store<u32>(to, load<u32>(table + (best << 2)));
      to += 4;
    }
  }
}

/** Largest value per pixel, NaN where there is no cell. Edges as in `paint`. */
export function poolMax(
  values: usize,
  cols: i32,
  rowEdges: usize,
  height: i32,
  colEdges: usize,
  width: i32,
  strip: usize,
  to: usize,
): void {
  const rowBytes = (<usize>cols) << 2;
  for (let y = 0; y < height; y++) {
    const top = load<u32>(rowEdges + ((<usize>y) << 2));
    const bottom = load<u32>(rowEdges + ((<usize>(height + y)) << 2));
    const seen = top < bottom;
    if (seen) {
      memory.copy(strip, values + <usize>top * rowBytes, rowBytes);
      for (let i = top + 1; i < bottom; i++) raise(strip, values + <usize>i * rowBytes, cols);
    }
    for (let x = 0; x < width; x++) {
      let j: u32 = load<u32>(colEdges + ((<usize>x) << 2));
      const last = load<u32>(colEdges + ((<usize>(width + x)) << 2));
      let best: f32 = NaN;
      if (seen && j < last) {
        best = load<f32>(strip + (j << 2));
        for (j++; j < last; j++) {
          const value = load<f32>(strip + (j << 2));
          best = value > best ? value : best;
        }
      }
      store<f32>(to, best);
      to += 4;
    }
  }
}

function raise(strip: usize, row: usize, cols: i32): void {
  let p: usize = 0;
  const end = (<usize>cols) << 2;
  for (; p + 16 <= end; p += 16) {
    v128.store(strip + p, larger(v128.load(strip + p), v128.load(row + p)));
  }
  for (; p < end; p += 4) {
    const value = load<f32>(row + p);
    if (value > load<f32>(strip + p)) store<f32>(strip + p, value);
  }
}
