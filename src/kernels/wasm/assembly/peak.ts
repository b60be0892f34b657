// For the bench only: how many multiply-adds the engine reaches at all, out of registers, and what the
// micro-kernel reaches beside it.
import { madd } from './vector';

export { multiply } from './tile';

/** Eight independent chains, 64 floating-point operations a round. */
export function peak8(rounds: i32): f32 {
  const x = f32x4.splat(0.999);
  const y = f32x4.splat(0.001);
  let a = f32x4.splat(1);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  for (let i = 0; i < rounds; i++) {
    a = madd(a, x, y);
    b = madd(b, x, y);
    c = madd(c, x, y);
    d = madd(d, x, y);
    e = madd(e, x, y);
    f = madd(f, x, y);
    g = madd(g, x, y);
    h = madd(h, x, y);
  }
  return total(a, b, c, d) + total(e, f, g, h);
}

/** Twelve independent chains, 96 floating-point operations a round. */
export function peak12(rounds: i32): f32 {
  const x = f32x4.splat(0.999);
  const y = f32x4.splat(0.001);
  let a = f32x4.splat(1);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  let k = a;
  let l = a;
  let m = a;
  let n = a;
  for (let i = 0; i < rounds; i++) {
    a = madd(a, x, y);
    b = madd(b, x, y);
    c = madd(c, x, y);
    d = madd(d, x, y);
    e = madd(e, x, y);
    f = madd(f, x, y);
    g = madd(g, x, y);
    h = madd(h, x, y);
    k = madd(k, x, y);
    l = madd(l, x, y);
    m = madd(m, x, y);
    n = madd(n, x, y);
  }
  return total(a, b, c, d) + total(e, f, g, h) + total(k, l, m, n);
}

function total(a: v128, b: v128, c: v128, d: v128): f32 {
  return f32x4.extract_lane(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), 0);
}
