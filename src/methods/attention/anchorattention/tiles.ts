// Stripes against tiles: how many pairs each needs to hold the same attention between the anchors.
// Tiles and the best stripes are chosen with full knowledge of the dense attention, so what they need
// is the least that any choice of that grain could do with.
import { causalTiles } from '../../../core/mask/ops.ts';
import type { TileMask } from '../../../core/mask/tiles.ts';
import type { AnchorRun } from './steps.ts';

export interface GrainCost {
  readonly pairs: number;
  /** Attention that these pairs hold, summed over the query rows. */
  readonly mass: number;
}

export interface Grains {
  /** The stripes of the run. */
  readonly kept: GrainCost;
  /** Fewest stripes, a superblock high and a key wide, with as much attention. */
  readonly stripes: GrainCost;
  /** Fewest whole tiles with as much attention. */
  readonly tiles: GrainCost;
  /** All tiles that the stripes of the run touch, whole. */
  readonly touched: GrainCost;
  /** The tiles of `tiles`. */
  readonly mask: TileMask;
}

interface Piece extends GrainCost {
  /** Tile row and column, or superblock and key. */
  readonly row: number;
  readonly col: number;
}

/** `probs` is the dense attention, n × n row-major; `block` tokens are the side of a tile. */
export function compareGrains(
  probs: Float32Array,
  n: number,
  { superblock, superblocks, stripes }: AnchorRun,
  block: number,
): Grains {
  const columns: Piece[] = [];
  const tiles: Piece[] = [];
  const kept: Piece[] = [];
  const touched: Piece[] = [];
  for (let g = 0; g < superblocks; g++) {
    const chosen = new Set(stripes[g]);
    const from = g * superblock;
    for (let j = block; j < from - block; j++) {
      const mass = massOf(probs, n, from, from + superblock, j, j + 1);
      const piece = { row: g, col: j, pairs: superblock, mass };
      columns.push(piece);
      if (chosen.has(j)) kept.push(piece);
    }
    const touchedTiles = new Set([...chosen].map((j) => Math.floor(j / block)));
    for (let I = from / block; I < (from + superblock) / block; I++) {
      for (let J = 1; (J + 1) * block <= from - block; J++) {
        const mass = massOf(probs, n, I * block, (I + 1) * block, J * block, (J + 1) * block);
        const piece = { row: I, col: J, pairs: block * block, mass };
        tiles.push(piece);
        if (touchedTiles.has(J)) touched.push(piece);
      }
    }
  }
  const wanted = total(kept).mass;
  const fewest = reaching(tiles, wanted);
  const taken = new Set(fewest.map(({ row, col }) => `${row} ${col}`));
  return {
    kept: total(kept),
    stripes: total(reaching(columns, wanted)),
    tiles: total(fewest),
    touched: total(touched),
    mask: causalTiles(n, block, (I, J) => taken.has(`${I} ${J}`)),
  };
}

function massOf(
  probs: Float32Array,
  n: number,
  rowFrom: number,
  rowTo: number,
  colFrom: number,
  colTo: number,
): number {
  let sum = 0;
  for (let i = rowFrom; i < rowTo; i++) {
    for (let j = colFrom; j < colTo; j++) sum += probs[i * n + j]!;
  }
  return sum;
}

/** Pieces of one size by falling mass until they hold `wanted`: no fewer of them could. */
function reaching(pieces: readonly Piece[], wanted: number): Piece[] {
  const taken: Piece[] = [];
  let mass = 0;
  for (const piece of [...pieces].sort((a, b) => b.mass - a.mass)) {
    // The same cells summed in another order differ in their last digits.
    if (mass >= wanted * (1 - 1e-9)) break;
    taken.push(piece);
    mass += piece.mass;
  }
  return taken;
}

function total(pieces: readonly Piece[]): GrainCost {
  return {
    pairs: pieces.reduce((sum, { pairs }) => sum + pairs, 0),
    mass: pieces.reduce((sum, { mass }) => sum + mass, 0),
  };
}
