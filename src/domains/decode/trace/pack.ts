// A trace on its way from a page to a worker, and back in one piece.
import { OWN_MODEL } from '../../../core/own-tensors.ts';
import type { OwnTensors } from '../../contract.ts';
import type { Trace } from './format.ts';

/** `mark` tells this trace from all others. */
export function packed(trace: Trace, mark: string): OwnTensors {
  const { layers, heads, n, prompt, leaves, read, attention, headDim, kvHeads } = trace;
  const probed = trace.estimatorBytes?.reduce((sum, bytes) => sum + bytes, 0) ?? 0;
  return {
    site: {
      ...{ domain: 'decode', kind: 'cache', model: OWN_MODEL, text: mark, tokens: n },
      subject: { layer: 0, head: 0, prompt },
    },
    sizes: { layers, heads, n, prompt, headDim: headDim ?? 0, kvHeads: kvHeads ?? 0, probed },
    arrays: { ...(attention && { attention }) },
    words: { leaves, ...(read && { read }) },
    pieces: trace.tokens,
  };
}

/** What of a trace a worker computes with. */
export interface HeldTrace extends Pick<
  Trace,
  'layers' | 'heads' | 'n' | 'prompt' | 'leaves' | 'read' | 'attention' | 'headDim' | 'kvHeads'
> {
  readonly mark: string;
  /** Bytes that the method's own estimates read in all heads. */
  readonly probed: number;
}

export function unpacked({ site, sizes, arrays, words = {} }: OwnTensors): HeldTrace {
  const { layers = 0, heads = 0, n = 0, prompt = 0, headDim = 0, kvHeads = 0, probed = 0 } = sizes;
  const { leaves = new Uint32Array(0), read = null } = words;
  return {
    ...{ mark: site.text, layers, heads, n, prompt, leaves, read, probed },
    attention: arrays['attention'] ?? null,
    headDim: headDim === 0 ? null : headDim,
    kvHeads: kvHeads === 0 ? null : kvHeads,
  };
}
