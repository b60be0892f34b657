// Where the model sees a part of the prompt only, renumbered: from its positions back to those of the whole.
import type { HeadCache } from '../../decode.ts';
import { evicting } from './cache.ts';

/**
 * A cache of a run over `seen` positions of the prompt and all after it, in positions of the whole text of n
 * tokens. What was not seen has left at the end of the prompt. Of evictors only.
 */
export function spreadCache(
  { leaves, ...cache }: HeadCache,
  seen: Uint32Array,
  n: number,
  prompt: number,
): HeadCache {
  const fewer = prompt - seen.length;
  const spread = new Int32Array(n).fill(n).fill(prompt, 0, prompt);
  const place = (at: number): number => (at < seen.length ? seen[at]! : at + fewer);
  for (let at = 0; at < n - fewer; at++) {
    spread[place(at)] = (leaves?.[at] ?? n - fewer) + fewer;
  }
  return { ...cache, ...evicting({ n, prompt }, spread) };
}

/** Values of the seen positions at their places of the whole prompt; 0 elsewhere. */
export function spreadValues(
  values: Float32Array,
  seen: Uint32Array | null,
  length: number,
): Float32Array {
  const spread = new Float32Array(length);
  values.forEach((value, at) => (spread[seen?.[at] ?? at] = value));
  return spread;
}
