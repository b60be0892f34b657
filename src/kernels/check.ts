// Checks that every tier makes before it touches memory; messages quote the bad value.
import type { Mask } from '../core/mask/mask.ts';
import type { Matrix } from '../core/tensor.ts';
import type { Viewport } from './contract.ts';

export function checkRange(what: string, from: number, to: number, rows: number): void {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > rows) {
    throw new Error(`${what}: rows [${from}, ${to}) do not lie within 0 … ${rows}`);
  }
}

/** q and k: n × d of the same shape; v, where given, n rows. */
export function checkHead(what: string, q: Matrix, k: Matrix, v?: Matrix): void {
  if (q.rows !== k.rows || q.cols !== k.cols) {
    throw new Error(
      `${what}: queries (${shape(q)}) and keys (${shape(k)}) must have the same shape; ` +
        `give every query head its own key head`,
    );
  }
  checkPositive(`${what}: dimensions of a head`, q.cols);
  if (v && v.rows !== k.rows) {
    throw new Error(`${what}: ${v.rows} values for ${k.rows} keys`);
  }
}

/** Factors of A·Bᵀ. */
export function checkFactors(what: string, a: Matrix, b: Matrix): void {
  if (a.cols !== b.cols || a.cols === 0) {
    throw new Error(`${what}: rows of ${a.cols} and of ${b.cols} numbers cannot be multiplied`);
  }
}

export function checkMask(what: string, mask: Mask, n: number): void {
  if (mask.rows !== n || mask.cols !== n) {
    throw new Error(`${what}: a ${mask.rows} × ${mask.cols} mask does not fit ${n} tokens`);
  }
}

export function checkLength(what: string, got: number, wanted: number): void {
  if (got !== wanted) throw new Error(`${what} must hold ${wanted} numbers, got ${got}`);
}

export function checkPositive(what: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`${what} must be a whole number of at least 1, got ${value}`);
  }
}

/** How far the heads of a rotary matrix reach: cols / heads, even. */
export function headSize(cols: number, heads: number): number {
  checkPositive('heads', heads);
  const d = cols / heads;
  if (!Number.isInteger(d) || d % 2 !== 0) {
    throw new Error(`rope: ${cols} columns do not make ${heads} heads of an even size`);
  }
  return d;
}

export function checkView(view: Viewport): void {
  checkPositive('viewport width', view.width);
  checkPositive('viewport height', view.height);
  const { row0, row1, col0, col1 } = view;
  if (![row0, row1, col0, col1].every(Number.isFinite) || row1 <= row0 || col1 <= col0) {
    throw new Error(`viewport rows ${row0} … ${row1}, columns ${col0} … ${col1} enclose nothing`);
  }
}

export function checkNumbers(what: string, values: Float32Array): void {
  const at = values.findIndex(Number.isNaN);
  if (at >= 0) throw new Error(`${what}: entry ${at} is NaN`);
}

function shape(m: Matrix): string {
  return `${m.rows} × ${m.cols}`;
}
