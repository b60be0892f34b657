import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';

const draw = (seed: number | string, count: number): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe('createRandom', () => {
  test('repeats itself for a seed and differs between seeds', () => {
    expect(draw('a', 50)).toEqual(draw('a', 50));
    expect(draw(7, 50)).toEqual(draw('7', 50));
    const firsts = new Set(Array.from({ length: 2000 }, (_, seed) => draw(seed, 1)[0]));
    expect(firsts.size).toBe(2000);
  });

  test('keeps its stream: saved figures depend on these very numbers', () => {
    const random = createRandom('sparsity');
    expect([random.int(1000), random.int(1000), random.int(1000)]).toEqual([844, 416, 3]);
  });

  test('next is uniform on [0, 1)', () => {
    const xs = draw('uniform', 40000);
    expect(Math.min(...xs.slice(0, 10000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...xs.slice(0, 10000))).toBeLessThan(1);
    const counts = new Array<number>(16).fill(0);
    for (const x of xs) counts[Math.floor(x * 16)]! += 1;
    // chi-square with 15 degrees of freedom: 37.7 is passed with probability 0.1 %
    const chi = counts.reduce((sum, c) => sum + (c - 2500) ** 2 / 2500, 0);
    expect(chi).toBeLessThan(37.7);
  });

  test('consecutive numbers are uncorrelated, also across neighbouring seeds', () => {
    const lag = (xs: number[], ys: number[]): number =>
      (12 * xs.reduce((sum, x, i) => sum + (x - 0.5) * (ys[i]! - 0.5), 0)) / xs.length;
    const xs = draw(1, 10000);
    expect(Math.abs(lag(xs.slice(1), xs.slice(0, -1)))).toBeLessThan(0.04);
    expect(Math.abs(lag(xs, draw(2, 10000)))).toBeLessThan(0.04);
  });

  test('int covers its whole range and refuses bad bounds with the value', () => {
    const random = createRandom('int');
    expect(new Set(Array.from({ length: 200 }, () => random.int(6)))).toEqual(
      new Set([0, 1, 2, 3, 4, 5]),
    );
    expect(random.int(1)).toBe(0);
    for (const bad of [0, -3, 2.5, NaN, 2 ** 33]) {
      expect(() => random.int(bad)).toThrow(`got ${bad}`);
    }
  });

  test('pick returns members and refuses an empty list', () => {
    const random = createRandom('pick');
    expect(new Set(Array.from({ length: 100 }, () => random.pick(['x', 'y'])))).toEqual(
      new Set(['x', 'y']),
    );
    expect(() => random.pick([])).toThrow('at least one element');
  });

  test('shuffle permutes a copy, each order equally often', () => {
    const random = createRandom('shuffle');
    const input = Object.freeze([1, 2, 3]);
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const key = random.shuffle(input).join('');
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
    expect(input).toEqual([1, 2, 3]);
  });

  test('normal has mean 0, variance 1 and no tail out of reach', () => {
    const random = createRandom('normal');
    const xs = Array.from({ length: 20000 }, () => random.normal());
    const mean = xs.reduce((s, x) => s + x, 0) / xs.length;
    const variance = xs.reduce((s, x) => s + (x - mean) ** 2, 0) / xs.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    expect(xs.every(Number.isFinite)).toBe(true);
    // P(|x| > 2) = 4.55 %
    expect(xs.filter((x) => Math.abs(x) > 2).length / xs.length).toBeCloseTo(0.0455, 2);
  });

  test('refuses a seed that is not a number', () => {
    expect(() => createRandom(NaN)).toThrow('got NaN');
    expect(() => createRandom(Infinity)).toThrow('got Infinity');
  });
});
