// Pages of keys, each with the least and the largest value of every channel: an upper bound of what a query
// can score in it.
import { rowOf, type Matrix } from '../../../core/tensor.ts';

/** Extremes per page of the keys taken in so far. */
export interface Pages {
  /** Takes in the next key, from key 0 on. */
  take(): void;
  /** Upper bound per page of q·k over the keys taken in, unscaled. */
  bounds(query: Float32Array): Float32Array;
}

export function pagesOf(k: Matrix, size: number): Pages {
  const d = k.cols;
  const pages = Math.ceil(k.rows / size);
  const least = new Float32Array(pages * d).fill(Infinity);
  const most = new Float32Array(pages * d).fill(-Infinity);
  let taken = 0;
  return {
    take() {
      const key = rowOf(k, taken);
      const at = Math.floor(taken / size) * d;
      for (let c = 0; c < d; c++) {
        if (key[c]! < least[at + c]!) least[at + c] = key[c]!;
        if (key[c]! > most[at + c]!) most[at + c] = key[c]!;
      }
      taken++;
    },
    bounds(query) {
      const bounds = new Float32Array(Math.ceil(taken / size));
      for (let page = 0, at = 0; page < bounds.length; page++) {
        let bound = 0;
        for (let c = 0; c < d; c++, at++) {
          const q = query[c]!;
          bound += q > 0 ? q * most[at]! : q * least[at]!;
        }
        bounds[page] = bound;
      }
      return bounds;
    },
  };
}

/** The largest q·k of each page over keys 0 … t, unscaled: what the bounds are bounds of. */
export function trueMaxima(q: Matrix, k: Matrix, t: number, size: number): Float32Array {
  const query = rowOf(q, t);
  const maxima = new Float32Array(Math.ceil((t + 1) / size)).fill(-Infinity);
  for (let key = 0; key <= t; key++) {
    const product = rowOf(k, key).reduce((sum, value, c) => sum + value * query[c]!, 0);
    const page = Math.floor(key / size);
    maxima[page] = Math.max(maxima[page]!, product);
  }
  return maxima;
}
