// Every tier, loaded once. A tier that does not load here fails the whole suite: none is skipped.
import { describe } from 'vitest';
import type { Kernels, Tier } from '../../../src/kernels/contract.ts';
import { loadKernels } from '../../../src/kernels/index.ts';

const TIERS: readonly Tier[] = ['typescript', 'simd', 'relaxed-simd'];

const loaded = await Promise.all(TIERS.map((tier) => loadKernels(tier)));

export function onEveryTier(what: string, tests: (kernels: Kernels) => void): void {
  for (const kernels of loaded) describe(`${what} (${kernels.tier})`, () => tests(kernels));
}
