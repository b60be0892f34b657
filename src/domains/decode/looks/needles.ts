// What became of the numbers that the text on show asks for: in which heads each was still there when it was
// asked for, which of them read it, and whether the model wrote it in the end.
import { askedAfter, askedNumbers, type AskedNumber, type Span } from '../../../model/asked.ts';
import type { DecodeHead, HeadCache } from '../../../methods/decode.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import { scaleOf } from '../../../model/heads.ts';
import { hitsOf } from '../../../model/needles.ts';
import type { Each } from '../../contract.ts';
import type { LookAt } from './look.ts';
import { openCache } from '../open.ts';
import { fullRun, ranOn } from '../ran.ts';

/** A needle in one head. */
export interface HeadFate {
  /** First position at which no telling of it is whole in the cache; n where one always is. */
  readonly lost: number;
  /** Largest share of a telling that a step of the answer reads, mean over these steps. */
  readonly read: number;
  /** Attention that the answer's steps would give to all tellings, mean; and the part of it that is read. */
  readonly wanted: number;
  readonly got: number;
}

export interface NeedleFate extends AskedNumber {
  /** Whether each token of the answer was the most probable one, under the method and with a full cache. */
  readonly right: boolean;
  readonly dense: boolean;
  readonly layers: number;
  /** Heads of a layer. */
  readonly heads: number;
  /** Layer by layer. */
  readonly fates: readonly HeadFate[];
}

/** One part a needle, in the order in which they are asked for. */
export default async function needles(
  { asked, setting, desk }: LookAt,
  each: Each<NeedleFate>,
): Promise<void> {
  const subject = await openCache(asked, desk);
  const { n, prompt, layers, heads, ids } = subject;
  const found = askedAfter(askedNumbers(desk.encoding(asked).pieces.slice(0, n)), prompt);
  if (found.length === 0) return;
  const { llama } = desk.model(subject.model);
  const full = await fullRun(subject, desk);
  const ran = await ranOn(subject, setting, desk, true);
  const answers = { ids, needles: found.map(({ at: [start, end] }) => ({ start, end })) };
  const rights = await hitsOf(llama, ran.hidden, answers);
  const denses = await hitsOf(llama, full.hidden, answers);
  for (const [i, needle] of found.entries()) {
    const fates: HeadFate[] = [];
    for (const [layer, all] of ran.heads.entries()) {
      for (const [head, tensors] of all.entries()) {
        fates.push(fateOf(needle, tensors, ran.caches[layer]![head]!, desk.kernels));
      }
    }
    each({ ...needle, right: rights[i]!, dense: denses[i]!, layers, heads, fates });
    await desk.checkpoint();
  }
}

export function fateOf(
  { at: [start, end], told }: Pick<AskedNumber, 'at' | 'told'>,
  head: DecodeHead,
  { read, leaves }: HeadCache,
  kernels: Kernels,
): HeadFate {
  const { n, q, k } = head;
  const whole = ([from, to]: Span): number => (leaves ? Math.min(...leaves.slice(from, to)) : n);
  const rows = kernels.attentionRows(q, k, scaleOf(head), start - 1, end - 1);
  const prompt = n - read.rows;
  let [share, wanted, got] = [0, 0, 0];
  for (let at = start - 1, base = 0; at < end - 1; at++, base += n) {
    let best = 0;
    for (const [from, to] of told) {
      let count = 0;
      for (let key = from; key < to; key++) {
        const weight = rows[base + key]!;
        wanted += weight;
        if (!read.has(at - prompt, key)) continue;
        count++;
        got += weight;
      }
      best = Math.max(best, count / (to - from));
    }
    share += best;
  }
  const steps = end - start;
  return {
    lost: Math.max(...told.map(whole)),
    ...{ read: share / steps, wanted: wanted / steps, got: got / steps },
  };
}
