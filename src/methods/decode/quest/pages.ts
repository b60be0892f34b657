// Which pages Quest reads.
import type { Kernels } from '../../../kernels/contract.ts';

export type Rule = 'kernel' | 'evaluation';

export interface Reading {
  readonly budget: number;
  readonly page: number;
  readonly rule: Rule;
}

/** Pages that a query at position t reads, of those with these bounds. */
export function pagesRead(
  bounds: Float32Array,
  t: number,
  { budget, page, rule }: Reading,
  kernels: Kernels,
): Iterable<number> {
  const current = bounds.length - 1;
  if (budget > t) return bounds.keys();
  const pages = Math.floor(budget / page);
  if (rule === 'evaluation') return kernels.topK(bounds, Math.max(3, pages));
  return [...kernels.topK(bounds.subarray(0, current), Math.max(0, pages - 1)), current];
}
