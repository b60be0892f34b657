// One bit per cell: constant-time `has`, 128 KiB for 1,024 × 1,024. For patterns without structure.
import { countBits, forEachBitRun, setBits, wordsPerRow } from './bits.ts';
import type { Mask, RunVisitor } from './mask.ts';
import { checkSize } from './size.ts';

/** Bits per cell, each row from a word of its own; trusts `words`. */
export class BitsetMask implements Mask {
  readonly kind = 'bitset';
  readonly rows: number;
  readonly cols: number;
  readonly words: Uint32Array;
  readonly #stride: number;

  constructor(rows: number, cols: number, words: Uint32Array) {
    checkSize(rows, cols);
    this.rows = rows;
    this.cols = cols;
    this.words = words;
    this.#stride = wordsPerRow(cols);
  }

  forEachRun(row: number, visit: RunVisitor): void {
    forEachBitRun(this.words, row * this.#stride, this.cols, visit);
  }

  has(row: number, col: number): boolean {
    if (col < 0 || col >= this.cols) return false;
    return ((this.words[row * this.#stride + (col >>> 5)]! >>> (col & 31)) & 1) === 1;
  }

  rowCount(row: number): number {
    return countBits(this.words, row * this.#stride, (row + 1) * this.#stride);
  }

  count(): number {
    return countBits(this.words, 0, this.words.length);
  }
}

/** The cells for which `keep(row, col)` is true. */
export function buildBitset(
  rows: number,
  cols: number,
  keep: (row: number, col: number) => boolean,
): BitsetMask {
  checkSize(rows, cols);
  const stride = wordsPerRow(cols);
  const words = new Uint32Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      if (keep(row, col)) words[row * stride + (col >>> 5)]! |= 1 << (col & 31);
    }
  }
  return new BitsetMask(rows, cols, words);
}

/** Any mask as bits, for many `has` questions in a row. */
export function toBitset(mask: Mask): BitsetMask {
  if (mask instanceof BitsetMask) return mask;
  const stride = wordsPerRow(mask.cols);
  const words = new Uint32Array(mask.rows * stride);
  for (let row = 0; row < mask.rows; row++) {
    mask.forEachRun(row, (start, end) => setBits(words, row * stride, start, end));
  }
  return new BitsetMask(mask.rows, mask.cols, words);
}
