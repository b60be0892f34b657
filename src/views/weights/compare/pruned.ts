// What is said about a whole model that a method pruned.
import type { PrunedSite } from '../../../domains/weights/types.ts';

/** 1 − kept / prunable weights of the model. */
export function modelSparsity(sites: readonly PrunedSite[]): number {
  const kept = sites.reduce((sum, site) => sum + site.kept, 0);
  const weights = sites.reduce((sum, site) => sum + site.weights, 0);
  return 1 - kept / weights;
}

/** Matrices whose error is known, the worst first. */
export function byError(
  sites: readonly PrunedSite[],
): (PrunedSite & { readonly outputError: number })[] {
  return sites
    .flatMap((site) =>
      site.outputError === null ? [] : [{ ...site, outputError: site.outputError }],
    )
    .sort((a, b) => b.outputError - a.outputError);
}

/** Middle of a sorted list, the upper of two; null where it is empty. */
export function medianError(sites: readonly PrunedSite[]): number | null {
  const sorted = byError(sites);
  return sorted[Math.floor((sorted.length - 1) / 2)]?.outputError ?? null;
}

/** "2.gate" */
export const siteKey = ({ layer, matrix }: Pick<PrunedSite, 'layer' | 'matrix'>): string =>
  `${layer}.${matrix}`;
