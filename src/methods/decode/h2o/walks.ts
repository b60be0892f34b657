// H2O step by step: who is in the cache, and what attention each has drawn.
import type { DecodeContext, DecodeHead, HeadCache } from '../../decode.ts';
import { evicting, firstOf, readSets } from '../_shared/cache.ts';
import { carried } from '../_shared/carried.ts';
import { among, topKeys } from '../_shared/rows.ts';

export interface Walked {
  readonly cache: HeadCache;
  /** Of every token after the last step; 0 of those that have left. */
  readonly scores: Float32Array;
}

/** How far a walk has come. */
interface Walk {
  /** The next step; 0 where not even the prompt was looked at. */
  next: number;
  scores: Float32Array;
  /** By key, of those that have left: the first position at which it is gone. */
  readonly left: Map<number, number>;
}

/** Those of the version that drops tokens: what is stored, ascending. */
interface Dropping extends Walk {
  cached: number[];
}
const dropping = carried<Dropping>();

/** Those of the version with a mask. */
interface Hiding extends Walk {
  /** No longer recent, and still in the running. */
  older: readonly number[];
  /** The next to compete. */
  waiting: number;
}
const hiding = carried<Hiding>();

const begun = (): Walk => ({ next: 0, scores: new Float32Array(0), left: new Map() });

/** Rows of attention from where the walk stands, after those of the prompt have been summed up. */
function rowsFor(
  context: DecodeContext,
  head: DecodeHead,
  walk: Walk,
): (t: number) => Float32Array {
  const { n, prompt } = context;
  const from = walk.next;
  const rows = context.attention(head, from, n);
  const scores = new Float32Array(n);
  scores.set(walk.scores);
  walk.scores = scores;
  if (from === 0) {
    for (let t = 0; t < prompt; t++) {
      for (let key = 0; key <= t; key++) scores[key]! += rows[t * n + key]!;
    }
    walk.next = prompt;
  }
  return (t) => rows.subarray((t - from) * n, (t - from + 1) * n);
}

function leavesOf({ left }: Walk, n: number): Int32Array {
  const leaves = new Int32Array(n).fill(n);
  for (const [key, at] of left) leaves[key] = at;
  return leaves;
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
  const walk = dropping(context, head, () => ({ ...begun(), cached: [] }));
  const fresh = walk.next === 0;
  const rowAt = rowsFor(context, head, walk);
  const { scores, left } = walk;
  /** Keeps the newest and the heaviest of what is older; the rest is gone from step `at` on. */
  const cut = (at: number): void => {
    const { cached } = walk;
    if (cached.length <= heavy + recent) return;
    const newest = cached.length - recent;
    const kept = topKeys(scores, cached.slice(0, newest), heavy);
    const stays = new Set([...kept, ...cached.slice(newest)]);
    for (const key of cached) {
      if (stays.has(key)) continue;
      left.set(key, at);
      scores[key] = 0;
    }
    walk.cached = cached.filter((key) => stays.has(key));
  };
  if (fresh) {
    walk.cached = Array.from({ length: prompt }, (_, key) => key);
    cut(prompt);
  }
  for (; walk.next < n; walk.next++) {
    const t = walk.next;
    walk.cached.push(t);
    draw(scores, rowAt(t), walk.cached);
    cut(t + 1);
  }
  return { cache: evicting(context, leavesOf(walk, n)), scores };
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
  const walk = hiding(context, head, () => ({ ...begun(), older: [], waiting: 0 }));
  const rowAt = rowsFor(context, head, walk);
  const { scores, left } = walk;
  const keysAt = (t: number): number[] => {
    const seen: number[] = [];
    if (t <= heavy + recent) {
      for (let key = 0; key <= t; key++) seen.push(key);
    } else {
      const competing = [...walk.older];
      while (walk.waiting < t - recent) competing.push(walk.waiting++);
      walk.older = [...topKeys(scores, competing, heavy)].sort((a, b) => a - b);
      const stays = new Set(walk.older);
      for (const key of competing) {
        if (stays.has(key)) continue;
        left.set(key, t);
        scores[key] = 0;
      }
      seen.push(...walk.older);
      for (let key = t - recent + 1; key <= t; key++) seen.push(key);
    }
    draw(scores, rowAt(t), seen);
    return seen;
  };
  // Steps whose rows nobody looks at may still have to be walked.
  while (walk.next < firstOf(context)) keysAt(walk.next++);
  const read = readSets(context, keysAt, walk.next);
  walk.next = n;
  return { cache: { read, leaves: leavesOf(walk, n) }, scores };
}
