// Whole heads and whole channels, and what of each matrix belongs to them.
//
// A channel of the gated feed-forward part is a row of gate and of up and a column of down. A head is a
// band of rows of q, k and v and a band of columns of o; where several query heads share a key/value
// head they form one unit, as none can go without the others.
import { ExpectedError } from '../../../core/result.ts';
import type { MatrixName, WeightMatrix } from '../../weights.ts';
import type { Keep } from './keep.ts';

export type UnitKind = 'channels' | 'heads';

/** What kind of unit a matrix consists of, and along which side. */
const PLACES: Readonly<Record<MatrixName, readonly [kind: UnitKind, side: 'rows' | 'cols']>> = {
  q: ['heads', 'rows'],
  k: ['heads', 'rows'],
  v: ['heads', 'rows'],
  o: ['heads', 'cols'],
  gate: ['channels', 'rows'],
  up: ['channels', 'rows'],
  down: ['channels', 'cols'],
};

export function kindOf({ name }: { readonly name: MatrixName }): UnitKind {
  return PLACES[name][0];
}

export interface Bands {
  readonly side: 'rows' | 'cols';
  readonly count: number;
  /** Rows or columns of one unit, side by side. */
  readonly width: number;
}

/** How a matrix is made of units. Throws an ExpectedError where it cannot be cut into that many heads. */
export function bandsOf(matrix: WeightMatrix): Bands {
  const [kind, side] = PLACES[matrix.name];
  const length = side === 'rows' ? matrix.out : matrix.in;
  const count = kind === 'heads' ? matrix.kvHeads : length;
  if (length % count === 0) return { side, count, width: length / count };
  throw new ExpectedError(
    'heads',
    `${matrix.name} has ${length} ${side === 'rows' ? 'outputs' : 'inputs'}, which ${count} heads do not divide`,
  );
}

/** The unit that a weight belongs to. */
export function unitAt({ side, width }: Bands, row: number, col: number): number {
  return Math.floor((side === 'rows' ? row : col) / width);
}

/** Everything of the chosen units. */
export function keepUnits(matrix: WeightMatrix, units: ReadonlySet<number>): Keep {
  const bands = bandsOf(matrix);
  const keep = new Uint8Array(matrix.out * matrix.in);
  for (let i = 0, p = 0; i < matrix.out; i++) {
    for (let j = 0; j < matrix.in; j++, p++) {
      if (units.has(unitAt(bands, i, j))) keep[p] = 1;
    }
  }
  return keep;
}

/** Adds Σ |w|·factor_j of each unit's weights to `sums`. */
export function addUnitSums(
  matrix: WeightMatrix,
  sums: Float64Array,
  factors?: Float32Array,
): void {
  const bands = bandsOf(matrix);
  const { data } = matrix.weight;
  for (let i = 0, p = 0; i < matrix.out; i++) {
    for (let j = 0; j < matrix.in; j++, p++) {
      sums[unitAt(bands, i, j)]! += Math.abs(data[p]!) * (factors?.[j] ?? 1);
    }
  }
}
