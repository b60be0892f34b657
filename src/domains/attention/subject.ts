// A text on a model as the subject of sparse attention: every query head's tensors, and dense
// attention maps of single heads.
import type { Matrix } from '../../core/tensor.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { AttentionHead } from '../../methods/attention.ts';
import type { Llama } from '../../model/llama.ts';
import { refuseLongMap } from './context.ts';
import { inStrips, type Checkpoint } from './strips.ts';

export interface TextSubject {
  readonly ids: Uint32Array;
  /** Tokens. */
  readonly n: number;
  /** By layer, then by query head. */
  readonly heads: readonly (readonly AttentionHead[])[];
  /** Final hidden states of the dense model, n × hidden: its losses follow from them. */
  readonly hidden: Matrix;
  /** What the tensors hold. */
  readonly bytes: number;
}

/** Runs the dense model over a text once. */
export async function readSubject(
  llama: Llama,
  ids: Uint32Array,
  checkpoint: Checkpoint,
): Promise<TextSubject> {
  const { heads, hidden } = await llama.forward(ids, { keep: 'heads', logits: 'none', checkpoint });
  const tensors = new Set<Matrix | undefined>([hidden]); // grouped heads share keys and values
  for (const { q, k, v, qPre, kPre } of heads.flat()) {
    for (const tensor of [q, k, v, qPre, kPre]) tensors.add(tensor);
  }
  let bytes = 0;
  for (const tensor of tensors) bytes += tensor?.data.byteLength ?? 0;
  return { ids, n: ids.length, heads, hidden, bytes };
}

/** Dense causal attention of a head, n × n row-major with zeros above the diagonal, strip by strip. */
export async function denseMap(
  head: AttentionHead,
  kernels: Kernels,
  checkpoint: Checkpoint,
): Promise<Float32Array> {
  const { n, d, q, k } = head;
  refuseLongMap(n);
  const map = new Float32Array(n * n);
  await inStrips(kernels, n, (n * d) / 2, checkpoint, (from, to) => {
    kernels.attentionRows(q, k, 1 / Math.sqrt(d), from, to, map.subarray(from * n, to * n));
  });
  return map;
}
