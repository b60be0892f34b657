// Tensors of a page's file: read by slices, and only those that are asked for.
import { expect, test } from 'vitest';
import { writeNpz } from '../../../src/core/npy.ts';
import { ExpectedError, readTensors } from '../../../src/lib/index.ts';
import { tensorOf, writeSafetensors } from '../../../src/model/safetensors-write.ts';

/** Counts the bytes that are asked of it. */
class Counted extends Blob {
  read = 0;
  override slice(start = 0, end = this.size): Blob {
    this.read += end - start;
    return super.slice(start, end);
  }
}

const values = Float32Array.of(0.5, -2, 3, 4);
const rest = new Float32Array(200_000);
const npz = writeNpz({
  q: { shape: [2, 2], dtype: 'f4', bytes: new Uint8Array(values.buffer) },
  rest: { shape: [rest.length], dtype: 'f4', bytes: new Uint8Array(rest.buffer) },
});
const safe = writeSafetensors({
  q: tensorOf([2, 2], values, 'BF16'),
  rest: tensorOf([rest.length], rest),
});

test.each([
  ['own.npz', new Uint8Array(npz)],
  ['own.safetensors', new Uint8Array(safe)],
])('%s', async (name, bytes) => {
  const file = new Counted([bytes]);
  const tensors = await readTensors(name, file, ['q', 'k']);
  expect([...tensors]).toEqual([['q', { shape: [2, 2], values }]]);
  expect(file.read).toBeLessThan(70_000);
});

test('what is wrong is told with the file’s name', async () => {
  const none = readTensors('own.npz', new Blob(['hello']), ['q']);
  await expect(none).rejects.toThrow(ExpectedError);
  await expect(none).rejects.toThrow('“own.npz”: the file is not an .npz archive');
  await expect(readTensors('own.pt', new Blob([]), ['q'])).rejects.toThrow('must end in');
});
