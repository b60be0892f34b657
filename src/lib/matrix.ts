// A matrix of whatever numbers a program has.
import { arrayOf, floatsOf, type NumberArray } from '../core/numbers.ts';
import { matrix as make, type Matrix } from '../core/tensor.ts';

/**
 * Wraps `data` (length rows·cols), or makes a zero matrix. Numbers in another array than a Float32Array are
 * copied: no kernel would know them. Throws when the length does not fit.
 */
export function matrix(rows: number, cols: number, data?: NumberArray): Matrix {
  if (data === undefined || data instanceof Float32Array) return make(rows, cols, data);
  const named = { name: 'a matrix' };
  return make(rows, cols, floatsOf(named, arrayOf(named, data), [rows, cols]));
}
