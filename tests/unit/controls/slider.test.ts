import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IntegerParam, NumberParam } from '../../../src/core/params.ts';
import { checkParam } from '../../../src/core/params.ts';
import { STEPS, positionOf, stepped, valueAt } from '../../../src/controls/slider.ts';
import { placeHint } from '../../../src/controls/hint.ts';

const base = { label: '', help: '' };
const log: IntegerParam = {
  ...base,
  kind: 'integer',
  min: 1,
  max: 1024,
  default: 32,
  scale: 'log',
};
const linear: NumberParam = { ...base, kind: 'number', min: 0, max: 2, step: 0.05, default: 1 };
const fromZero: IntegerParam = { ...log, min: 0, max: 64 };

describe('positions', () => {
  test('half of a log slider from 1 to 1024 is 32', () => {
    expect(valueAt(log, STEPS / 2)).toBe(32);
    expect(positionOf(log, 32)).toBeCloseTo(STEPS / 2, 9);
  });
  test('a linear slider snaps to its step', () => {
    expect(valueAt(linear, STEPS / 4)).toBe(0.5);
    expect(valueAt(linear, 0.26 * STEPS)).toBe(0.5);
  });
  test('a log slider that starts at zero has zero at its left end', () => {
    expect(valueAt(fromZero, 0)).toBe(0);
    expect(positionOf(fromZero, 0)).toBe(0);
    expect(valueAt(fromZero, STEPS)).toBe(64);
    expect(valueAt(fromZero, STEPS / 2)).toBe(8);
  });
});

const params = fc
  .record({
    min: fc.integer({ min: 0, max: 50 }),
    width: fc.integer({ min: 0, max: 5000 }),
    scale: fc.constantFrom('linear' as const, 'log' as const),
    step: fc.integer({ min: 1, max: 16 }),
  })
  .map(({ min, width, scale, step }): IntegerParam => ({
    ...base,
    kind: 'integer',
    min,
    max: min + width,
    step,
    scale,
    default: min,
  }));

test('every position gives a valid value, and positions never run backwards', () => {
  fc.assert(
    fc.property(params, fc.array(fc.nat(STEPS), { minLength: 2 }), (param, places) => {
      const values = places.sort((a, b) => a - b).map((place) => valueAt(param, place));
      for (const [i, value] of values.entries()) {
        expect(checkParam('x', param, value).ok).toBe(true);
        if (i > 0) expect(value).toBeGreaterThanOrEqual(values[i - 1]!);
      }
    }),
  );
});

test('a key step always moves, until the end', () => {
  fc.assert(
    fc.property(params, fc.nat(STEPS), fc.boolean(), (param, place, big) => {
      const value = valueAt(param, place);
      const up = stepped(param, value, 1, big);
      const down = stepped(param, value, -1, big);
      if (value < param.max) expect(up).toBeGreaterThan(value);
      else expect(up).toBe(param.max);
      if (value > param.min) expect(down).toBeLessThan(value);
      else expect(down).toBe(param.min);
    }),
  );
});

describe('a hint', () => {
  const term = { left: 100, top: 50, bottom: 66, width: 40 };
  test('stands under the middle of its term', () => {
    expect(placeHint(term, 200, 80, 1000, 800)).toEqual({ left: 20, top: 72 });
  });
  test('goes above where there is no room below', () => {
    const low = { ...term, top: 700, bottom: 716 };
    expect(placeHint(low, 200, 80, 1000, 790)).toEqual({ left: 20, top: 614 });
  });
  test('never leaves a narrow window', () => {
    expect(placeHint({ ...term, left: 0 }, 300, 80, 360, 800).left).toBe(8);
    expect(placeHint({ ...term, left: 330 }, 300, 80, 360, 800).left).toBe(52);
  });
});
