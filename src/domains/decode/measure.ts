// What a run reads, holds and loses: the same numbers for every method.
import type { Mask } from '../../core/mask/mask.ts';
import { hiddenLosses, meanLoss } from '../../model/loss.ts';
import { scaleOf } from '../../model/heads.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { DecodeHead, HeadCache } from '../../methods/decode.ts';
import type { Desk } from '../contract.ts';
import { fullRun } from './open.ts';
import { wholeMask, type Ran } from './run.ts';
import type { DecodeMetrics, DecodeReport, DecodeSelection, DecodeSubject, Miss } from './types.ts';

/** Bytes of one stored number of the cache: float16. */
const KV_BYTES = 2;
/** Misses that are told, and the least attention that counts as one. */
const MOST_MISSES = 12;
const LEAST_MISS = 0.05;

export async function measureCache(
  subject: DecodeSubject,
  selection: DecodeSelection,
  desk: Desk,
): Promise<DecodeReport> {
  const { head, cache, ran, known } = selection;
  const { n, prompt } = subject;
  const { recall: rowRecall } = readOf(head, cache, desk.kernels);
  if (known) return { ...known, rowRecall };
  const keysRead = cache.read.count();
  const keysSeen = seenBy(subject);
  const metrics: DecodeMetrics = {
    steps: n - prompt,
    ...{ keysRead, keysSeen, sparsity: 1 - keysRead / keysSeen },
    recall: mean(rowRecall),
    held: heldAt(cache, n - 1),
    ...bytesOf(ran!, subject),
    ...(await lossOf(ran!, subject, desk)),
  };
  return { metrics, rowRecall, misses: missesOf(head, cache, desk.kernels) };
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
  { n, prompt, d, heads, kvHeads }: DecodeSubject,
): Pick<DecodeMetrics, 'bytesRead' | 'bytesSeen' | 'bytesHeld' | 'bytesFull'> {
  const bytes = 2 * d * KV_BYTES;
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

/** Loss of the tokens that the steps predict, P + 1 … n − 1, and how much of it is the method's. */
export async function lossOf(
  { hidden }: Ran,
  subject: DecodeSubject,
  desk: Desk,
): Promise<Pick<DecodeMetrics, 'nats' | 'deltaNats'>> {
  const { llama } = desk.model(subject.model);
  const losses = await hiddenLosses(llama, hidden, subject.ids, () => desk.checkpoint());
  const { losses: full } = await fullRun(subject, desk);
  const nats = meanLoss(losses, subject.prompt + 1);
  return { nats, deltaNats: nats - meanLoss(full, subject.prompt + 1) };
}

/** Steps that would have given a key much attention, after it had left: the heaviest of each key. */
function missesOf(head: DecodeHead, { read, leaves }: HeadCache, kernels: Kernels): Miss[] {
  if (!leaves) return [];
  const { n, q, k } = head;
  const prompt = n - read.rows;
  const rows = kernels.attentionRows(q, k, scaleOf(head), prompt, n);
  const worst = new Map<number, Miss>();
  for (let t = prompt; t < n; t++) {
    for (let key = 0; key <= t; key++) {
      const weight = rows[(t - prompt) * n + key]!;
      const left = leaves[key]!;
      if (left > t || weight < Math.max(LEAST_MISS, worst.get(key)?.weight ?? 0)) continue;
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
