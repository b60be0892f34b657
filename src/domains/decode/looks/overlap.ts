// How far layers of the dense model agree on the keys that matter: of the k heaviest keys of a step in one layer,
// the share that is among the k heaviest in another. That is what handing positions on from layer to layer rests on.
import { ExpectedError } from '../../../core/result.ts';
import { scaleOf } from '../../../model/heads.ts';
import type { Each } from '../../contract.ts';
import type { LookAt } from './look.ts';
import { openCache } from '../open.ts';
import { fullRun } from '../ran.ts';

export interface Overlap {
  readonly layers: number;
  readonly k: number;
  /** layers × layers, means over steps and heads: of the head with the same number, and of the best other one. */
  readonly same: Float32Array;
  readonly best: Float32Array;
  /** What two sets that know nothing of each other share. */
  readonly chance: number;
}

/** Steps that are looked at, at most: they are taken at even distances. */
const MOST_STEPS = 64;

/** `wish`: `k`, keys of a set. One part. */
export default async function overlap(
  { asked, wish, desk }: LookAt,
  each: Each<Overlap>,
): Promise<void> {
  const subject = await openCache(asked, desk);
  const { n, prompt } = subject;
  const { k } = wish;
  if (!(typeof k === 'number' && Number.isInteger(k) && k >= 1)) {
    throw new ExpectedError('k', `k must be a whole number from 1, got ${String(k)}`);
  }
  const { heads } = await fullRun(subject, desk);
  const stride = Math.max(1, Math.ceil((n - prompt) / MOST_STEPS));
  const steps: number[] = [];
  for (let t = prompt; t < n; t += stride) steps.push(t);
  const sets: Set<number>[][][] = [];
  for (const layer of heads) {
    sets.push(
      layer.map((head) =>
        steps.map((t) => {
          const row = desk.kernels.attentionRows(head.q, head.k, scaleOf(head), t, t + 1);
          return new Set(desk.kernels.topK(row.subarray(0, t + 1), k));
        }),
      ),
    );
    await desk.checkpoint();
  }
  const chance = steps.reduce((sum, t) => sum + Math.min(1, k / (t + 1)), 0) / steps.length;
  each({ layers: heads.length, k, ...overlapsOf(sets), chance });
}

/** `sets`: by layer, head and step; of one size at each step. */
export function overlapsOf(
  sets: readonly (readonly (readonly ReadonlySet<number>[])[])[],
): Pick<Overlap, 'same' | 'best'> {
  const layers = sets.length;
  const [same, best] = [new Float32Array(layers ** 2), new Float32Array(layers ** 2)];
  for (const [a, own] of sets.entries()) {
    for (const [b, others] of sets.entries()) {
      for (const [h, head] of own.entries()) {
        const shares = others.map((other) => shared(head, other));
        same[a * layers + b]! += shares[h]! / own.length;
        best[a * layers + b]! += Math.max(...shares) / own.length;
      }
    }
  }
  return { same, best };
}

/** Mean over the steps of |X ∩ Y| / |X|. */
function shared(
  one: readonly ReadonlySet<number>[],
  other: readonly ReadonlySet<number>[],
): number {
  let sum = 0;
  for (const [step, keys] of one.entries()) {
    let both = 0;
    for (const key of keys) if (other[step]!.has(key)) both++;
    sum += both / keys.size;
  }
  return sum / one.length;
}
