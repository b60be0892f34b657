// Ready-made causal masks that several methods share.
import { RunsBuilder, RunsMask } from './runs.ts';

/** Every causal pair of n tokens: row i keeps [0, i]. */
export function causalMask(n: number): RunsMask {
  const rowStart = new Uint32Array(n + 1);
  const runs = new Uint32Array(2 * n);
  for (let row = 0; row < n; row++) {
    rowStart[row + 1] = row + 1;
    runs[2 * row + 1] = row + 1;
  }
  return new RunsMask(n, n, rowStart, runs);
}

/**
 * Whole key columns and whole diagonals of an n × n causal mask (vertical and slash lines). Row i
 * keeps every column j ≤ i with j in `columns` or i − j in `offsets`; both in any order.
 */
export function linesMask(
  n: number,
  columns: ArrayLike<number>,
  offsets: ArrayLike<number>,
): RunsMask {
  const vertical = Uint32Array.from(columns).sort();
  const slash = Uint32Array.from(offsets).sort().reverse();
  const builder = new RunsBuilder(n, n);
  let first = 0; // slashes before this one have offsets beyond every row so far
  while (first < slash.length && slash[first]! >= n) first++;
  for (let row = 0; row < n; row++) {
    let v = 0;
    let s = first;
    while (s < slash.length && slash[s]! > row) s++;
    // Both lists ascend in columns; take the nearer one each time.
    for (;;) {
      const a = v < vertical.length ? vertical[v]! : n;
      const b = s < slash.length ? row - slash[s]! : n;
      const col = a < b ? a : b;
      if (col > row) break;
      builder.add(col, col + 1);
      if (a === col) v++;
      if (b === col) s++;
    }
    builder.endRow();
  }
  return builder.build();
}
