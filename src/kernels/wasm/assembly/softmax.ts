// Softmax down the columns of a panel: scores of eight queries, key after key, [key][query]. Scores
// are in units of log 2, so that exp(s − max) is a power of two. Keys come in groups of four.
import { exp2, larger } from './vector';

/** Sets to −∞ what lies above the diagonal, where the panel's first query is `first`. */
export function cutAboveDiagonal(panel: usize, first: i32, keys: i32): void {
  for (let j = first + 1; j < keys; j++) {
    const hidden = min(j - first, 8);
    const at = panel + ((<usize>j) << 5);
    for (let lane = 0; lane < hidden; lane++) {
      store<f32>(at + ((<usize>lane) << 2), -Infinity);
    }
  }
}

/** Raises `max` (eight numbers) to the panel's largest score of each query. */
export function raiseMax(panel: usize, keys: i32, max: usize): void {
  const end = panel + ((<usize>keys) << 5);
  let a0 = v128.load(max);
  let a1 = v128.load(max, 16);
  let b0 = a0;
  let b1 = a1;
  for (let at = panel; at < end; at += 64) {
    a0 = larger(a0, v128.load(at));
    a1 = larger(a1, v128.load(at, 16));
    b0 = larger(b0, v128.load(at, 32));
    b1 = larger(b1, v128.load(at, 48));
  }
  v128.store(max, larger(a0, b0));
  v128.store(max, larger(a1, b1), 16);
}

/** Replaces scores by 2^(score − max) and adds them to `sum` (eight numbers). */
export function exponentiate(panel: usize, keys: i32, max: usize, sum: usize): void {
  const end = panel + ((<usize>keys) << 5);
  for (let half: usize = 0; half < 32; half += 16) {
    const top = v128.load(max + half);
    let s0 = v128.load(sum + half);
    let s1 = f32x4.splat(0);
    for (let at = panel + half; at < end; at += 64) {
      const w0 = exp2(f32x4.sub(v128.load(at), top));
      v128.store(at, w0);
      s0 = f32x4.add(s0, w0);
      const w1 = exp2(f32x4.sub(v128.load(at, 32), top));
      v128.store(at, w1, 32);
      s1 = f32x4.add(s1, w1);
    }
    v128.store(sum + half, f32x4.add(s0, s1));
  }
}

/** `to` = 1 / `sum`, and 0 where a query has no key. Eight numbers each. */
export function invert(sum: usize, to: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    const s = v128.load(sum + half);
    const some = f32x4.gt(s, f32x4.splat(0));
    v128.store(to + half, v128.and(f32x4.div(f32x4.splat(1), s), some));
  }
}

/** Turns a panel into eight rows, `stride` bytes apart, times `factor` (eight numbers). */
export function panelToRows(
  panel: usize,
  keys: i32,
  factor: usize,
  rows: usize,
  stride: usize,
): void {
  const end = panel + ((<usize>keys) << 5);
  for (let half: usize = 0; half < 32; half += 16) {
    const f = v128.load(factor + half);
    let to = rows + stride * (half >> 2);
    for (let at = panel + half; at < end; at += 128) {
      const x0 = f32x4.mul(f, v128.load(at));
      const x1 = f32x4.mul(f, v128.load(at, 32));
      const x2 = f32x4.mul(f, v128.load(at, 64));
      const x3 = f32x4.mul(f, v128.load(at, 96));
      const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
      const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      const second = to + stride;
      const third = second + stride;
      v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      v128.store(second, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      v128.store(third, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      v128.store(third + stride, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
      to += 16;
    }
  }
}
