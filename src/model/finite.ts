// Weights that are no numbers would become zeros and losses without a value further on.
import { placeOf } from '../core/numbers.ts';
import { ExpectedError } from '../core/result.ts';
import { fromHalf } from './half.ts';

/**
 * Throws an ExpectedError for NaN and infinities, with the name of the tensor and where in it the first
 * is. `values` as float32 or float16 bits; `tell` says what stands at an index, if that is not the value.
 */
export function refuseNotFinite(
  name: string,
  shape: readonly number[],
  values: Float32Array | Uint16Array,
  tell?: (at: number) => string,
): void {
  const at = firstNotFinite(values);
  if (at < 0) return;
  const value = values instanceof Uint16Array ? fromHalf(values[at]!) : values[at]!;
  const what = tell ? `cannot hold ${tell(at)}` : `holds ${value}`;
  throw new ExpectedError(
    name,
    `tensor “${name}” ${what} at ${placeOf(at, shape)}; weights must be finite`,
  );
}

/** −1 where all are finite. Plain loops: a model has many weights. */
function firstNotFinite(values: Float32Array | Uint16Array): number {
  if (values instanceof Uint16Array) {
    for (let p = 0; p < values.length; p++) if ((values[p]! & 0x7c00) === 0x7c00) return p;
    return -1;
  }
  for (let p = 0; p < values.length; p++) if (!(Math.abs(values[p]!) < Infinity)) return p;
  return -1;
}
