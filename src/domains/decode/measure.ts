// What a run reads, holds and loses: the same numbers for every method.
import type { Mask } from '../../core/mask/mask.ts';
import { scaleOf } from '../../model/heads.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { DecodeHead, HeadCache } from '../../methods/decode.ts';
import { FLOAT16 } from '../../methods/decode/_shared/cache.ts';
import { wholeMask, type Ran } from './run.ts';
import type {
  DecodeMetrics,
  DecodeReport,
  DecodeSelection,
  DecodeSubject,
  Miss,
  WholeMetrics,
} from './types.ts';
import { WANTED } from './wanted.ts';

/** Misses that are told. */
const MOST_MISSES = 12;

export function measureCache(
  subject: DecodeSubject,
  selection: DecodeSelection,
  kernels: Kernels,
): DecodeReport {
  const { head, cache, ran, known } = selection;
  const { n, prompt } = subject;
  const { recall: rowRecall } = readOf(head, cache, kernels);
  if (known) return { ...known, rowRecall };
  const keysRead = cache.read.count();
  const keysSeen = seenBy(subject);
  const metrics: DecodeMetrics = {
    steps: n - prompt,
    ...{ keysRead, keysSeen, sparsity: 1 - keysRead / keysSeen },
    recall: mean(rowRecall),
    held: heldAt(cache, n - 1),
    ...ran!.whole,
  };
  return { metrics, rowRecall, misses: missedBy(head, cache, kernels) };
}

/** Attention of a head that falls on what it reads, per step. */
export function readOf(head: DecodeHead, { read }: HeadCache, kernels: Kernels) {
  const { n, q, k, v } = head;
  return kernels.maskedRows(q, k, v, scaleOf(head), wholeMask(read, n), n - read.rows, n);
}

/** Σ (t + 1) over the steps. */
export function seenBy({ n, prompt }: Pick<DecodeSubject, 'n' | 'prompt'>): number {
  return (n * (n + 1) - prompt * (prompt + 1)) / 2;
}

/** Keys of a head's cache during step t. */
export function heldAt({ leaves }: HeadCache, t: number): number {
  if (!leaves) return t + 1;
  let held = 0;
  for (let key = 0; key <= t; key++) if (leaves[key]! > t) held++;
  return held;
}

/** Bytes over all layers and key/value heads; heads of one group share what they read. */
export function bytesOf(
  { caches }: Pick<Ran, 'caches'>,
  { n, prompt, d, heads, kvHeads }: Pick<DecodeSubject, 'n' | 'prompt' | 'd' | 'heads' | 'kvHeads'>,
): Omit<WholeMetrics, 'nats' | 'deltaNats'> {
  const bytes = 2 * d * FLOAT16;
  const group = heads / kvHeads;
  let [read, held, estimates] = [0, 0, 0];
  for (const layer of caches) {
    for (let first = 0; first < layer.length; first += group) {
      const shared = layer.slice(first, first + group);
      read += distinct(shared.map((cache) => cache.read));
      held += Math.max(...shared.map((cache) => heldAt(cache, n - 1)));
    }
    for (const { estimatorBytes = 0 } of layer) estimates += estimatorBytes;
  }
  const steps = n - prompt;
  const kept = caches.length * kvHeads;
  return {
    bytesRead: (bytes * read + estimates) / steps,
    bytesSeen: (bytes * kept * seenBy({ n, prompt })) / steps,
    bytesHeld: bytes * held,
    bytesFull: bytes * kept * n,
  };
}

/** Cells that any of the masks keeps. */
function distinct(masks: readonly Mask[]): number {
  const [first] = masks;
  if (!first || masks.length === 1) return first?.count() ?? 0;
  const row = new Uint8Array(first.cols);
  let count = 0;
  for (let r = 0; r < first.rows; r++) {
    row.fill(0);
    for (const mask of masks) mask.forEachRun(r, (from, to) => row.fill(1, from, to));
    for (const bit of row) count += bit;
  }
  return count;
}

function missedBy(head: DecodeHead, { read, leaves }: HeadCache, kernels: Kernels): Miss[] {
  if (!leaves) return [];
  const { n, q, k } = head;
  const prompt = n - read.rows;
  return missesOf(kernels.attentionRows(q, k, scaleOf(head), prompt, n), prompt, leaves);
}

/**
 * Steps that would have given a key much attention, after it had left: the heaviest of each key. `rows` is the
 * attention of the steps, steps × n.
 */
export function missesOf(rows: Float32Array, prompt: number, leaves: Int32Array): Miss[] {
  const n = leaves.length;
  const worst = new Map<number, Miss>();
  for (let t = prompt; t < n; t++) {
    for (let key = 0; key <= t; key++) {
      const weight = rows[(t - prompt) * n + key]!;
      const left = leaves[key]!;
      if (left > t || weight < Math.max(WANTED, worst.get(key)?.weight ?? 0)) continue;
      worst.set(key, { at: t, key, weight, left });
    }
  }
  return [...worst.values()].sort((a, b) => b.weight - a.weight).slice(0, MOST_MISSES);
}

export function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
