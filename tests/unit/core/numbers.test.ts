// Arrays of numbers as programs have them: which are read, which are refused, and in which words.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayOf, floatsOf, kindOf, typedKind } from '../../../src/core/numbers.ts';
import { readMatrix, readRows, readSize } from '../../../src/core/read-tensor.ts';
import { ExpectedError } from '../../../src/core/result.ts';
import { arrayKinds, makerOf } from '../support/arrays.ts';

const q = { name: 'q' };
const refusal = (message: string, field = 'q') => new ExpectedError(field, message);
const read = (given: unknown, rows = 2, cols = 3) => readMatrix(q, given, [rows, cols], 'n·d');

describe.each(arrayKinds)('$name', ({ whole, from }) => {
  const value = whole
    ? fc.integer({ min: 0, max: 127 })
    : fc.float({ noNaN: true, noDefaultInfinity: true });

  it('is read as the same values in a Float32Array', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 6, maxLength: 6 }), (values) => {
        const { data, ...size } = read(from(values));
        expect(size).toEqual({ rows: 2, cols: 3 });
        expect(data).toBeInstanceOf(Float32Array);
        expect([...data]).toEqual([...Float32Array.from(values)]);
      }),
    );
  });

  it('is refused where it is too short or too long, with both lengths', () => {
    for (const length of [0, 5, 7]) {
      expect(() => read(from(new Array<number>(length).fill(1)))).toThrow(
        refusal(`q must have n·d = 6 values, got ${length}`),
      );
    }
  });

  if (whole) return;
  it('is refused for any value that is not finite, with its place', () => {
    const bad = fc.constantFrom(NaN, Infinity, -Infinity);
    fc.assert(
      fc.property(fc.nat(5), bad, fc.nat(5), (first, value, second) => {
        const values = [1, 2, 3, 4, 5, 6];
        values[first] = value;
        values[second] = value; // a second one changes nothing unless it comes first
        const at = Math.min(first, second);
        expect(() => read(from(values))).toThrow(
          refusal(`q holds ${value} at index [${Math.floor(at / 3)}, ${at % 3}]`),
        );
      }),
    );
  });
});

it('a Float32Array is not copied, nor is one of another realm', () => {
  const own = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(read(own).data).toBe(own);
  const others = makerOf('Float32Array', true).from([1, 2, 3, 4, 5, 6]) as unknown as Float32Array;
  expect(others).not.toBeInstanceOf(Float32Array);
  expect(read(others.subarray(0)).data.buffer).toBe(others.buffer);
  const part = Float32Array.of(9, 9, 1, 2, 3, 4, 5, 6).subarray(2);
  expect([...read(part).data]).toEqual([1, 2, 3, 4, 5, 6]);
});

it('a float64 that no float32 reaches is refused by its own value', () => {
  const values = [1, 2, 3, 4, -1e300, 6];
  for (const given of [values, Float64Array.from(values)]) {
    expect(() => read(given)).toThrow(
      refusal('q holds -1e+300 at index [1, 1], more than 32-bit floats reach'),
    );
  }
});

it('a Float16Array is one of floats, where an engine has it', () => {
  const tag = { value: 'Float16Array' };
  const like = Object.defineProperty(Float64Array.of(1, 2, 3, 4, 5, 6), Symbol.toStringTag, tag);
  expect(typedKind(like)).toBe('Float16Array');
  expect([...read(like).data]).toEqual([1, 2, 3, 4, 5, 6]);
});

const list = 'q must be a Float32Array or another array of numbers, got';

it.each<[string, unknown]>([
  [`${list} undefined`, undefined],
  [`${list} null`, null],
  [`${list} 6`, 6],
  [`${list} a string`, '1,2,3'],
  [`${list} Object`, { length: 6 }],
  [`${list} an object`, Object.create(null)],
  [`${list} Map`, new Map()],
  [`${list} ArrayBuffer`, new ArrayBuffer(24)],
  [`${list} DataView`, new DataView(new ArrayBuffer(24))],
  [
    `${list} Uint16Array; a Uint16Array may hold float16 bits or whole numbers: make it a Float32Array`,
    new Uint16Array(6),
  ],
  [`${list} BigInt64Array; BigInts are no floats: convert them with Number`, new BigInt64Array(6)],
  ['q must hold numbers only, got “1” at index [0, 0]', ['1', 2, 3, 4, 5, 6]],
  ['q must hold numbers only, got null at index [1, 1]', [1, 2, 3, 4, null, 6]],
  ['q must hold numbers only, got a bigint at index [1, 2]', [1, 2, 3, 4, 5, 6n]],
  ['q must hold numbers only, got Array at index [0, 0]', [[1], [2], [3], [4], [5], [6]]],
  // eslint-disable-next-line no-sparse-arrays -- a hole is no number
  ['q must hold numbers only, got undefined at index [0, 2]', [1, 2, , 4, 5, 6]],
])('%s', (message, given) => {
  expect(() => read(given)).toThrow(refusal(message));
});

it('the field at fault may have another name than the tensor', () => {
  const named = { name: 'tensors.q', field: 'tensors' };
  expect(() => readMatrix(named, [1], [1, 2], 'n·d')).toThrow(
    refusal('tensors.q must have n·d = 2 values, got 1', 'tensors'),
  );
});

it('places have as many coordinates as the tensor has axes', () => {
  const values = new Float32Array(24).fill(1);
  values[17] = NaN;
  expect(() => floatsOf(q, values, [2, 3, 4])).toThrow(refusal('q holds NaN at index [1, 1, 1]'));
  expect(() => floatsOf(q, values, [24])).toThrow(refusal('q holds NaN at index [17]'));
});

it('rows are as many as there are, at least one', () => {
  const rows = (given: unknown) => readRows({ name: 'x' }, given, 4, { row: 'token', size: 'in' });
  expect(rows(new Float64Array(8))).toMatchObject({ rows: 2, cols: 4 });
  for (const length of [0, 3, 9]) {
    expect(() => rows(new Float32Array(length))).toThrow(
      refusal(`x must have a row of in = 4 values for every token, got ${length} values`, 'x'),
    );
  }
  expect(() => rows([1, 2, 3, 4, 5, Infinity, 7, 8])).toThrow(
    refusal('x holds Infinity at index [1, 1]', 'x'),
  );
});

it.each([0, -2, 1.5, NaN, Infinity, '4', null, undefined])('a size is never %j', (given) => {
  expect(() => readSize('n', given)).toThrow(
    refusal(`n must be a whole number of at least 1, got ${kindOf(given)}`, 'n'),
  );
});

it('an array is handed on as it is', () => {
  const given = [1, 2];
  expect(arrayOf(q, given)).toBe(given);
});
