// The layers of a Llama-type model apart from its products, row by row.
import { exp2, madd, sumOf } from './vector';

/** x / √(mean(x²) + eps) · gain for every row. */
export function rmsNorm(x: usize, rows: i32, cols: i32, gain: usize, eps: f32, to: usize): void {
  const end = (<usize>cols) << 2;
  const whole = end & ~15;
  for (let i = 0; i < rows; i++) {
    let lanes = f32x4.splat(0);
    let p: usize = 0;
    for (; p < whole; p += 16) {
      const value = v128.load(x + p);
      lanes = madd(value, value, lanes);
    }
    let squares = sumOf(lanes);
    for (; p < end; p += 4) squares += load<f32>(x + p) * load<f32>(x + p);
    const factor = <f32>1 / sqrt<f32>(squares / <f32>cols + eps);
    const factors = f32x4.splat(factor);
    for (p = 0; p < whole; p += 16) {
      const scaled = f32x4.mul(v128.load(x + p), factors);
      v128.store(to + p, f32x4.mul(scaled, v128.load(gain + p)));
    }
    for (; p < end; p += 4) store<f32>(to + p, load<f32>(x + p) * factor * load<f32>(gain + p));
    x += end;
    to += end;
  }
}

/**
 * Rotates pairs (c, c + half) of every head; `cos` and `sin` hold rows × half numbers and are read
 * from their first row.
 */
export function rope(
  x: usize,
  rows: i32,
  heads: i32,
  half: i32,
  cos: usize,
  sin: usize,
  to: usize,
): void {
  const end = (<usize>half) << 2;
  const whole = end & ~15;
  for (let i = 0; i < rows; i++) {
    for (let h = 0; h < heads; h++) {
      const second = x + end;
      const toSecond = to + end;
      let p: usize = 0;
      for (; p < whole; p += 16) {
        const a = v128.load(x + p);
        const b = v128.load(second + p);
        const c = v128.load(cos + p);
        const s = v128.load(sin + p);
        v128.store(to + p, f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s)));
        v128.store(toSecond + p, f32x4.add(f32x4.mul(b, c), f32x4.mul(a, s)));
      }
      for (; p < end; p += 4) {
        const a = load<f32>(x + p);
        const b = load<f32>(second + p);
        const c = load<f32>(cos + p);
        const s = load<f32>(sin + p);
        store<f32>(to + p, a * c - b * s);
        store<f32>(toSecond + p, b * c + a * s);
      }
      x += end << 1;
      to += end << 1;
    }
    cos += end;
    sin += end;
  }
}

/** gate / (1 + e^−gate) · up; `count` is rounded up to four. */
export function swiglu(gate: usize, up: usize, count: i32, to: usize): void {
  const minusLog2e = f32x4.splat(-1.4426950408889634);
  const most = f32x4.splat(126);
  const one = f32x4.splat(1);
  for (let p = 0; p < count; p += 4) {
    const g = v128.load(gate);
    const power = exp2(f32x4.pmin(most, f32x4.mul(g, minusLog2e)));
    v128.store(to, f32x4.mul(f32x4.div(g, f32x4.add(one, power)), v128.load(up)));
    gate += 16;
    up += 16;
    to += 16;
  }
}

/** Means over blocks of `block` rows. */
export function poolMean(x: usize, rows: i32, cols: i32, block: i32, to: usize): void {
  const rowBytes = (<usize>cols) << 2;
  for (let first = 0; first < rows; first += block) {
    const size = min(block, rows - first);
    const share = <f32>1 / <f32>size;
    let c = 0;
    for (; c + 4 <= cols; c += 4) {
      let sum = f32x4.splat(0);
      let at = x + ((<usize>c) << 2);
      for (let i = 0; i < size; i++) {
        sum = f32x4.add(sum, v128.load(at));
        at += rowBytes;
      }
      v128.store(to + ((<usize>c) << 2), f32x4.mul(sum, f32x4.splat(share)));
    }
    for (; c < cols; c++) {
      let sum: f32 = 0;
      let at = x + ((<usize>c) << 2);
      for (let i = 0; i < size; i++) {
        sum += load<f32>(at);
        at += rowBytes;
      }
      store<f32>(to + ((<usize>c) << 2), sum * share);
    }
    x += rowBytes * size;
    to += rowBytes;
  }
}
