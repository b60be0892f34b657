// What a run remembers of every head until it is asked for its trace.
import type { DecodeHead } from '../../decode.ts';

export interface Memory<T> {
  keep(head: DecodeHead, what: T): void;
  /** Null where this head kept nothing, as in layers that read everything. */
  of(layer: number, head: number): (T & { readonly head: DecodeHead }) | null;
}

export function memory<T extends object>(): Memory<T> {
  const kept = new Map<string, T & { readonly head: DecodeHead }>();
  return {
    keep: (head, what) => kept.set(`${head.layer}.${head.head}`, { ...what, head }),
    of: (layer, head) => kept.get(`${layer}.${head}`) ?? null,
  };
}
