// From scores to what is kept: one byte per weight, 1 kept, 0 dropped, row-major.
//
// Two rules turn a share into a cut, and published codes use either. "Exactly k" drops the
// k = ⌊n·s⌋ smallest, the lower index first among equals. "Up to a threshold" drops every score that is
// at most the one at place ⌊n·s⌋ (from 0) of the sorted scores: one more, and all of its equals.
import { BitsetMask } from '../../../core/mask/bitset.ts';
import { wordsPerRow } from '../../../core/mask/bits.ts';
import { rowOf, type Matrix } from '../../../core/tensor.ts';
import { cutSmallest, type Cut } from './smallest.ts';

export type Keep = Uint8Array;

/** Everything kept. */
export function keepAll({ rows, cols }: { rows: number; cols: number }): Keep {
  return new Uint8Array(rows * cols).fill(1);
}

/** Drops exactly the `k` smallest of all. */
export function dropSmallest(scores: Float32Array, k: number): Keep {
  const keep = new Uint8Array(scores.length);
  applyCut(scores, cutSmallest(scores, k), keep, 0);
  return keep;
}

/** Drops exactly the `k` smallest of each row. */
export function dropSmallestPerRow(scores: Matrix, k: number): Keep {
  const keep = new Uint8Array(scores.data.length);
  for (let i = 0; i < scores.rows; i++) {
    const row = rowOf(scores, i);
    applyCut(row, cutSmallest(row, k), keep, i * scores.cols);
  }
  return keep;
}

/** Score of which the share `s` of all lies below, by the rule "up to a threshold". */
export function thresholdAt(scores: Float32Array, s: number): number {
  return cutSmallest(scores, thresholdPlace(scores.length, s) + 1).value;
}

/** Place of the threshold among `n` sorted scores, from 0. */
export function thresholdPlace(n: number, s: number): number {
  return Math.min(n - 1, Math.floor(n * s));
}

/** Drops all scores that are at most `threshold`. */
export function dropUpTo(scores: Float32Array, threshold: number): Keep {
  const keep = new Uint8Array(scores.length);
  for (let p = 0; p < scores.length; p++) if (scores[p]! > threshold) keep[p] = 1;
  return keep;
}

/** Keeps the `n` largest of every `m` neighbours of a row; `m` divides the columns. */
export function keepNofM(scores: Matrix, n: number, m: number): Keep {
  const keep = keepAll(scores);
  for (let start = 0; start < keep.length; start += m) dropInGroup(scores.data, keep, start, n, m);
  return keep;
}

/** Drops the m − n smallest of the m scores from `start` on, the lower index first among equals. */
export function dropInGroup(
  scores: Float32Array,
  keep: Keep,
  start: number,
  n: number,
  m: number,
): void {
  for (let dropped = 0; dropped < m - n; dropped++) {
    let least = -1;
    for (let p = start; p < start + m; p++) {
      if (keep[p] && (least < 0 || scores[p]! < scores[least]!)) least = p;
    }
    keep[least] = 0;
  }
}

/** Kept weights of positions [from, to). */
export function countKept(keep: Keep, from = 0, to = keep.length): number {
  let count = 0;
  for (let p = from; p < to; p++) count += keep[p]!;
  return count;
}

export function maskOf(keep: Keep, rows: number, cols: number): BitsetMask {
  const stride = wordsPerRow(cols);
  const words = new Uint32Array(rows * stride);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, p++) {
      if (keep[p]) words[i * stride + (j >>> 5)]! |= 1 << (j & 31);
    }
  }
  return new BitsetMask(rows, cols, words);
}

function applyCut(scores: Float32Array, cut: Cut, keep: Keep, offset: number): void {
  let ties = cut.ties;
  for (let p = 0; p < scores.length; p++) {
    const score = scores[p]!;
    if (score > cut.value || (score === cut.value && ties-- <= 0)) keep[offset + p] = 1;
  }
}
