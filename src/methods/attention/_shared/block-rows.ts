// Masks whose query rows share their keys within a block: one list of key segments per block of rows,
// clipped at the diagonal. Segments are flat, start and end in turn, ascending and disjoint.
import type { Mask } from '../../../core/mask/mask.ts';
import { countsPerTile } from '../../../core/mask/ops.ts';
import { buildCausal, type RunsMask } from '../../../core/mask/runs.ts';
import type { TileMask } from '../../../core/mask/tiles.ts';

/** start0, end0, start1, end1, … of one block of query rows. */
export type Segments = readonly number[];

/** The causal mask of n tokens in which rows of block I keep the segments `rows[I]`. */
export function maskOfBlockRows(n: number, block: number, rows: readonly Segments[]): RunsMask {
  return buildCausal(n, (i, keep) => {
    const segments = rows[Math.floor(i / block)]!;
    for (let s = 0; s < segments.length && segments[s]! <= i; s += 2) {
      keep(segments[s]!, segments[s + 1]!);
    }
  });
}

/** Pairs that a kernel computes for them: all rows of a block times all keys of its segments. */
export function pairsOfBlockRows(n: number, block: number, rows: readonly Segments[]): number {
  let pairs = 0;
  for (const [I, segments] of rows.entries()) {
    let keys = 0;
    for (let s = 0; s < segments.length; s += 2) {
      keys += Math.max(0, Math.min(n, segments[s + 1]!) - segments[s]!);
    }
    pairs += keys * Math.min(block, n - I * block);
  }
  return pairs;
}

/** Pairs in the whole tiles of a block mask, the parts above the diagonal included. */
export function wholeTilePairs(mask: TileMask): number {
  const { rows: n, block, tileRows } = mask;
  let pairs = 0;
  for (let I = 0; I < tileRows; I++) {
    for (let J = 0; J <= I; J++)
      if (mask.hasTile(I, J)) pairs += side(I, block, n) * side(J, block, n);
  }
  return pairs;
}

/** Pairs in every tile that a mask touches: what a block kernel computes for it. */
export function touchedTilePairs(mask: Mask, block: number): number {
  const { rows, cols, counts } = countsPerTile(mask, block, block);
  let pairs = 0;
  for (let I = 0; I < rows; I++) {
    for (let J = 0; J < cols; J++) {
      if (counts[I * cols + J]! > 0) pairs += side(I, block, mask.rows) * side(J, block, mask.cols);
    }
  }
  return pairs;
}

/** Pairs in all tiles on and below the diagonal: what a block kernel computes for dense attention. */
export function denseTilePairs(n: number, block: number): number {
  let pairs = 0;
  for (let start = 0; start < n; start += block) {
    const end = Math.min(n, start + block);
    pairs += (end - start) * end;
  }
  return pairs;
}

/** Cells along one side of tile I; the last one may be ragged. */
function side(I: number, block: number, n: number): number {
  return Math.min(block, n - I * block);
}
