// A head that tasks work on, and what stands behind it.
import type { Assets } from '../src/domains/attention/context.ts';
import type { Kernels } from '../src/kernels/contract.ts';
import type { AttentionHead } from '../src/methods/attention.ts';

/** What stands behind a head besides its tensors: an open model, or what a snapshot tells of one. */
export interface Origin {
  readonly kernels: Kernels;
  /** Key/value heads of one layer. */
  readonly kvHeads: number;
  /** The tensors are the model's own, not rounded to half precision. */
  readonly exact: boolean;
  /** Offline tables beside the model. Throws an ExpectedError where absent. */
  assets(names: readonly string[]): Promise<Assets>;
}

/** One head of a reading, or of a snapshot. */
export interface Site {
  readonly key: string;
  readonly origin: Origin;
  readonly head: AttentionHead;
  /** Heads of its layer; of a snapshot only the head itself. */
  readonly siblings: readonly AttentionHead[];
  /** Whether its map may stay: the maps of all heads of a long text do not fit. */
  readonly keepsMap: boolean;
}
