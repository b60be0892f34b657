// Caches as masks of steps × keys.
import { setBits, wordsPerRow } from '../../../core/mask/bits.ts';
import { BitsetMask } from '../../../core/mask/bitset.ts';
import { lazyMask } from '../../../core/mask/lazy.ts';
import type { Mask } from '../../../core/mask/mask.ts';
import type { HeadCache } from '../../decode.ts';

/** Bytes of a number in the cache, and in what estimates read. */
export const FLOAT16 = 2;

type Sizes = { readonly n: number; readonly prompt: number; readonly first?: number };

/** The first step whose row is looked at. */
export function firstOf({ prompt, first = prompt }: Sizes): number {
  return first;
}

/**
 * What each step reads, told step by step: `keys` are positions in any order, at most the step's own. From
 * `first` on, for methods of which no step needs what an earlier one did.
 */
export function readSets(
  { n, prompt }: Sizes,
  keysAt: (t: number) => Iterable<number>,
  first: number = prompt,
): BitsetMask {
  const stride = wordsPerRow(n);
  const words = new Uint32Array((n - prompt) * stride);
  for (let t = first; t < n; t++) {
    for (const key of keysAt(t)) words[(t - prompt) * stride + (key >>> 5)]! |= 1 << (key & 31);
  }
  return new BitsetMask(n - prompt, n, words);
}

/** Everything that came before, at every step. */
export function allRead({ n, prompt }: Sizes): Mask {
  return lazyMask(n - prompt, n, (row, keep) => keep(0, prompt + row + 1));
}

/** A layer that reads everything on purpose: the same for all its heads. */
export function wholeLayer(sizes: Sizes, heads: readonly unknown[]): HeadCache[] {
  const cache: HeadCache = { read: allRead(sizes), leaves: null, whole: true };
  return heads.map(() => cache);
}

/** A cache of which everything is read: an evictor's. `leaves` as in `HeadCache`. */
export function evicting(sizes: Sizes, leaves: Int32Array): HeadCache {
  const { n, prompt } = sizes;
  const stride = wordsPerRow(n);
  const words = new Uint32Array((n - prompt) * stride);
  for (let t = firstOf(sizes); t < n; t++) {
    const base = (t - prompt) * stride;
    for (let key = 0; key <= t; key++) {
      if (leaves[key]! <= t) continue;
      let end = key + 1;
      while (end <= t && leaves[end]! > t) end++;
      setBits(words, base, key, end);
      key = end;
    }
  }
  return { read: new BitsetMask(n - prompt, n, words), leaves };
}

/** Keys of the prompt are cut once, after it was read; what is written later stays. */
export function keptOfPrompt(sizes: Sizes, kept: Iterable<number>): HeadCache {
  const { n, prompt } = sizes;
  const leaves = new Int32Array(n).fill(n);
  leaves.fill(prompt, 0, prompt);
  for (const key of kept) leaves[key] = n;
  return evicting(sizes, leaves);
}

/** Keys that a step reads, ascending; `row` as in `HeadCache`. */
export function keysRead({ read }: HeadCache, row: number): number[] {
  const keys: number[] = [];
  read.forEachRun(row, (start, end) => {
    for (let key = start; key < end; key++) keys.push(key);
  });
  return keys;
}

/** The keys of some pages of `size` keys, of the first `seen` keys. */
export function* pageKeys(pages: Iterable<number>, size: number, seen: number): Generator<number> {
  for (const page of pages) {
    const end = Math.min(seen, (page + 1) * size);
    for (let key = page * size; key < end; key++) yield key;
  }
}
