import { afterEach, describe, expect, test, vi } from 'vitest';
import { matrixOf } from '../../../src/core/tensor.ts';
import { loadKernels, supportedTiers } from '../../../src/kernels/index.ts';
import { Arena } from '../../../src/kernels/wasm/arena.ts';
import { makerOf } from '../support/arrays.ts';

describe('loadKernels', () => {
  afterEach(() => vi.restoreAllMocks());

  test('takes the fastest tier, or the one that was asked for', async () => {
    expect(supportedTiers()).toEqual(['relaxed-simd', 'simd', 'typescript']);
    expect((await loadKernels()).tier).toBe('relaxed-simd');
    for (const tier of supportedTiers()) expect((await loadKernels(tier)).tier).toBe(tier);
  });

  test('without relaxed SIMD it takes plain SIMD, and says so when asked for more', async () => {
    const { validate } = WebAssembly;
    // The probe for relaxed SIMD is the longer one, by the second byte of its instruction.
    vi.spyOn(WebAssembly, 'validate').mockImplementation(
      (bytes) => bytes.byteLength < 32 && validate(bytes),
    );
    expect(supportedTiers()).toEqual(['simd', 'typescript']);
    expect((await loadKernels()).tier).toBe('simd');
    await expect(loadKernels('relaxed-simd')).rejects.toThrow(
      'this engine has no relaxed-simd; it runs simd, typescript',
    );
  });

  test('where WebAssembly is forbidden it falls back to TypeScript', async () => {
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('forbidden'));
    expect((await loadKernels()).tier).toBe('typescript');
    await expect(loadKernels('simd')).rejects.toThrow('forbidden');
  });

  test('a weight or a plane of one tier is refused by another', async () => {
    const [wasm, plain] = await Promise.all([loadKernels('simd'), loadKernels('typescript')]);
    const weight = wasm.prepare(Float32Array.of(1), 1, 1);
    expect(() => plain.linear(matrixOf([[1]]), weight)).toThrow('prepared by another tier');
    expect(() => wasm.linear(matrixOf([[1]]), plain.prepare(Float32Array.of(1), 1, 1))).toThrow(
      'prepared by another tier',
    );
    weight.release();
    weight.release();
    expect(() => wasm.linear(matrixOf([[1]]), weight)).toThrow('has been released');
  });
});

test.each(supportedTiers())('%s reads halves of another realm as halves', async (tier) => {
  const kernels = await loadKernels(tier);
  const halves = makerOf('Uint16Array', true).from([0x3c00, 0xc000]) as unknown as Uint16Array; // 1, −2
  const weight = kernels.prepare(halves, 1, 2);
  expect([...kernels.linear(matrixOf([[3, 1]]), weight).data]).toEqual([1]);
  weight.release();
});

describe('Arena', () => {
  const pages = (count: number) => new WebAssembly.Memory({ initial: count, maximum: 64 });

  test('blocks never overlap, temporary ones come back, released ones are used again', () => {
    const memory = pages(1);
    const arena = new Arena(memory, 100);
    const kept = Array.from({ length: 40 }, (_, p) => {
      arena.begin();
      arena.take(5000 + p);
      const address = arena.keep(300 + 7 * p);
      arena.halves(address, 150).fill(p);
      arena.take(9000);
      return address;
    });
    kept.forEach((address, p) => {
      expect(address).toBeGreaterThanOrEqual(100);
      expect(address % 16).toBe(0);
      expect(arena.halves(address, 150).every((value) => value === p)).toBe(true);
    });
    const size = memory.buffer.byteLength;
    kept.forEach((address) => arena.release(address));
    arena.begin();
    // Everything is free again and joined: one block of nearly all of it fits without growing.
    arena.take(size - 200);
    expect(memory.buffer.byteLength).toBe(size);
  });

  test('copies an array by its kind, whichever realm made it, and no other', () => {
    const arena = new Arena(pages(1), 16);
    for (const other of [false, true]) {
      const numbers = makerOf('Float32Array', other).from([0.5, 2]) as unknown as Float32Array;
      expect([...arena.floats(arena.copy(numbers), 2)]).toEqual([0.5, 2]);
      const halves = makerOf('Uint16Array', other).from([7, 9]) as unknown as Uint16Array;
      expect([...arena.halves(arena.copy(halves), 2)]).toEqual([7, 9]);
    }
    for (const none of [Float64Array.of(1, 2), Int8Array.of(1), [1, 2]]) {
      expect(() => arena.copy(none as unknown as Float32Array)).toThrow(
        /^kernels read a Float32Array, got (Float64Array|Int8Array|no typed array)$/,
      );
    }
  });

  test('grows when it must, and keeps what it held', () => {
    const memory = pages(0);
    const arena = new Arena(memory, 16);
    const address = arena.keep(16);
    arena.floats(address, 4).set([1, 2, 3, 4]);
    arena.take(300_000);
    expect([...arena.floats(address, 4)]).toEqual([1, 2, 3, 4]);
  });

  test('says how much it holds when it gets no more', () => {
    const arena = new Arena(pages(16), 16);
    expect(() => arena.take(5 * 2 ** 20)).toThrow('hold 1 MB and were refused');
    expect(arena.take(2 ** 19)).toBeGreaterThan(0);
  });

  test('releasing what is not held changes nothing', () => {
    const arena = new Arena(pages(1), 16);
    const address = arena.keep(64);
    arena.release(address + 16);
    arena.release(address);
    arena.release(address);
    expect(arena.keep(32)).toBe(address);
    expect(arena.keep(32)).toBe(address + 32);
  });
});
