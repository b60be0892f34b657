// Chooses the fastest tier that the engine runs. WebAssembly is fetched only when it is chosen.
import type { Kernels, Tier } from './contract.ts';
import { typescriptKernels } from './ts.ts';

/**
 * The kernels of a tier. Without `prefer`: the fastest one that works here, in the order relaxed-simd,
 * simd, typescript. With it: that tier or an error that says why it does not work.
 */
export async function loadKernels(prefer?: Tier): Promise<Kernels> {
  if (prefer !== undefined && prefer !== 'typescript') {
    throw new Error(`the ${prefer} kernels are not built`);
  }
  return typescriptKernels;
}
