// One row of a weight matrix, as the map's tip and the inspector read it.

/** All arrays have an entry per column. */
export interface MatrixRow {
  /** Signed. */
  readonly values: Float32Array;
  /** Norm of each input on the calibration text; absent where none was read. */
  readonly norms?: Float32Array | undefined;
  /** What the method chose by; larger stays. Absent where nothing is scored. */
  readonly scores?: Float32Array | undefined;
  /** Place of each score among those it competes with, 1 the largest. */
  readonly ranks?: Uint32Array | undefined;
  /** How many compete, and what they are: "of 4 in its group". */
  readonly rivals?: { readonly count: number; readonly name: string } | undefined;
}
