import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpectedError } from '../../../src/core/result.ts';
import { safetensorsLength } from '../../../src/model/safetensors-header.ts';
import { readSafetensors } from '../../../src/model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../../src/model/safetensors-write.ts';

/** A file put together by hand: header text as given, data of `size` bytes 0, 1, 2, … */
function file(header: string, size: number, announced = header.length): ArrayBuffer {
  const bytes = new Uint8Array(8 + header.length + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(announced), true);
  bytes.set(new TextEncoder().encode(header), 8);
  for (let i = 0; i < size; i++) bytes[8 + header.length + i] = i;
  return bytes.buffer;
}

const entry = (dtype: string, shape: unknown, offsets: unknown): object => ({
  dtype,
  shape,
  data_offsets: offsets,
});
const json = (tensors: Record<string, unknown>): string => JSON.stringify(tensors);

function badName(): ArrayBuffer {
  const buffer = file(json({ w: entry('U8', [1], [0, 1]) }), 1);
  new Uint8Array(buffer)[10] = 0xff;
  return buffer;
}

describe('readSafetensors', () => {
  test('reads a file laid out by hand', () => {
    // 0x3c00 = 1 and 0xc000 = −2 as float16, little-endian, after one byte that spoils alignment.
    const buffer = file(
      json({
        __metadata__: { format: 'pt' },
        flag: entry('U8', [1], [0, 1]),
        w: entry('F16', [1, 2], [1, 5]),
      }),
      5,
    );
    new Uint8Array(buffer).set([7, 0x00, 0x3c, 0x00, 0xc0], buffer.byteLength - 5);
    const opened = readSafetensors(buffer);
    expect(opened.names).toEqual(['flag', 'w']);
    expect(opened.metadata).toEqual({ format: 'pt' });
    expect(opened.tensor('w').shape).toEqual([1, 2]);
    expect(opened.float32('w')).toEqual(Float32Array.of(1, -2));
    expect(opened.half('w')).toEqual(Uint16Array.of(0x3c00, 0xc000));
    expect([...opened.tensor('flag').bytes]).toEqual([7]);
  });

  test('an empty file of no tensors and a scalar of shape [] are valid', () => {
    expect(readSafetensors(file('{}', 0)).names).toEqual([]);
    const scalar = readSafetensors(file(json({ s: entry('F32', [], [0, 4]) }), 4));
    expect(scalar.tensor('s').bytes.length).toBe(4);
  });

  test.each([
    ['too short', new ArrayBuffer(7), '7 bytes'],
    ['header longer than the file', file('{}', 0, 999), 'header of 999 bytes, but 2 bytes follow'],
    ['not JSON', file('{"a":', 0), 'not JSON'],
    ['not an object', file('[1, 2]', 0), 'not a JSON object'],
    ['metadata not strings', file(json({ __metadata__: { a: 1 } }), 0), '“a” is not a string'],
    ['entry not an object', file(json({ w: 3 }), 0), '“w” has no dtype'],
    ['a dtype that is no name', file(json({ w: entry(12 as never, [1], [0, 4]) }), 4), 'dtype 12'],
    ['half a byte', file(json({ w: entry('F4', [3], [0, 2]) }), 2), '[3] in F4 needs 1.5'],
    [
      'a name twice',
      file(
        `{"w":${json(entry('U8', [1], [0, 1]) as never)},"\\u0077":${json(entry('U8', [1], [1, 2]) as never)}}`,
        2,
      ),
      'the header names “w” twice',
    ],
    [
      'a part of an entry twice',
      file('{"w":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}', 1),
      'the header names “dtype” twice',
    ],
    ['a name in two bytes that are no UTF-8', badName(), 'is not UTF-8'],
    ['negative size', file(json({ w: entry('F32', [-1], [0, 4]) }), 4), 'shape [-1]'],
    ['fractional size', file(json({ w: entry('F32', [1.5], [0, 6]) }), 6), 'shape [1.5]'],
    ['three offsets', file(json({ w: entry('F32', [1], [0, 4, 4]) }), 4), '[start, end]'],
    ['end before start', file(json({ w: entry('F32', [1], [4, 0]) }), 4), 'bytes 4–0'],
    [
      'past the end',
      file(json({ w: entry('F32', [2], [0, 8]) }), 4),
      '0–8 of the data, which has 4',
    ],
    [
      'size against shape',
      file(json({ w: entry('F32', [3], [0, 8]) }), 8),
      '“w” has 8 bytes at offset 0, but [3] in F32 needs 12',
    ],
    [
      'overlap',
      file(json({ a: entry('F32', [1], [0, 4]), b: entry('F32', [1], [2, 6]) }), 6),
      '“b” overlaps “a”: it starts at 2, expected 4',
    ],
    [
      'gap',
      file(json({ a: entry('F32', [1], [0, 4]), b: entry('F32', [1], [8, 12]) }), 12),
      '“b” leaves a gap after “a”: it starts at 8, expected 4',
    ],
    ['trailing bytes', file(json({ a: entry('F32', [1], [0, 4]) }), 9), 'end at byte 4'],
  ])('refuses a file: %s', (_, buffer, message) => {
    expect(() => readSafetensors(buffer)).toThrow(ExpectedError);
    expect(() => readSafetensors(buffer)).toThrow(message);
  });

  test.each(['F12', 'toString', 'C64'])(
    'dtype %s hinders nobody who does not ask for it',
    (dtype) => {
      const bytes = 8;
      const tensors = { w: entry('F32', [1], [bytes, 12]), odd: entry(dtype, [1], [0, bytes]) };
      const opened = readSafetensors(file(json(tensors), 12));
      expect(opened.float32('w')).toHaveLength(1);
      expect([...opened.tensor('odd').bytes]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(() => opened.float32('odd')).toThrow(`“odd” is ${dtype}; needed are F32, F16 or BF16`);
      // Written again as it was.
      const again = readSafetensors(
        writeSafetensors(
          Object.fromEntries(opened.names.map((name) => [name, opened.tensor(name)])),
        ),
      );
      expect(again.tensor('odd')).toEqual(opened.tensor('odd'));
      expect(again.float32('w')).toEqual(opened.float32('w'));
    },
  );

  test('names the tensor and its dtype where another was needed', () => {
    const opened = readSafetensors(file(json({ ids: entry('I64', [1], [0, 8]) }), 8));
    expect(() => opened.float32('ids')).toThrow('“ids” is I64; needed are F32, F16 or BF16');
    expect(() => opened.half('ids')).toThrow('“ids” is I64; needed is F16');
    expect(() => opened.tensor('w')).toThrow('no tensor “w”; the file has ids');
  });
});

describe('writeSafetensors', () => {
  test('what is written is read back, in all three float dtypes', () => {
    const values = [1, -2, 0.5, 3, 65504, 0];
    const buffer = writeSafetensors(
      {
        b: tensorOf([6], values, 'BF16'),
        a: tensorOf([2, 3], values, 'F16'),
        c: tensorOf([3, 2], values),
        日本: tensorOf([1], [7]),
      },
      { made: 'by hand' },
    );
    const opened = readSafetensors(buffer);
    expect(opened.float32('a')).toEqual(Float32Array.from(values));
    expect(opened.float32('c')).toEqual(Float32Array.from(values));
    // 65,504 needs 11 bits; bfloat16 has 8 and rounds it to 65,536.
    expect(opened.float32('b')).toEqual(Float32Array.of(1, -2, 0.5, 3, 65536, 0));
    expect(opened.float32('日本')).toEqual(Float32Array.of(7));
    expect(opened.metadata).toEqual({ made: 'by hand' });
    for (const name of opened.names) {
      const { dtype, bytes } = opened.tensor(name);
      expect(bytes.byteOffset % (dtype === 'F32' ? 4 : 2)).toBe(0);
    }
  });

  test('any set of tensors survives the round trip', () => {
    const tensor = fc
      .array(fc.float({ noNaN: true }), { maxLength: 20 })
      .map((values) => tensorOf([values.length], values));
    const name = fc.string().filter((s) => s !== '__metadata__');
    fc.assert(
      fc.property(fc.dictionary(name, tensor), (tensors) => {
        const opened = readSafetensors(writeSafetensors(tensors));
        expect([...opened.names].sort()).toEqual(Object.keys(tensors).sort());
        for (const [key, { bytes }] of Object.entries(tensors)) {
          expect(opened.tensor(key).bytes).toEqual(bytes);
        }
      }),
    );
  });

  test('refuses bytes that do not fit the shape', () => {
    const wrong = { ...tensorOf([2], [1, 2]), shape: [3] };
    expect(() => writeSafetensors({ wrong })).toThrow('needs 12 bytes, got 8');
  });
});

test('the length of a file is known from its first bytes', () => {
  const buffer = writeSafetensors({ a: tensorOf([5], [1, 2, 3, 4, 5]) });
  const header = buffer.byteLength - 20;
  expect(safetensorsLength(buffer.slice(0, 7))).toBeNull();
  expect(safetensorsLength(buffer.slice(0, header - 1))).toBeNull();
  expect(safetensorsLength(buffer.slice(0, header))).toBe(buffer.byteLength);
  expect(safetensorsLength(buffer)).toBe(buffer.byteLength);
});
