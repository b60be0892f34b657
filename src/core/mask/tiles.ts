// Whole square tiles, one bit each: the form of block-sparse methods. A causal tile mask clips each
// row at the diagonal, so its diagonal tiles are triangles. Last tiles may be ragged.
import { countBits, forEachBitRun, wordsPerRow } from './bits.ts';
import type { Mask, RunVisitor } from './mask.ts';
import { checkSize } from './size.ts';

/** Tiles of `block` × `block` cells; trusts `words`. Build with `buildTiles` or `causalTiles`. */
export class TileMask implements Mask {
  readonly kind = 'tiles';
  readonly rows: number;
  readonly cols: number;
  /** Side of a tile in cells. */
  readonly block: number;
  /** Whether row i stops after column i. Then no tile right of the diagonal is set. */
  readonly causal: boolean;
  readonly tileRows: number;
  readonly tileCols: number;
  /** One bit per tile; each row of tiles begins at a word of its own. */
  readonly words: Uint32Array;
  readonly #stride: number;

  constructor(rows: number, cols: number, block: number, causal: boolean, words: Uint32Array) {
    checkSize(rows, cols);
    checkBlock(block);
    this.rows = rows;
    this.cols = cols;
    this.block = block;
    this.causal = causal;
    this.tileRows = Math.ceil(rows / block);
    this.tileCols = Math.ceil(cols / block);
    this.words = words;
    this.#stride = wordsPerRow(this.tileCols);
  }

  forEachRun(row: number, visit: RunVisitor): void {
    const { block, tileCols } = this;
    const limit = this.#limit(row);
    const offset = ((row / block) | 0) * this.#stride;
    forEachBitRun(this.words, offset, tileCols, (start, end) => {
      visit(start * block, Math.min(end * block, limit));
    });
  }

  has(row: number, col: number): boolean {
    return (
      col >= 0 &&
      col < this.#limit(row) &&
      this.hasTile(Math.floor(row / this.block), Math.floor(col / this.block))
    );
  }

  /** Whether tile (I, J), counted in tiles, is kept. */
  hasTile(tileRow: number, tileCol: number): boolean {
    const word = this.words[tileRow * this.#stride + (tileCol >>> 5)]!;
    return ((word >>> (tileCol & 31)) & 1) === 1;
  }

  rowCount(row: number): number {
    let total = 0;
    this.forEachRun(row, (start, end) => {
      total += end - start;
    });
    return total;
  }

  count(): number {
    const { rows, cols, block, tileCols } = this;
    let total = 0;
    for (let I = 0; I < this.tileRows; I++) {
      const height = Math.min(block, rows - I * block);
      const offset = I * this.#stride;
      const tiles = countBits(this.words, offset, offset + this.#stride);
      let width = tiles * block;
      if (tileCols > 0 && this.hasTile(I, tileCols - 1)) width -= tileCols * block - cols;
      total += height * width;
      if (this.causal && I < tileCols && this.hasTile(I, I)) {
        // Row r of the diagonal tile loses the columns right of r.
        const side = Math.min(block, cols - I * block);
        for (let r = 0; r < height && r < side; r++) total -= side - r - 1;
      }
    }
    return total;
  }

  #limit(row: number): number {
    return this.causal ? Math.min(row + 1, this.cols) : this.cols;
  }
}

/**
 * A mask of the tiles for which `keep(I, J)` is true (I and J count tiles). With `causal`, rows stop
 * at the diagonal and `keep` is asked only for J ≤ I. Throws a RangeError unless block is a whole
 * number from 1 on.
 */
export function buildTiles(
  rows: number,
  cols: number,
  block: number,
  causal: boolean,
  keep: (tileRow: number, tileCol: number) => boolean,
): TileMask {
  checkSize(rows, cols);
  checkBlock(block);
  const tileRows = Math.ceil(rows / block);
  const tileCols = Math.ceil(cols / block);
  const stride = wordsPerRow(tileCols);
  const words = new Uint32Array(tileRows * stride);
  for (let I = 0; I < tileRows; I++) {
    const end = causal ? Math.min(I + 1, tileCols) : tileCols;
    for (let J = 0; J < end; J++) {
      if (keep(I, J)) words[I * stride + (J >>> 5)]! |= 1 << (J & 31);
    }
  }
  return new TileMask(rows, cols, block, causal, words);
}

/** An n × n causal mask of whole tiles: kept where `keep(I, J)`, J ≤ I, and clipped at the diagonal. */
export function causalTiles(
  n: number,
  block: number,
  keep: (tileRow: number, tileCol: number) => boolean,
): TileMask {
  return buildTiles(n, n, block, true, keep);
}

function checkBlock(block: number): void {
  if (!Number.isInteger(block) || block < 1) {
    throw new RangeError(`the side of a tile must be a whole number from 1 on, got ${block}`);
  }
}
