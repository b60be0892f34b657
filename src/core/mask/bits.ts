// Rows of bits packed into 32-bit words, lowest bit first. Bits past a row's length are always zero.
import type { RunVisitor } from './mask.ts';

/** Words that one row of `length` bits takes. */
export function wordsPerRow(length: number): number {
  return (length + 31) >>> 5;
}

/** Visits the maximal runs of set bits among `length` bits that begin at word `offset`. */
export function forEachBitRun(
  words: Uint32Array,
  offset: number,
  length: number,
  visit: RunVisitor,
): void {
  const end = offset + wordsPerRow(length);
  let open = -1;
  for (let w = offset, base = 0; w < end; w++, base += 32) {
    const word = words[w]!;
    if (open < 0 ? word === 0 : word === 0xffffffff) continue;
    let bit = 0;
    while (bit < 32) {
      // The next set bit opens a run, the next clear bit closes it.
      const rest = (open < 0 ? word : ~word) >>> bit;
      if (rest === 0) break;
      bit += 31 - Math.clz32(rest & -rest);
      if (open < 0) {
        open = base + bit;
      } else {
        visit(open, base + bit);
        open = -1;
      }
    }
  }
  if (open >= 0) visit(open, length);
}

/** Set bits in words [from, to). */
export function countBits(words: Uint32Array, from: number, to: number): number {
  let total = 0;
  for (let w = from; w < to; w++) {
    // Sums neighbouring bits in pairs, then fours, then bytes, then all four bytes at once.
    let x = words[w]!;
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    x = (x + (x >>> 4)) & 0x0f0f0f0f;
    total += Math.imul(x, 0x01010101) >>> 24;
  }
  return total;
}

/** Sets bits [start, end) of the row that begins at word `offset`. */
export function setBits(words: Uint32Array, offset: number, start: number, end: number): void {
  if (start >= end) return;
  const first = offset + (start >>> 5);
  const last = offset + ((end - 1) >>> 5);
  const head = 0xffffffff << (start & 31);
  const tail = 0xffffffff >>> (31 - ((end - 1) & 31));
  if (first === last) {
    words[first]! |= head & tail;
    return;
  }
  words[first]! |= head;
  words.fill(0xffffffff, first + 1, last);
  words[last]! |= tail;
}
