// The tier that computes: the fastest one, or the one that SPARSITY_ATLAS_KERNELS names. Relaxed SIMD may
// give other last digits on another machine or another version of Node; the others never do.
import { ExpectedError } from '../core/result.ts';
import type { Kernels } from '../kernels/contract.ts';
import { loadKernels, supportedTiers } from '../kernels/index.ts';

const VARIABLE = 'SPARSITY_ATLAS_KERNELS';

/** Throws an ExpectedError for a tier that does not exist or does not run here. */
export async function chosenKernels(): Promise<Kernels> {
  const given = process.env[VARIABLE];
  if (given === undefined || given === '') return loadKernels();
  const tiers = supportedTiers();
  const tier = tiers.find((each) => each === given);
  if (tier !== undefined) return loadKernels(tier);
  throw new ExpectedError('kernels', `${VARIABLE} must be ${tiers.join(', ')}, got “${given}”`);
}
