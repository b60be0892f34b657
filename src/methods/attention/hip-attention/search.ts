// The tree search of HiP: from a partition of the keys to single blocks, level by level.
// Source: DeepAuto-AI/hip-attention, src/hip_attn/v1_1/attention2_draft.py, in integers throughout.
import type { AttentionHead } from '../../attention.ts';
import type { Segments } from '../_shared/block-rows.ts';

export interface HipSettings {
  /** Keys kept by the search (mask_k); the beam is ⌈keys / keyBlock⌉ nodes wide. */
  readonly keys: number;
  readonly queryBlock: number;
  readonly keyBlock: number;
  readonly window: number;
  readonly sinks: number;
  readonly representative: 'first' | 'centre';
  readonly everySecond: boolean;
}

/** Key blocks [start, start + size). */
export interface Node {
  readonly start: number;
  readonly size: number;
  readonly score: number;
  readonly kept: boolean;
}

export interface Search {
  /** Key blocks searched: everything before the window. */
  readonly blocks: number;
  /** Chosen blocks, ascending. */
  readonly chosen: readonly number[];
  /** Children of each level with their scores; empty where everything fits. */
  readonly levels: readonly (readonly Node[])[];
  /** Nodes whose representative was scored. */
  readonly scored: number;
}

/**
 * Beam search over `blocks` key blocks with `beam` nodes. `score(b)` scores a block; a node is scored by
 * its representative. Needs blocks ≥ beam. Ends with min(blocks, beam) distinct blocks.
 */
export function searchTree(
  blocks: number,
  beam: number,
  score: (block: number) => number,
  representative: 'first' | 'centre' = 'first',
): Search {
  let nodes = Array.from({ length: beam }, (_, u) => {
    const start = Math.floor((blocks * u) / beam);
    return { start, size: Math.floor((blocks * (u + 1)) / beam) - start };
  });
  const levels: Node[][] = [];
  let scored = 0;
  for (let ratio = blocks / beam; ratio > 1; ratio /= 2) {
    const children = nodes.flatMap(({ start, size }) => {
      const half = Math.floor(size / 2);
      return [
        { start, size: half },
        { start: start + half, size: size - half },
      ].filter((child) => child.size > 0);
    });
    scored += children.length;
    const scores = children.map(({ start, size }) =>
      score(representative === 'first' ? start : start + Math.floor(size / 2)),
    );
    const best = children.map((_, at) => at).sort((a, b) => scores[b]! - scores[a]! || a - b);
    const kept = new Set(best.slice(0, beam));
    levels.push(
      children.map((child, at) => ({ ...child, score: scores[at]!, kept: kept.has(at) })),
    );
    nodes = children.filter((_, at) => kept.has(at));
  }
  return { blocks, chosen: nodes.map(({ start }) => start), levels, scored };
}

/** The search for the query block that begins at row `start`. */
export function searchRow(head: AttentionHead, start: number, set: HipSettings): Search {
  const { n, d } = head;
  const end = Math.min(n, start + set.queryBlock);
  const searched = Math.max(0, end - set.window);
  const blocks = Math.ceil(searched / set.keyBlock);
  if (searched <= set.keys) {
    return { blocks, chosen: Array.from({ length: blocks }, (_, b) => b), levels: [], scored: 0 };
  }
  const rows = scoringRows(start, end, set.everySecond);
  const score = (block: number): number => {
    let largest = -Infinity;
    const to = Math.min(n, (block + 1) * set.keyBlock);
    for (let j = block * set.keyBlock; j < to; j++) {
      for (const i of rows) largest = Math.max(largest, product(head, i, j, d));
    }
    return largest;
  };
  return searchTree(blocks, Math.ceil(set.keys / set.keyBlock), score, set.representative);
}

/** Rows of a query block that look: all, or rows 1, 3, …; a single row looks in any case. */
export function scoringRows(start: number, end: number, everySecond: boolean): number[] {
  const rows: number[] = [];
  const step = everySecond && end - start > 1 ? 2 : 1;
  for (let i = start + step - 1; i < end; i += step) rows.push(i);
  return rows;
}

/** Largest product of any looking row with each key before `end`: what the search would like to know. */
export function trueScores(head: AttentionHead, start: number, set: HipSettings): Float32Array {
  const end = Math.min(head.n, start + set.queryBlock);
  const rows = scoringRows(start, end, set.everySecond);
  return Float32Array.from({ length: end }, (_, j) =>
    rows.reduce((largest, i) => Math.max(largest, product(head, i, j, head.d)), -Infinity),
  );
}

/** Sinks, chosen blocks and window of one query block, each key once. */
export function keySegments(n: number, start: number, search: Search, set: HipSettings): Segments {
  const end = Math.min(n, start + set.queryBlock);
  const ranges: [number, number][] = [
    [0, Math.min(set.sinks, end)],
    ...search.chosen.map((b): [number, number] => [
      b * set.keyBlock,
      Math.min(end, (b + 1) * set.keyBlock),
    ]),
    [Math.max(0, end - set.window), end],
  ];
  const merged: number[] = [];
  for (const [from, to] of ranges.filter(([a, b]) => a < b).sort((a, b) => a[0] - b[0])) {
    const last = merged.length - 1;
    if (last > 0 && from <= merged[last]!) merged[last] = Math.max(merged[last]!, to);
    else merged.push(from, to);
  }
  return merged;
}

function product({ q, k }: AttentionHead, i: number, j: number, d: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += q.data[i * d + c]! * k.data[j * d + c]!;
  return sum;
}
