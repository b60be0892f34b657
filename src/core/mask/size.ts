// The one check on sizes that all representations share.

/** Throws a RangeError unless rows and cols are whole numbers from 0 to 2^31 − 1. */
export function checkSize(rows: number, cols: number): void {
  if (!isSize(rows) || !isSize(cols)) {
    throw new RangeError(
      `a mask needs whole numbers of rows and columns from 0 to 2147483647, got ${rows} × ${cols}`,
    );
  }
}

function isSize(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0x7fffffff;
}
