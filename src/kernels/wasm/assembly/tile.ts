// The micro-kernel under everything that multiplies matrices, and the packing that it wants.
//
// Eight accumulators are what two multiply-add units with a latency of four cycles need, and with two
// vectors of b and one of a they stay within the 15 registers that engines hand out. Larger blocks
// spill and run at half the speed; so do unrolled loops, whose loads the engine hoists.
import { madd } from './vector';

/** Rows that `tile` takes from a. */
export const TALL: i32 = 4;
/** Rows that `tile` takes from b. */
export const WIDE: i32 = 8;

/**
 * c[r][s] = Σ_p a[p][r] · b[p][s] for r < 4, s < 8, p < depth; depth ≥ 1. a is packed four wide, b eight
 * wide; rows of c lie `stride` bytes apart. With `add` the sum is added to c.
 */
export function tile(a: usize, b: usize, c: usize, stride: usize, depth: i32, add: bool): void {
  const end = a + ((<usize>depth) << 4);
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  do {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    a += 16;
    b += 32;
  } while (a < end);
  const c1 = c + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  if (add) {
    c00 = f32x4.add(c00, v128.load(c));
    c01 = f32x4.add(c01, v128.load(c, 16));
    c10 = f32x4.add(c10, v128.load(c1));
    c11 = f32x4.add(c11, v128.load(c1, 16));
    c20 = f32x4.add(c20, v128.load(c2));
    c21 = f32x4.add(c21, v128.load(c2, 16));
    c30 = f32x4.add(c30, v128.load(c3));
    c31 = f32x4.add(c31, v128.load(c3, 16));
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
}

/**
 * A·Bᵀ: a packed four wide (`rows` real rows), b eight wide (`cols` real rows), both `depth` deep. c has
 * room for whole tiles; its rows lie `stride` bytes apart.
 */
export function multiply(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  cols: i32,
  depth: i32,
  stride: usize,
): void {
  const aBytes = (<usize>depth) << 4;
  const bBytes = (<usize>depth) << 5;
  for (let j = 0; j < cols; j += WIDE) {
    let from = a;
    let to = c;
    for (let i = 0; i < rows; i += TALL) {
      tile(from, b, to, stride, depth, false);
      from += aBytes;
      to += stride << 2;
    }
    b += bBytes;
    c += 32;
  }
}
