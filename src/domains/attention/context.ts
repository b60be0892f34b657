// The tools that a method may use while selecting, for one head.
import { ExpectedError } from '../../core/result.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { AttentionContext, AttentionHead } from '../../methods/attention.ts';
import { whole } from '../../methods/_shared/words.ts';
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

/** Longest text of which a map of n × n numbers is made: 4 GiB, as much as an array surely holds. */
const LONGEST = 32_768;

/** Throws an ExpectedError where a map would not fit, before anything is allocated for it. */
export function refuseLongMap(n: number): void {
  if (n <= LONGEST) return;
  const [tokens, most] = [whole(n), whole(LONGEST)];
  throw new ExpectedError(
    'n',
    `a map of all attention is made for up to ${most} tokens, and this text has n = ${tokens}: ` +
      'shorten it, or take a method that reads no such map',
  );
}

/**
 * Dense causal attention of a head, n × n row-major, zeros above the diagonal. Throws an ExpectedError for a
 * text that is too long for it.
 */
export function denseAttention(head: AttentionHead, kernels: Kernels): Float32Array {
  refuseLongMap(head.n);
  return kernels.attentionRows(head.q, head.k, 1 / Math.sqrt(head.d), 0, head.n);
}
