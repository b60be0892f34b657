// The tools that a method may use while selecting, for one head.
import { ExpectedError } from '../../core/result.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { AttentionContext, AttentionHead } from '../../methods/attention.ts';
import type { Assets } from '../contract.ts';

export type { Assets };

export const NO_ASSETS: Assets = new Map();

export interface ContextParts {
  readonly kernels: Kernels;
  /** Query heads of one layer, in order. */
  readonly siblings: readonly AttentionHead[];
  readonly assets?: Assets;
  /** Dense attention that is at hand already; absent: computed when first asked for. */
  readonly dense?: () => Float32Array;
}

/** The context of one head. Dense attention is computed at most once. */
export function contextFor(head: AttentionHead, parts: ContextParts): AttentionContext {
  const { kernels, siblings, assets = NO_ASSETS } = parts;
  let dense: Float32Array | null = null;
  return {
    kernels,
    dense: () => (dense ??= parts.dense?.() ?? denseAttention(head, kernels)),
    asset(name) {
      const table = assets.get(name);
      if (!table) {
        throw new ExpectedError(
          'method',
          `this method needs the table “${name}”, which does not come with this model`,
        );
      }
      return table;
    },
    siblings: () => siblings,
  };
}

/** Dense causal attention of a head, n × n row-major, zeros above the diagonal. */
export function denseAttention(head: AttentionHead, kernels: Kernels): Float32Array {
  return kernels.attentionRows(head.q, head.k, 1 / Math.sqrt(head.d), 0, head.n);
}
