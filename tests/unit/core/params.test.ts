import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkParam,
  clampParam,
  defaultsOf,
  expectationOf,
  formatParam,
  isActive,
  parseParam,
  resolveParams,
  type NumberParam,
  type ParamTable,
} from '../../../src/core/params.ts';
import { anyParam, anyTable, numericParam, paramValue, paramValues } from '../support/arbitrary.ts';

const TABLE = {
  window: { kind: 'integer', label: '', help: '', min: 1, max: 64, default: 8 },
  gamma: { kind: 'number', label: '', help: '', min: 0, max: 1, step: 0.05, default: 0.9 },
  pattern: {
    kind: 'choice',
    label: '',
    help: '',
    options: [
      { value: 'auto', label: '' },
      { value: 'slash', label: '' },
    ],
    default: 'auto',
  },
  causal: {
    kind: 'boolean',
    label: '',
    help: '',
    default: true,
    when: { param: 'pattern', is: ['slash'] },
  },
} as const satisfies ParamTable;

describe('text', () => {
  test('parse(format(x)) is x', () => {
    const valued = anyParam.chain((param) => fc.tuple(fc.constant(param), paramValue(param)));
    fc.assert(
      fc.property(valued, ([param, value]) => {
        expect(parseParam('p', param, formatParam(value))).toEqual({ ok: true, value });
      }),
    );
  });

  test('any number in range survives its text', () => {
    const param: NumberParam = { ...TABLE.gamma, min: -1e9, max: 1e9 };
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (number) => {
        const value = number === 0 ? 0 : number;
        expect(parseParam('p', param, formatParam(value))).toEqual({ ok: true, value });
      }),
    );
  });

  test.each([
    ['', '“”'],
    [' ', '“ ”'],
    ['0x10', '“0x10”'],
    ['1e999', 'Infinity'],
    ['2,5', '“2,5”'],
    ['NaN', '“NaN”'],
    ['2.5', '2.5'],
  ])('a window of %j is refused', (text, got) => {
    expect(parseParam('window', TABLE.window, text)).toEqual({
      ok: false,
      field: 'window',
      message: `window must be a whole number from 1 to 64, got ${got}`,
    });
  });

  test('booleans read as words or digits', () => {
    const read = (text: string): unknown => parseParam('causal', TABLE.causal, text);
    expect(['true', '1', 'false', '0'].map(read)).toEqual(
      [true, true, false, false].map((value) => ({ ok: true, value })),
    );
    expect(read('yes')).toMatchObject({ message: 'causal must be true or false, got “yes”' });
  });
});

describe('checks', () => {
  test('a number outside its range is refused, naming range and value', () => {
    const beyond = fc.double({ min: 1e-9, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(numericParam, beyond, fc.boolean(), (param, distance, below) => {
        const outside = below ? param.min - distance : param.max + distance;
        const value = param.kind === 'integer' ? Math.round(outside) : outside;
        fc.pre(value < param.min || value > param.max);
        const checked = checkParam('size', param, value);
        expect(checked).toEqual({
          ok: false,
          field: 'size',
          message: `size must be from ${param.min} to ${param.max}, got ${value}`,
        });
        expect(expectationOf(param)).toContain(`from ${param.min} to ${param.max}`);
      }),
    );
  });

  test.each([
    ['window', NaN, 'window must be a whole number from 1 to 64, got NaN'],
    ['window', '8', 'window must be a whole number from 1 to 64, got “8”'],
    ['gamma', null, 'gamma must be a number from 0 to 1, got null'],
    ['gamma', [1], 'gamma must be a number from 0 to 1, got a list'],
    ['gamma', { of: 1 }, 'gamma must be a number from 0 to 1, got an object'],
    ['pattern', 'Auto', 'pattern must be one of auto, slash, got “Auto”'],
    ['pattern', 'x'.repeat(99), `pattern must be one of auto, slash, got “${'x'.repeat(39)}…”`],
    ['causal', 1, 'causal must be true or false, got 1'],
  ] as const)('%s = %j', (name, value, message) => {
    expect(checkParam(name, TABLE[name], value)).toEqual({ ok: false, field: name, message });
  });

  test.each([0, 65])('a window of %i is outside its range', (value) => {
    const message = `window must be from 1 to 64, got ${value}`;
    expect(checkParam('window', TABLE.window, value)).toMatchObject({ message });
    expect(parseParam('window', TABLE.window, `${value}`)).toMatchObject({ message });
  });

  test('minus zero becomes zero, so that text and value agree', () => {
    const checked = checkParam('gamma', TABLE.gamma, -0);
    expect(checked.ok && Object.is(checked.value, 0)).toBe(true);
  });
});

describe('resolveParams', () => {
  test('later layers win, undefined leaves a value alone', () => {
    expect(resolveParams(TABLE, { window: 2, gamma: 0.5 }, { window: 3 })).toEqual({
      ok: true,
      value: { window: 3, gamma: 0.5, pattern: 'auto', causal: true },
    });
    expect(resolveParams<ParamTable>(TABLE, { window: undefined })).toEqual({
      ok: true,
      value: defaultsOf(TABLE),
    });
  });

  test('valid values come out as they went in', () => {
    const filled = anyTable.chain((table) => fc.tuple(fc.constant(table), paramValues(table)));
    fc.assert(
      fc.property(filled, ([table, values]) => {
        expect(resolveParams(table, values)).toEqual({ ok: true, value: { ...values } });
      }),
    );
  });

  test('an unknown name is refused with the nearest and all that there are', () => {
    expect(resolveParams(TABLE, { windw: 3 })).toEqual({
      ok: false,
      field: 'windw',
      message:
        'there is no parameter “windw”; did you mean “window”? there are window, gamma, pattern, causal',
    });
    expect(resolveParams({}, { zzz: 3 })).toMatchObject({
      message: 'there is no parameter “zzz”; there are none',
    });
  });

  test('names that every object inherits are unknown too', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      const layer = Object.fromEntries([[name, 1]]);
      expect(resolveParams(TABLE, layer)).toMatchObject({ ok: false, field: name });
    }
  });

  test('the first bad value is reported', () => {
    expect(resolveParams(TABLE, { window: 3 }, { gamma: 2 })).toMatchObject({ field: 'gamma' });
  });
});

describe('clampParam', () => {
  test('lands in range, on a step or at the end, and stays there', () => {
    const anyNumber = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(numericParam, anyNumber, (param, value) => {
        const clamped = clampParam(param, value);
        expect(checkParam('p', param, clamped).ok).toBe(true);
        const steps = (clamped - param.min) / (param.step ?? 1);
        expect(clamped === param.max || Math.abs(steps - Math.round(steps)) < 1e-6).toBe(true);
        expect(clampParam(param, clamped)).toBe(clamped);
      }),
    );
  });

  test('never moves further than half a step within the range', () => {
    fc.assert(
      fc.property(numericParam, fc.double({ min: 0, max: 1, noNaN: true }), (param, t) => {
        const value = param.min + t * (param.max - param.min);
        const half = (param.step ?? 1) / 2;
        expect(Math.abs(clampParam(param, value) - value)).toBeLessThanOrEqual(half * (1 + 1e-9));
      }),
    );
  });

  test.each([
    [0.93, 0.95],
    [0.30000000000000004, 0.3],
    [7, 1],
    [-Infinity, 0],
    [Infinity, 1],
    [NaN, 0.9],
  ])('γ = %d stands at %d', (value, expected) => {
    expect(clampParam(TABLE.gamma, value)).toBe(expected);
  });

  test('the end of a range is reachable where no step falls on it', () => {
    const param = { ...TABLE.window, step: 10 }; // 1, 11, …, 61, and 64
    expect([61, 62, 63, 64].map((value) => clampParam(param, value))).toEqual([61, 61, 64, 64]);
  });
});

test('a conditional parameter is active under the values that it names', () => {
  expect(isActive(TABLE.causal, { pattern: 'slash' })).toBe(true);
  expect(isActive(TABLE.causal, { pattern: 'auto' })).toBe(false);
  expect(isActive(TABLE.causal, {})).toBe(false);
  expect(isActive(TABLE.window, {})).toBe(true);
});
