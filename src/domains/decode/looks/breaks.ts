// Which heads a method fails: what each reads of its attention against the most that as many keys could hold.
import type { DecodeHead, HeadCache } from '../../../methods/decode.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import { scaleOf } from '../../../model/heads.ts';
import type { Each } from '../../contract.ts';
import type { LookAt } from './look.ts';
import { openCache } from '../open.ts';
import { ranOn } from '../ran.ts';

export interface HeadBreak {
  readonly layer: number;
  readonly head: number;
  /** Share of all earlier tokens that is not read. */
  readonly sparsity: number;
  /** Attention read, mean over the steps; and what the heaviest keys, as many at each step, hold. */
  readonly recall: number;
  readonly bound: number;
  /** The step that reads least of its attention; `query` is its position. */
  readonly worst: { readonly query: number; readonly recall: number };
}

/** One part a head. */
export default async function breaks(
  { asked, setting, desk }: LookAt,
  each: Each<HeadBreak>,
): Promise<void> {
  const subject = await openCache(asked, desk);
  const ran = await ranOn(subject, setting, desk, true);
  for (const [layer, heads] of ran.heads.entries()) {
    for (const [head, tensors] of heads.entries()) {
      const cache = ran.caches[layer]![head]!;
      each({ layer, head, ...breakOf(tensors, cache, desk.kernels) });
      await desk.checkpoint();
    }
  }
}

export function breakOf(
  head: DecodeHead,
  { read }: HeadCache,
  kernels: Kernels,
): Omit<HeadBreak, 'layer' | 'head'> {
  const { n, q, k } = head;
  const steps = read.rows;
  const prompt = n - steps;
  const rows = kernels.attentionRows(q, k, scaleOf(head), prompt, n);
  let [recall, bound, seen, count] = [0, 0, 0, 0];
  let worst = { query: prompt, recall: Infinity };
  for (let step = 0; step < steps; step++) {
    const at = prompt + step;
    const row = rows.subarray(step * n, step * n + at + 1);
    const keys = read.rowCount(step);
    let own = 0;
    read.forEachRun(step, (from, to) => {
      for (let key = from; key < to; key++) own += row[key]!;
    });
    const most =
      keys > at
        ? 1
        : sumOf(
            row
              .slice()
              .sort()
              .subarray(at + 1 - keys),
          );
    recall += own / steps;
    bound += most / steps;
    seen += at + 1;
    count += keys;
    if (own < worst.recall) worst = { query: at, recall: own };
  }
  return { sparsity: 1 - count / seen, recall, bound, worst };
}

function sumOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
