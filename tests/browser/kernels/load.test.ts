import { expect, test } from 'vitest';
import { loadKernels } from '../../../src/kernels/index.ts';

test('a page loads every tier over HTTP, and the fastest by itself', async () => {
  expect((await loadKernels()).tier).toBe('relaxed-simd');
  const x = { rows: 1, cols: 2, data: Float32Array.of(3, 4) };
  for (const tier of ['relaxed-simd', 'simd', 'typescript'] as const) {
    const kernels = await loadKernels(tier);
    expect(kernels.tier).toBe(tier);
    expect([...kernels.products(x, x, 2).data]).toEqual([50]);
  }
});

test('a worker loads the fastest tier and computes with it', async () => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const { tier, rows } = await new Promise<{ tier: string; rows: Float32Array }>(
    (resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
    },
  );
  worker.terminate();
  expect(tier).toBe('relaxed-simd');
  [1, 0, 0, 1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3].forEach((weight, p) => {
    expect(rows[p]).toBeCloseTo(weight, 6);
  });
});
