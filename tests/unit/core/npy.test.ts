import { expect, test } from 'vitest';
import { readNpy, readNpz, writeNpy, writeNpz } from '../../../src/core/npy.ts';

// What numpy.save writes for np.array([[1, 2], [3, 4]], dtype=np.uint8): version 1.0, a dict padded with
// spaces to 128 bytes in all, then the values.
function numpyBytes(dict: string, values: readonly number[]): Uint8Array {
  const header = `${dict.padEnd(117)}\n`;
  return Uint8Array.from([
    0x93,
    ...[...'NUMPY'].map((c) => c.charCodeAt(0)),
    1,
    0,
    header.length,
    0,
    ...[...header].map((c) => c.charCodeAt(0)),
    ...values,
  ]);
}

const DICT = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }";

test('reads what numpy writes', () => {
  const array = readNpy('mask', numpyBytes(DICT, [1, 2, 3, 4]));
  expect(array.shape).toEqual([2, 2]);
  expect(array.dtype).toBe('u1');
  expect([...array.bytes]).toEqual([1, 2, 3, 4]);
});

test('writes what numpy reads: a header that ends on a multiple of 64 bytes', () => {
  for (const shape of [[3], [2, 2], [36, 512, 512]]) {
    const size = shape.reduce((a, b) => a * b, 1);
    const bytes = writeNpy({ shape, dtype: 'u1', bytes: new Uint8Array(size).fill(7) });
    expect((bytes.length - size) % 64).toBe(0);
    expect(bytes[bytes.length - size - 1]).toBe('\n'.charCodeAt(0));
    expect(readNpy('x', bytes).shape).toEqual(shape);
  }
});

test('refuses what it cannot read, naming the array and the reason', () => {
  expect(() => readNpy('q', new Uint8Array(20))).toThrow('“q” is not a .npy file');
  expect(() => readNpy('q', numpyBytes(DICT, [1, 2, 3]))).toThrow(
    '“q” should hold 4 bytes from offset 128, found 3',
  );
  expect(() => readNpy('q', numpyBytes(DICT.replace('False', 'True'), [1, 2, 3, 4]))).toThrow(
    'column-major',
  );
  expect(() => readNpy('q', numpyBytes(DICT.replace('|u1', '>u1'), [1, 2, 3, 4]))).toThrow(
    'big-endian',
  );
  expect(() => readNpz(new Uint8Array([1, 2, 3]))).toThrow('not an .npz archive');
});

test('an archive gives back its arrays by name', () => {
  const values = new Float32Array([0.5, -2, 3e-7]);
  const npz = writeNpz({
    q: { shape: [3], dtype: 'f4', bytes: new Uint8Array(values.buffer) },
    empty: { shape: [0, 4], dtype: 'f4', bytes: new Uint8Array(0) },
  });
  const arrays = readNpz(npz);
  expect([...arrays.keys()].sort()).toEqual(['empty', 'q']);
  expect(new Float32Array(arrays.get('q')?.bytes.slice().buffer ?? new ArrayBuffer(0))).toEqual(
    values,
  );
  expect(arrays.get('empty')?.shape).toEqual([0, 4]);
});
