// Every compute tier that must work where the tests run. A tier that is missing fails the tests.
import type { Kernels, Tier } from '../../../src/kernels/contract.ts';
import { loadKernels } from '../../../src/kernels/index.ts';

export const TIERS: readonly Tier[] = ['typescript', 'simd', 'relaxed-simd'];

export function kernelsOf(tier: Tier): Promise<Kernels> {
  return loadKernels(tier);
}
