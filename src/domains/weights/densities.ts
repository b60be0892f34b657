// Where the kept weights of a model are.
import { MATRICES, type MatrixName } from '../../methods/weights.ts';

/** What is left of one matrix. */
export interface Remains {
  /** Counted from 0. */
  readonly layer: number;
  readonly name: MatrixName;
  readonly kept: number;
  readonly weights: number;
}

/** Density (kept / weights) per block of the model and per kind of matrix. */
export interface Densities {
  /** Over all prunable weights of the model. */
  readonly all: number;
  readonly layers: readonly number[];
  readonly kinds: Readonly<Record<MatrixName, number>>;
}

export function densities(matrices: readonly Remains[]): Densities {
  const over = (part: readonly Remains[]): number =>
    part.reduce((sum, { kept }) => sum + kept, 0) /
    part.reduce((sum, { weights }) => sum + weights, 0);
  const layers = [...new Set(matrices.map(({ layer }) => layer))].sort((a, b) => a - b);
  return {
    all: over(matrices),
    layers: layers.map((layer) => over(matrices.filter((each) => each.layer === layer))),
    kinds: Object.fromEntries(
      MATRICES.map((name) => [name, over(matrices.filter((each) => each.name === name))]),
    ) as Record<MatrixName, number>,
  };
}
