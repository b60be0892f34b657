// Which later steps would have used a key, evicted or not, and what each of them lost.
import { ExpectedError } from '../../../core/result.ts';
import type { DecodeHead, HeadCache } from '../../../methods/decode.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import { scaleOf } from '../../../model/heads.ts';
import type { Each } from '../../contract.ts';
import type { LookAt } from './look.ts';
import { openCache } from '../open.ts';
import { fullRun, ranOn } from '../ran.ts';

export type Fate = 'read' | 'held' | 'gone';
const FATES: readonly Fate[] = ['read', 'held', 'gone'];

/** How one head's steps look at a key. */
interface Uses {
  /** Attention of each step, all keys counted. */
  readonly weights: Float32Array;
  /** Of each step, an index into the fates. */
  readonly fates: Uint8Array;
}

/** A step after the key's own. */
export interface Need {
  /** Position of the query. */
  readonly at: number;
  readonly weight: number;
  readonly fate: Fate;
  readonly layer: number;
  readonly head: number;
  /** Loss of the token that this step predicts, above that with a full cache, nats; null at the last step. */
  readonly deltaNats: number | null;
}

/** Who needed a key most, descending. */
export interface Needed {
  readonly key: number;
  /** In the head on show, and by the head of all that weighs it most at each step. */
  readonly here: readonly Need[];
  readonly anywhere: readonly Need[];
  /** Steps after the key's own. */
  readonly steps: number;
}

const MOST = 24;

/** `wish`: `key`, a position. One part. */
export default async function needed(
  { asked, setting, wish, desk }: LookAt,
  each: Each<Needed>,
): Promise<void> {
  const subject = await openCache(asked, desk);
  const { n, prompt, layer: own, head: ownHead } = subject;
  const { key } = wish;
  if (!(typeof key === 'number' && Number.isInteger(key) && key >= 0 && key < n)) {
    throw new ExpectedError('key', `the position must be from 0 to ${n - 1}, got ${String(key)}`);
  }
  const full = await fullRun(subject, desk);
  const ran = await ranOn(subject, setting, desk, true);
  const first = Math.max(prompt, key + 1);
  const after = (at: number): number | null =>
    at + 1 < n ? ran.losses[at + 1]! - full.losses[at + 1]! : null;
  const here: Need[] = [];
  const anywhere: Need[] = [];
  for (const [layer, heads] of ran.heads.entries()) {
    for (const [head, tensors] of heads.entries()) {
      const uses = usesOf(key, first, tensors, ran.caches[layer]![head]!, desk.kernels);
      for (const [step, weight] of uses.weights.entries()) {
        const at = first + step;
        const need = (): Need => ({
          ...{ at, weight, layer, head, deltaNats: after(at) },
          fate: FATES[uses.fates[step]!]!,
        });
        if (layer === own && head === ownHead) here.push(need());
        if (weight > (anywhere[step]?.weight ?? -1)) anywhere[step] = need();
      }
    }
    await desk.checkpoint();
  }
  each({ key, here: heaviest(here), anywhere: heaviest(anywhere), steps: n - first });
}

/** Of the steps at positions `first` … n − 1. */
export function usesOf(
  key: number,
  first: number,
  head: DecodeHead,
  { read, leaves }: HeadCache,
  kernels: Kernels,
): Uses {
  const { n, q, k } = head;
  const count = Math.max(0, n - first);
  const [weights, fates] = [new Float32Array(count), new Uint8Array(count)];
  if (count === 0) return { weights, fates };
  const rows = kernels.attentionRows(q, k, scaleOf(head), first, n);
  const prompt = n - read.rows;
  for (let step = 0; step < count; step++) {
    const at = first + step;
    weights[step] = rows[step * n + key]!;
    if (!read.has(at - prompt, key)) fates[step] = leaves && leaves[key]! <= at ? 2 : 1;
  }
  return { weights, fates };
}

function heaviest(needs: readonly Need[]): readonly Need[] {
  return [...needs].sort((a, b) => b.weight - a.weight || a.at - b.at).slice(0, MOST);
}
