// Traces that a page has handed over, while somebody looks at them.
import { wordsPerRow } from '../../../core/mask/bits.ts';
import { BitsetMask } from '../../../core/mask/bitset.ts';
import { lazyMask } from '../../../core/mask/lazy.ts';
import { OWN_MODEL } from '../../../core/own-tensors.ts';
import { ExpectedError } from '../../../core/result.ts';
import type { HeadCache } from '../../../methods/decode.ts';
import type { Desk, OwnTensors, Site } from '../../contract.ts';
import { bytesOf } from '../measure.ts';
import type { DecodeSubject, OpenTrace, WholeMetrics } from '../types.ts';
import { leavesAt, readAt } from './format.ts';
import { unpacked, type HeldTrace } from './pack.ts';

function heldTraces(desk: Desk): Map<string, OpenTrace> {
  return desk.state('held traces', () => new Map<string, OpenTrace>());
}

export function holdTrace(tensors: OwnTensors, desk: Desk): void {
  heldTraces(desk).set(tensors.site.text, opened(unpacked(tensors)));
}

export function letGoTrace(site: Site, desk: Desk): void {
  heldTraces(desk).delete(site.text);
}

/** The subject of a site that names a trace; null where it names none. */
export function openTrace(
  { model, text, subject }: Pick<Site, 'model' | 'text' | 'subject'>,
  desk: Desk,
): DecodeSubject | null {
  if (model !== OWN_MODEL) return null;
  const trace = heldTraces(desk).get(text);
  if (!trace) throw new ExpectedError('text', 'this trace is open no more; open its file again');
  const { layers, heads, n, prompt, headDim, kvHeads, mark } = trace;
  const [layer, head] = [Number(subject['layer']), Number(subject['head'])];
  if (!trace.caches[layer]?.[head]) {
    const what = `the trace has ${layers} layers of ${heads} heads, none at layer ${layer}, head ${head}`;
    throw new ExpectedError('head', what);
  }
  return {
    ...{ key: `${mark}/${layer}/${head}`, textKey: mark, exact: true, model, warnings: [] },
    ...{ n, prompt, layers, heads, layer, head, trace, ids: new Uint32Array(n) },
    ...{ d: headDim ?? 0, kvHeads: kvHeads ?? heads },
  };
}

/** Without what only the caches tell. */
export function opened(trace: HeldTrace): OpenTrace {
  const { layers, heads } = trace;
  const caches = Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: heads }, (_, head) => cacheOf(trace, layer, head)),
  );
  return { ...trace, caches, whole: wholeOf(trace, caches) };
}

function cacheOf(trace: HeldTrace, layer: number, head: number): HeadCache {
  const { n, prompt, leaves, read, probed } = trace;
  const from = leavesAt(trace, layer, head);
  const left = Int32Array.from(leaves.subarray(from, from + n));
  const steps = n - prompt;
  const start = readAt(trace, layer, head);
  const words = read?.subarray(start, start + steps * wordsPerRow(n));
  return {
    read: words ? new BitsetMask(steps, n, words) : storedOf(left, prompt),
    leaves: left.every((at) => at === n) ? null : left,
    // All of them in one place: only their sum is ever asked for.
    ...(layer === 0 && head === 0 && { estimatorBytes: probed }),
  };
}

function storedOf(leaves: Int32Array, prompt: number) {
  const n = leaves.length;
  return lazyMask(n - prompt, n, (row, keep) => {
    for (let key = 0; key <= prompt + row; key++) {
      if (leaves[key]! > prompt + row) keep(key, key + 1);
    }
  });
}

const UNKNOWN = NaN;

function wholeOf(trace: HeldTrace, caches: OpenTrace['caches']): WholeMetrics {
  const { headDim, kvHeads, read, n, prompt, heads } = trace;
  const unknown = { nats: UNKNOWN, deltaNats: UNKNOWN };
  if (headDim === null || kvHeads === null) {
    const bytes = {
      bytesRead: UNKNOWN,
      bytesSeen: UNKNOWN,
      bytesHeld: UNKNOWN,
      bytesFull: UNKNOWN,
    };
    return { ...unknown, ...bytes };
  }
  const bytes = bytesOf({ caches }, { n, prompt, d: headDim, heads, kvHeads });
  return { ...unknown, ...bytes, ...(!read && { bytesRead: UNKNOWN }) };
}
