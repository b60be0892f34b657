// What a sparsity pattern keeps, whatever way it is stored. Consumers walk runs and never ask which
// representation is behind it; only kernels may.

export type MaskKind = 'runs' | 'csr' | 'tiles' | 'bitset' | 'lazy';

/** Called once for each maximal run [start, end) of kept columns of a row, left to right. */
export type RunVisitor = (start: number, end: number) => void;

export interface Mask {
  readonly kind: MaskKind;
  readonly rows: number;
  readonly cols: number;
  /** Visits the maximal runs of kept columns in `row`, ascending and disjoint. */
  forEachRun(row: number, visit: RunVisitor): void;
  has(row: number, col: number): boolean;
  /** Kept columns in one row. */
  rowCount(row: number): number;
  /** Kept pairs in all. */
  count(): number;
}
