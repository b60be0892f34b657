// H2O step by step: who is in the cache, and what attention each has drawn.
import type { DecodeContext, DecodeHead, HeadCache } from '../../decode.ts';
import { evicting, readSets } from '../_shared/cache.ts';
import { among, topKeys } from '../_shared/rows.ts';

export interface Walked {
  readonly cache: HeadCache;
  /** Of every token after the last step; 0 of those that have left. */
  readonly scores: Float32Array;
}

/** Attention that the prompt’s tokens have drawn by its end: n numbers. */
function drawnByPrompt({ n, prompt }: DecodeContext, rows: Float32Array): Float32Array {
  const scores = new Float32Array(n);
  for (let t = 0; t < prompt; t++) {
    for (let key = 0; key <= t; key++) scores[key]! += rows[t * n + key]!;
  }
  return scores;
}

/** Adds what a step's row gives to the keys that it sees. */
function draw(scores: Float32Array, row: Float32Array, seen: readonly number[]): void {
  const weights = among(row, seen);
  for (const key of seen) scores[key]! += weights[key]!;
}

/** Tokens are dropped: after each step `heavy` and the newest `recent` stay. */
export function walkCache(
  context: DecodeContext,
  head: DecodeHead,
  heavy: number,
  recent: number,
): Walked {
  const { n, prompt } = context;
  const rows = context.attention(head, 0, n);
  const scores = drawnByPrompt(context, rows);
  const leaves = new Int32Array(n).fill(n);
  let cached = Array.from({ length: prompt }, (_, key) => key);
  /** Keeps the newest and the heaviest of what is older; the rest is gone from step `at` on. */
  const cut = (at: number): void => {
    if (cached.length <= heavy + recent) return;
    const newest = cached.length - recent;
    const kept = topKeys(scores, cached.slice(0, newest), heavy);
    const stays = new Set([...kept, ...cached.slice(newest)]);
    for (const key of cached) {
      if (stays.has(key)) continue;
      leaves[key] = at;
      scores[key] = 0;
    }
    cached = cached.filter((key) => stays.has(key));
  };
  cut(prompt);
  for (let t = prompt; t < n; t++) {
    cached.push(t);
    draw(scores, rows.subarray(t * n, (t + 1) * n), cached);
    cut(t + 1);
  }
  return { cache: evicting(context, leaves), scores };
}

/**
 * Tokens are hidden: step t sees the `recent` newest, itself among them, and the `heavy` heaviest of those that
 * had left the recent ones a step before; the one between them waits unseen and keeps its score.
 */
export function walkMasked(
  context: DecodeContext,
  head: DecodeHead,
  heavy: number,
  recent: number,
): Walked {
  const { n } = context;
  const rows = context.attention(head, 0, n);
  const scores = drawnByPrompt(context, rows);
  const leaves = new Int32Array(n).fill(n);
  let older: readonly number[] = []; // no longer recent, and still in the running
  let waiting = 0; // the next to compete
  const read = readSets(context, (t) => {
    const seen: number[] = [];
    if (t <= heavy + recent) {
      for (let key = 0; key <= t; key++) seen.push(key);
    } else {
      const competing = [...older];
      while (waiting < t - recent) competing.push(waiting++);
      older = [...topKeys(scores, competing, heavy)].sort((a, b) => a - b);
      const stays = new Set(older);
      for (const key of competing) {
        if (stays.has(key)) continue;
        leaves[key] = t;
        scores[key] = 0;
      }
      seen.push(...older);
      for (let key = t - recent + 1; key <= t; key++) seen.push(key);
    }
    draw(scores, rows.subarray(t * n, (t + 1) * n), seen);
    return seen;
  });
  return { cache: { read, leaves }, scores };
}
