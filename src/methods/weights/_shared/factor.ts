// The upper Cholesky factor of the inverse of a layer's Hessian, in double precision.
//
// Wanted is U, upper triangular, with H⁻¹ = UᵀU. Instead of inverting H and factoring the inverse, H is
// written as R·Rᵀ with R upper triangular; then H⁻¹ = R⁻ᵀ·R⁻¹, and U = R⁻¹ is the same matrix at a
// quarter of the work.
import { ExpectedError } from '../../../core/result.ts';
import type { LayerInputs, WeightShape } from '../../weights.ts';

export interface Factor {
  /** Input features. */
  readonly size: number;
  /** size × size, zeros below the diagonal. */
  readonly upper: Float64Array;
  /** Features that never fired. */
  readonly dead: Uint8Array;
}

/** FLOPs of H and its factor. */
export function factorFlops({ in: size }: WeightShape, { tokens }: LayerInputs): number {
  return 2 * tokens * size ** 2 + (2 / 3) * size ** 3;
}

const known = new WeakMap<LayerInputs, Map<number, Factor>>();

/**
 * The factor of H with `damping` times its mean diagonal added to the diagonal; features that never
 * fired stand with 1. Kept per layer inputs. Throws an ExpectedError where H is singular or not finite.
 */
export function factorOf(inputs: LayerInputs, damping: number): Factor {
  const factors = known.get(inputs) ?? new Map<number, Factor>();
  known.set(inputs, factors);
  const factor = factors.get(damping) ?? makeFactor(inputs, damping);
  factors.set(damping, factor);
  return factor;
}

function makeFactor(inputs: LayerInputs, damping: number): Factor {
  const size = inputs.l2.length;
  const hessian = new Float64Array(inputs.hessian());
  const dead = new Uint8Array(size);
  let trace = 0;
  for (let j = 0; j < size; j++) {
    const at = j * size + j;
    if (hessian[at] === 0) {
      dead[j] = 1;
      hessian[at] = 1;
    }
    trace += hessian[at]!;
  }
  for (let j = 0; j < size; j++) hessian[j * size + j]! += (damping * trace) / size;
  return { size, upper: invertUpper(upperRoot(hessian, size), size), dead };
}

/** R, upper triangular, with R·Rᵀ = H; in place of H. */
export function upperRoot(h: Float64Array, n: number): Float64Array {
  for (let j = n - 1; j >= 0; j--) {
    const own = j * n;
    let square = h[own + j]!;
    for (let k = j + 1; k < n; k++) square -= h[own + k]! ** 2;
    if (!Number.isFinite(square)) {
      const what = `the inputs’ Hessian holds ${square}: inputs overflow, or are no numbers`;
      throw new ExpectedError('x', what);
    }
    if (square <= 0) {
      throw new ExpectedError(
        'damping',
        'the inputs’ Hessian is singular; use more calibration tokens or a larger damping',
      );
    }
    const pivot = Math.sqrt(square);
    h[own + j] = pivot;
    for (let i = 0; i < j; i++) {
      const row = i * n;
      let sum = h[row + j]!;
      for (let k = j + 1; k < n; k++) sum -= h[row + k]! * h[own + k]!;
      h[row + j] = sum / pivot;
      h[own + i] = 0;
    }
  }
  return h;
}

/** R⁻¹ of an upper triangular R. */
export function invertUpper(r: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const pivot = 1 / r[row + i]!;
    inverse[row + i] = pivot;
    for (let k = i + 1; k < n; k++) {
      const factor = r[row + k]! * pivot;
      if (factor === 0) continue;
      const below = k * n;
      for (let j = k; j < n; j++) inverse[row + j]! -= factor * inverse[below + j]!;
    }
  }
  return inverse;
}
