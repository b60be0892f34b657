// Matrices that people hand over, in the library and in pages: read, checked, and refused by name.
import { arrayOf, floatsOf, kindOf, refuseTensor, type Named } from './numbers.ts';
import { matrix, type Matrix } from './tensor.ts';

/**
 * A rows × cols matrix; `size` says so in letters: "n·d". Throws an ExpectedError where there are more or
 * fewer numbers, or one that cannot be used, with its row and column.
 */
export function readMatrix(
  named: Named,
  given: unknown,
  [rows, cols]: readonly [number, number],
  size: string,
): Matrix {
  const array = arrayOf(named, given);
  if (array.length === rows * cols) {
    return matrix(rows, cols, floatsOf(named, array, [rows, cols]));
  }
  return refuseTensor(named, `must have ${size} = ${rows * cols} values, got ${array.length}`);
}

/** The same of as many rows as there are, at least one. `row` and `size` name a row and its length. */
export function readRows(
  named: Named,
  given: unknown,
  cols: number,
  { row, size }: { readonly row: string; readonly size: string },
): Matrix {
  const array = arrayOf(named, given);
  const rows = array.length / cols;
  if (Number.isInteger(rows) && rows > 0) {
    return matrix(rows, cols, floatsOf(named, array, [rows, cols]));
  }
  return refuseTensor(
    named,
    `must have a row of ${size} = ${cols} values for every ${row}, got ${array.length} values`,
  );
}

/** A number of rows or columns. Throws an ExpectedError that names it. */
export function readSize(name: string, given: unknown): number {
  if (typeof given === 'number' && Number.isInteger(given) && given >= 1) return given;
  return refuseTensor({ name }, `must be a whole number of at least 1, got ${kindOf(given)}`);
}
