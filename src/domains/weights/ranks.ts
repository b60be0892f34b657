// The place of each weight of a row among those that it competes with.
import { rowOf, type Matrix } from '../../core/tensor.ts';
import type { Contest } from '../../methods/weights.ts';
import type { MatrixRow } from './types.ts';

const sorted = new WeakMap<Float32Array, Float32Array>();

/**
 * 1 is the largest score; equals share the better place. A contest over the whole model is told within
 * this matrix. Null where weights do not compete one by one.
 */
export function ranksOf(
  scores: Matrix | null,
  row: number,
  contest: Contest,
): Pick<MatrixRow, 'ranks' | 'rivals'> {
  if (!scores) return { ranks: null, rivals: 0 };
  const values = rowOf(scores, row);
  switch (contest.among) {
    case 'row':
      return { ranks: placesIn(values, ascending(values.slice())), rivals: values.length };
    case 'matrix':
    case 'model': {
      const all = sorted.get(scores.data) ?? ascending(scores.data.slice());
      sorted.set(scores.data, all);
      return { ranks: placesIn(values, all), rivals: all.length };
    }
    case 'group':
      return { ranks: placesInGroups(values, contest), rivals: contest.size };
    default:
      return { ranks: null, rivals: 0 };
  }
}

function ascending(values: Float32Array): Float32Array {
  return values.sort();
}

/** 1 + how many of `all`, sorted ascending, are larger. */
function placesIn(values: Float32Array, all: Float32Array): Uint32Array {
  return Uint32Array.from(values, (value) => {
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (all[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return 1 + all.length - low;
  });
}

function placesInGroups(
  values: Float32Array,
  { size, order }: Extract<Contest, { readonly among: 'group' }>,
): Uint32Array {
  const ranks = new Uint32Array(values.length);
  const at = (place: number): number => order?.[place] ?? place;
  for (let start = 0; start < values.length; start += size) {
    const end = Math.min(values.length, start + size);
    for (let p = start; p < end; p++) {
      let larger = 0;
      for (let q = start; q < end; q++) if (values[at(q)]! > values[at(p)]!) larger++;
      ranks[at(p)] = 1 + larger;
    }
  }
  return ranks;
}
