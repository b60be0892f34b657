// Matrices and inputs made to measure for worked examples.
import { matrix, matrixOf, type Matrix } from '../../../core/tensor.ts';
import type { LayerInputs, MatrixName, WeightMatrix } from '../../weights.ts';

/** Four outputs, eight inputs: the matrix of many examples. */
export const EXAMPLE: readonly (readonly number[])[] = [
  [0.9, -0.1, 0.4, -0.8, 0.05, 0.6, -0.3, 0.2],
  [-0.2, 0.7, -0.5, 0.1, 0.3, -0.9, 0.8, -0.4],
  [0.15, -0.6, 0.25, 0.35, -0.7, 0.45, -0.05, 0.5],
  [1, 0.65, -0.55, -0.85, 0.75, -0.95, 0.12, -0.22],
];

/** Norms of the eight inputs in the same examples. */
export const EXAMPLE_NORMS = [1, 4, 1, 0.5, 8, 1, 2, 1];

export interface Site {
  readonly layer?: number;
  readonly layers?: number;
  readonly name?: MatrixName;
  readonly heads?: number;
  readonly kvHeads?: number;
  readonly inputs?: LayerInputs;
}

/** A matrix from its rows, alone in a model of one block unless said otherwise. */
export function weightFrom(
  rows: readonly (readonly number[])[] | Matrix,
  site: Site = {},
): WeightMatrix {
  const weight = 'data' in rows ? rows : matrixOf(rows);
  const { layer = 0, layers = 1, name = 'q', heads = 1, inputs } = site;
  const { kvHeads = heads } = site;
  return {
    ...{ out: weight.rows, in: weight.cols, layers, heads, kvHeads, layer, name, weight },
    ...(inputs && { inputs }),
  };
}

export interface GivenInputs {
  readonly l2: readonly number[];
  readonly sum?: readonly number[];
  readonly variance?: readonly number[];
  /** Of one sequence; default 1. */
  readonly tokens?: number;
  /** Rows of H. */
  readonly hessian?: readonly (readonly number[])[];
}

/** Inputs of which only the statistics matter; what is not given is 0, H is diag(l2²)·2. */
export function inputsFrom(given: GivenInputs): LayerInputs {
  const l2 = Float32Array.from(given.l2);
  const hessian = given.hessian
    ? matrixOf(given.hessian)
    : diagonal(given.l2.map((x) => 2 * x * x));
  return {
    tokens: given.tokens ?? 1,
    sequences: 1,
    l2,
    sum: Float32Array.from(given.sum ?? given.l2.map(() => 0)),
    variance: Float32Array.from(given.variance ?? given.l2.map(() => 0)),
    hessian: () => hessian.data,
  };
}

/** The example matrix with its norms. */
export function exampleMatrix(): WeightMatrix {
  return weightFrom(EXAMPLE, { inputs: inputsFrom({ l2: EXAMPLE_NORMS }) });
}

/** '10010100' → '#..#.#..'. */
export function kept(...rows: readonly string[]): string[] {
  return rows.map((row) => row.replaceAll('1', '#').replaceAll('0', '.'));
}

function diagonal(values: readonly number[]): Matrix {
  const m = matrix(values.length, values.length);
  values.forEach((value, j) => (m.data[j * values.length + j] = value));
  return m;
}
