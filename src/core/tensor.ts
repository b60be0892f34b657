// Plain row-major matrices. Everything numeric in the project passes these, never nested arrays.

/** A rows × cols matrix, row-major, 32-bit floats. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}

/** Wraps `data` (length rows·cols), or makes a zero matrix. Throws when the length does not fit. */
export function matrix(
  rows: number,
  cols: number,
  data: Float32Array = new Float32Array(rows * cols),
): Matrix {
  if (data.length !== rows * cols) {
    throw new Error(`a ${rows} × ${cols} matrix needs ${rows * cols} numbers, got ${data.length}`);
  }
  return { rows, cols, data };
}

/** A matrix from nested rows of equal length, mostly for worked examples. */
export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  for (const [i, row] of rows.entries()) {
    if (row.length !== cols) {
      throw new Error(`row ${i} has ${row.length} entries, expected ${cols}`);
    }
  }
  return matrix(rows.length, cols, Float32Array.from(rows.flat()));
}

/** Row i as a view, not a copy. */
export function rowOf(m: Matrix, i: number): Float32Array {
  return m.data.subarray(i * m.cols, (i + 1) * m.cols);
}
