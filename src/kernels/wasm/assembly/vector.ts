// Vector helpers shared by all kernels. Functions this small are inlined by the compiler.

// 2^r = 1 + P1·r + … + P6·r⁶ on [−½, ½], minimax in relative error (2e-9 before rounding).
const P1: f32 = 0.6931472028551285;
const P2: f32 = 0.24022647913619677;
const P3: f32 = 0.05550332471026746;
const P4: f32 = 0.00961843735829802;
const P5: f32 = 0.0013398874445478307;
const P6: f32 = 0.00015353361815692706;

/** a · b + c; one rounding where the engine has fused multiply-add, two elsewhere. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Larger of each pair; a single instruction, unlike f32x4.max with its care for NaN. */
export function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

/** Sum of the four lanes. */
export function sumOf(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/**
 * 2^x for x ≤ 127, relative error below 2e-7; 0 below −126.5.
 *
 * x = n + r with n whole and |r| ≤ ½. Adding 1.5 · 2^23 rounds x to n and leaves n in the low bits of
 * the sum, from where a shift moves it into the exponent; at −127 that gives exactly 0. 2^r is a
 * polynomial of degree 6, minimax in relative error.
 */
export function exp2(x: v128): v128 {
  const shifter = f32x4.splat(12582912.0);
  const clamped = larger(f32x4.splat(-127.0), x);
  const shifted = f32x4.add(clamped, shifter);
  const r = f32x4.sub(clamped, f32x4.sub(shifted, shifter));
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
  let p = madd(f32x4.splat(P6), r, f32x4.splat(P5));
  p = madd(p, r, f32x4.splat(P4));
  p = madd(p, r, f32x4.splat(P3));
  p = madd(p, r, f32x4.splat(P2));
  p = madd(p, r, f32x4.splat(P1));
  p = madd(p, r, f32x4.splat(1.0));
  return f32x4.mul(p, power);
}
