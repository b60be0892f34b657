// What all representations share about sizes.

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

/** A copy with room for at least `length` numbers, and for twice as many as before. */
export function grown(numbers: Uint32Array<ArrayBuffer>, length = 0): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(2 * numbers.length, length));
  larger.set(numbers);
  return larger;
}
