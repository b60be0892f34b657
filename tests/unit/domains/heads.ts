// Random heads for tests: every number from the seed.
import { createRandom } from '../../../src/core/random.ts';
import { matrix, type Matrix } from '../../../src/core/tensor.ts';
import type { AttentionHead } from '../../../src/methods/attention.ts';

export function randomHead(seed: number, n: number, d: number): AttentionHead {
  const random = createRandom(seed);
  const normal = (): Matrix =>
    matrix(
      n,
      d,
      Float32Array.from({ length: n * d }, () => random.normal()),
    );
  return {
    n,
    d,
    layers: 1,
    heads: 1,
    layer: 0,
    head: 0,
    kvHead: 0,
    q: normal(),
    k: normal(),
    v: normal(),
  };
}
