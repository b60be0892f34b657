// A method on a text, as a trace that other programs read.
import type { ParamRecord } from '../../../core/params.ts';
import type { DecodeHead } from '../../../methods/decode.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import { scaleOf } from '../../../model/heads.ts';
import type { Asked, Desk, Setting, TextRun } from '../../contract.ts';
import { cutText } from '../../cut-text.ts';
import { heldAt, mean, readOf, seenBy } from '../measure.ts';
import { openCache } from '../open.ts';
import { ranOn } from '../ran.ts';
import type { DecodeTypes } from '../types.ts';
import { traceFile } from './write.ts';

export async function runOnText(
  asked: Asked,
  setting: Setting<DecodeTypes>,
  extras: readonly string[],
  desk: Desk,
): Promise<TextRun> {
  const subject = await openCache(asked, desk);
  const { n, prompt, layers, d, kvHeads, ids, model } = subject;
  const params: ParamRecord = setting.paramsFor(subject);
  const { heads, caches, whole, run } = await ranOn(subject, setting, desk, false);
  const numbers = heads.flatMap((all, layer) =>
    all.map((tensors, head) => {
      const cache = caches[layer]![head]!;
      return {
        ...{ layer, head, sparsity: 1 - cache.read.count() / seenBy(subject) },
        recall: mean(readOf(tensors, cache, desk.kernels).recall),
        held: heldAt(cache, n - 1),
      };
    }),
  );
  return {
    params,
    results: { n, prompt, layers, metrics: whole, heads: numbers },
    warnings: [...subject.warnings, ...(run.warnings ?? [])],
    file: (path) =>
      traceFile(path, {
        ...{ n, prompt, caches, ids, model, kvHeads, headDim: d },
        tokens: cutText(asked, desk).pieces,
        method: setting.method.id,
        ...(extras.includes('attention') && {
          attention: attentionOf(heads.flat(), prompt, desk.kernels),
        }),
      }),
  };
}

/** heads × steps × n. */
function attentionOf(heads: readonly DecodeHead[], prompt: number, kernels: Kernels): Float32Array {
  const { n } = heads[0]!;
  const size = (n - prompt) * n;
  const all = new Float32Array(heads.length * size);
  for (const [at, head] of heads.entries()) {
    all.set(kernels.attentionRows(head.q, head.k, scaleOf(head), prompt, n), at * size);
  }
  return all;
}
