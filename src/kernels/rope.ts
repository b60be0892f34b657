// Rotation angles of rotary positions, shared by all tiers.

/**
 * Angle of pair c (of `half`) at a position, rounded to float32 at each step as PyTorch does: at
 * position 1,000 the rounding is 3e-5 rad, and trained models have it built in.
 */
export function ropeAngle(position: number, c: number, half: number, theta: number): number {
  const frequency = Math.fround(1 / Math.fround(theta ** Math.fround(c / half)));
  return Math.fround(position * frequency);
}

/** Cosines and sines, position-major: rows × half numbers each, at least as many rows as asked for. */
export interface RopeTables {
  readonly half: number;
  readonly theta: number;
  readonly rows: number;
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

// A model asks for the same table in every layer, and hardly more than one model is open.
let latest: RopeTables | null = null;

export function ropeTables(rows: number, half: number, theta: number): RopeTables {
  if (latest?.half === half && latest.theta === theta && latest.rows >= rows) return latest;
  const cos = new Float32Array(rows * half);
  const sin = new Float32Array(rows * half);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let c = 0; c < half; c++, p++) {
      const angle = ropeAngle(i, c, half, theta);
      cos[p] = Math.cos(angle);
      sin[p] = Math.sin(angle);
    }
  }
  latest = { half, theta, rows, cos, sin };
  return latest;
}
