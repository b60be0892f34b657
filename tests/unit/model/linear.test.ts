import { expect, it } from 'vitest';
import { matrixOf } from '../../../src/core/tensor.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { Linear } from '../../../src/model/linear.ts';

const weight = Float32Array.of(1, 2, 3, 4);
const x = matrixOf([[1, 10]]);

for (const load of [() => Promise.resolve(typescriptKernels), () => loadKernels()]) {
  it('goes on where it is released between two of its strips', async () => {
    const kernels = await load();
    const layer = new Linear(weight, 2, 2);
    // 1·1 + 2·10, 3·1 + 4·10.
    expect([...(await layer.apply(kernels, x)).data]).toEqual([21, 43]);
    const after = await layer.apply(kernels, x, () => layer.release());
    expect([...after.data]).toEqual([21, 43]);
    layer.release();
    expect([...(await layer.apply(kernels, x)).data]).toEqual([21, 43]);
  });
}
