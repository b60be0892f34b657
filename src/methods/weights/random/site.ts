// Matrices by where they are in the model.
import type { WeightMatrix } from '../../weights.ts';

type Site = Pick<WeightMatrix, 'layer' | 'name'>;

/** '2.gate' */
export function keyOf({ layer, name }: Site): string {
  return `${layer}.${name}`;
}

/** Place of each matrix in a list, by its key. */
export function placesOf(matrices: readonly Site[]): ReadonlyMap<string, number> {
  return new Map(matrices.map((each, place) => [keyOf(each), place]));
}
