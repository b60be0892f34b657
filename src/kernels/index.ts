// Chooses the fastest tier that the engine runs. WebAssembly is fetched only when it is chosen.
import type { Kernels, Tier } from './contract.ts';
import { typescriptKernels } from './ts.ts';

// Modules of one function each: () => v128, by i8x16.splat and i8x16.popcnt (SIMD) or by
// i32x4.relaxed_trunc_f32x4_s (relaxed SIMD).
const HEADER = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0];
const SIMD = [...HEADER, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
const RELAXED = [...HEADER, 10, 11, 1, 9, 0, 65, 0, 253, 15, 253, 129, 2, 11];

/** The tiers that this engine could run, fastest first. */
export function supportedTiers(): Tier[] {
  const tiers: Tier[] = [];
  if (validates(RELAXED)) tiers.push('relaxed-simd');
  if (validates(SIMD)) tiers.push('simd');
  return [...tiers, 'typescript'];
}

/**
 * The kernels of a tier. Without `prefer`: the fastest one that works here, in the order relaxed-simd,
 * simd, typescript. With it: that tier, or an error that says why it does not work.
 */
export async function loadKernels(prefer?: Tier): Promise<Kernels> {
  const supported = supportedTiers();
  if (prefer !== undefined) {
    if (!supported.includes(prefer)) {
      throw new Error(`this engine has no ${prefer}; it runs ${supported.join(', ')}`);
    }
    return load(prefer);
  }
  for (const tier of supported) {
    try {
      return await load(tier);
    } catch {
      // A policy may forbid WebAssembly, or the file may not be there: the next tier works too, and
      // figures show which one computed them.
    }
  }
  return typescriptKernels;
}

async function load(tier: Tier): Promise<Kernels> {
  if (tier === 'typescript') return typescriptKernels;
  const { loadWasm } = await import('./wasm/load.ts');
  return loadWasm(tier);
}

function validates(bytes: number[]): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(Uint8Array.from(bytes));
}
