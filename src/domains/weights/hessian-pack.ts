// A Hessian in a file: symmetric, so one triangle of it. A small one is exact. Of a large one the diagonal
// is, and each product off it is kept as a correlation H_ij / √(H_ii·H_jj) in 24 bits, off by at most
// 2^-24: 3 bytes where single precision takes 4.
import { ExpectedError } from '../../core/result.ts';
import type { RawTensor, TensorSource } from '../../model/safetensors.ts';
import { tensorOf } from '../../model/safetensors-write.ts';

/** Up to this many inputs the triangle is exact: 132 kB. */
const EXACT_UP_TO = 256;
const STEPS = 0x7fffff;

/** Tensors of a symmetric matrix, in × in. */
export function packHessian(hessian: Float32Array): Record<string, RawTensor> {
  const size = Math.sqrt(hessian.length);
  if (size <= EXACT_UP_TO) {
    const triangle = new Float32Array((size * (size + 1)) / 2);
    walk(size, 0, (i, j, p) => (triangle[p] = hessian[i * size + j]!));
    return { triangle: tensorOf([triangle.length], triangle) };
  }
  const diagonal = Float32Array.from({ length: size }, (_, i) => hessian[i * size + i]!);
  const bytes = new Uint8Array((3 * size * (size - 1)) / 2);
  walk(size, 1, (i, j, p) => {
    const scale = Math.sqrt(diagonal[i]! * diagonal[j]!);
    const steps = scale > 0 ? Math.round((STEPS * hessian[i * size + j]!) / scale) : 0;
    for (const byte of [0, 1, 2]) bytes[3 * p + byte] = steps >> (8 * byte);
  });
  return {
    diagonal: tensorOf([size], diagonal),
    correlations: { dtype: 'U8', shape: [bytes.length / 3, 3], bytes },
  };
}

/** The whole matrix again. Throws an ExpectedError for a file without one. */
export function unpackHessian(file: TensorSource): Float32Array {
  if (file.names.includes('triangle')) {
    const triangle = file.float32('triangle');
    const size = (Math.sqrt(8 * triangle.length + 1) - 1) / 2;
    const hessian = new Float32Array(size * size);
    walk(size, 0, (i, j, p) => {
      hessian[i * size + j] = hessian[j * size + i] = triangle[p]!;
    });
    return hessian;
  }
  const diagonal = file.float32('diagonal');
  const { bytes, dtype } = file.tensor('correlations');
  const size = diagonal.length;
  if (dtype !== 'U8' || bytes.byteLength !== (3 * size * (size - 1)) / 2) {
    throw new ExpectedError('snapshot', `${size} inputs do not fit the correlations beside them`);
  }
  const hessian = new Float32Array(size * size);
  for (let i = 0; i < size; i++) hessian[i * size + i] = diagonal[i]!;
  walk(size, 1, (i, j, p) => {
    const [low, middle, high] = [bytes[3 * p]!, bytes[3 * p + 1]!, bytes[3 * p + 2]!];
    const steps = ((high << 24) | (middle << 16) | (low << 8)) >> 8;
    const scale = Math.sqrt(diagonal[i]! * diagonal[j]!) / STEPS;
    hessian[i * size + j] = hessian[j * size + i] = scale * steps;
  });
  return hessian;
}

/** Visits the upper triangle row by row, `from` right of the diagonal. */
function walk(size: number, from: 0 | 1, visit: (i: number, j: number, p: number) => void): void {
  for (let i = 0, p = 0; i < size; i++) {
    for (let j = i + from; j < size; j++, p++) visit(i, j, p);
  }
}
