import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bfloat16sToFloats,
  floatsToBfloat16s,
  floatsToHalves,
  fromBfloat16,
  fromHalf,
  halvesToFloats,
  toBfloat16,
  toHalf,
} from '../../../src/model/half.ts';

describe('float16', () => {
  // Sign, exponent and fraction written out by hand.
  test.each([
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x03ff, 1023 * 2 ** -24],
    [0x0001, 2 ** -24],
    [0x8001, -(2 ** -24)],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
  ])('%i is %d both ways', (bits, value) => {
    expect(fromHalf(bits)).toBe(value);
    expect(toHalf(value)).toBe(bits);
  });

  test('keeps the sign of zero and turns NaN into the quiet one', () => {
    expect(Object.is(fromHalf(0x8000), -0)).toBe(true);
    expect(toHalf(-0)).toBe(0x8000);
    expect(fromHalf(0x7e01)).toBeNaN();
    expect(toHalf(NaN)).toBe(0x7e00);
  });

  test('every bit pattern but NaN survives the round trip', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = fromHalf(bits);
      if (!Number.isNaN(value) && toHalf(value) !== bits) expect(toHalf(value)).toBe(bits);
    }
  });

  // Between 1 and 2 the spacing is 2^-10, below 2^-14 it is 2^-24, below 65,504 it is 32.
  test.each([
    ['tie goes down to even', 1 + 2 ** -11, 0x3c00],
    ['tie goes up to even', 1 + 3 * 2 ** -11, 0x3c02],
    ['just above a tie goes up', 1 + 2 ** -11 + 2 ** -40, 0x3c01],
    ['fraction carries into the exponent', 2 - 2 ** -12, 0x4000],
    ['subnormal tie goes to even zero', 2 ** -25, 0x0000],
    ['subnormal tie goes up to even two', 3 * 2 ** -25, 0x0002],
    ['above half the smallest goes up', 2 ** -25 + 2 ** -60, 0x0001],
    ['largest subnormal rounds into the normals', 1023.75 * 2 ** -24, 0x0400],
    ['just under the overflow', 65519.99, 0x7bff],
    ['overflow', 65520, 0x7c00],
    ['smallest double', 5e-324, 0x0000],
  ])('%s', (_, value, bits) => {
    expect(toHalf(value)).toBe(bits);
    expect(toHalf(-value)).toBe(bits | 0x8000);
  });

  test('writing picks a nearest value', () => {
    fc.assert(
      fc.property(fc.double({ min: -65504, max: 65504, noNaN: true }), (x) => {
        const bits = toHalf(x);
        const error = Math.abs(fromHalf(bits) - x);
        for (const other of [bits - 1, bits + 1]) {
          const value = fromHalf(other & 0xffff);
          if (Number.isFinite(value)) expect(Math.abs(value - x)).toBeGreaterThanOrEqual(error);
        }
      }),
    );
  });

  test('bulk conversion equals single conversion', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const floats = halvesToFloats(all);
    expect(floats).toEqual(Float32Array.from(all, fromHalf));
    expect(floatsToHalves([1, -2, 1 / 3])).toEqual(Uint16Array.of(0x3c00, 0xc000, 0x3555));
  });
});

describe('bfloat16', () => {
  test.each([
    [0x3f80, 1],
    [0xc040, -3],
    [0x4049, 3.140625],
    [0x0001, 2 ** -133],
    [0x7f80, Infinity],
  ])('%i is %d both ways', (bits, value) => {
    expect(fromBfloat16(bits)).toBe(value);
    expect(toBfloat16(value)).toBe(bits);
  });

  test('rounds ties to even, overflows to infinity, keeps NaN', () => {
    expect(toBfloat16(1 + 2 ** -8)).toBe(0x3f80);
    expect(toBfloat16(1 + 3 * 2 ** -8)).toBe(0x3f82);
    expect(toBfloat16(1 + 2 ** -8 + 2 ** -20)).toBe(0x3f81);
    expect(toBfloat16(3.4028234e38)).toBe(0x7f80);
    expect(fromBfloat16(toBfloat16(NaN))).toBeNaN();
  });

  test('bulk conversion equals single conversion', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
    expect(bfloat16sToFloats(all)).toEqual(Float32Array.from(all, fromBfloat16));
    expect(floatsToBfloat16s([1, -3])).toEqual(Uint16Array.of(0x3f80, 0xc040));
  });
});
