// The isoFLOPS panel: what it draws and says over the cost model.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  crossovers,
  crossoverSentence,
  ESTIMATES,
  estimatesOf,
  flopsAt,
  flopsRange,
  flopText,
  isoLines,
  LENGTHS,
  logTicks,
  type Estimate,
  type IsoSetting,
} from '../../../src/views/attention/compare/iso-flops.ts';

const k = 1024;
const at = (phase: IsoSetting['phase'], n: number, estimate: Estimate = 'free'): IsoSetting => ({
  phase,
  n,
  estimate,
});
const pairOf = (setting: IsoSetting, big: string, small: string) => {
  const found = crossovers(setting).find((pair) => pair.big === big && pair.small === small);
  if (!found) throw new Error(`no pair ${big} ${small}`);
  return found;
};

describe('crossovers', () => {
  test('come for all pairs, next sizes first', () => {
    const pairs = crossovers(at('prefill', 64 * k)).map(({ big, small }) => `${big}/${small}`);
    expect(pairs.slice(0, 3)).toEqual(['14B/7B', '32B/14B', '72B/32B']);
    expect(new Set(pairs).size).toBe(6);
  });

  test('of 14B and 7B come into range between 64k and 128k in prefill, 32k and 64k in decode', () => {
    expect(pairOf(at('prefill', 64 * k), '14B', '7B').verdict).toBe('impossible');
    expect(pairOf(at('prefill', 128 * k), '14B', '7B').verdict).toBe('reached');
    expect(pairOf(at('decode', 32 * k), '14B', '7B').verdict).not.toBe('reached');
    expect(pairOf(at('decode', 64 * k), '14B', '7B').verdict).toBe('reached');
  });

  test('say in a sentence whether they can be', () => {
    expect(crossoverSentence(pairOf(at('prefill', 64 * k), '14B', '7B'), 64 * k)).toMatch(
      /^Impossible at 64k tokens/,
    );
    // 0.80 by the worked example.
    expect(crossoverSentence(pairOf(at('prefill', 128 * k), '14B', '7B'), 128 * k)).toMatch(
      /^At 128k tokens the 14B costs what the dense 7B does at s\* = (79|80)\.\d %\.$/,
    );
  });

  test('are where the costs are equal, whatever choosing costs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: LENGTHS.least, max: LENGTHS.most }),
        fc.constantFrom(...(Object.keys(ESTIMATES) as Estimate[])),
        (n, estimate) => {
          const phase = ESTIMATES[estimate].phases[0];
          const setting = at(phase, n, estimate);
          const lines = new Map(isoLines(setting).map((line) => [line.shape.name, line]));
          for (const { big, sparsity, flops, verdict } of crossovers(setting)) {
            const shape = lines.get(big)?.shape;
            if (verdict !== 'reached' || !shape) continue;
            expect(flopsAt(shape, setting, sparsity) / flops).toBeCloseTo(1, 9);
          }
        },
      ),
    );
  });
});

test('lines run from the dense cost down to 95 %, and choosing puts a floor under them', () => {
  for (const line of isoLines(at('decode', 64 * k))) {
    expect(line.points[0]).toEqual({ sparsity: 0, flops: line.dense });
    const last = line.points[line.points.length - 1];
    expect(last?.sparsity).toBeCloseTo(0.95, 12);
    expect((line.dense - (last?.flops ?? 0)) / line.dense).toBeCloseTo(0.95 * line.share, 9);
  }
  for (const line of isoLines(at('decode', 64 * k, 'pages'))) {
    expect(line.estimation).toBeCloseTo(1 / 16, 12);
    expect(flopsAt(line.shape, at('decode', 64 * k, 'pages'), 0)).toBe(line.dense);
  }
});

test('the axis holds every line at every length', () => {
  for (const phase of ['prefill', 'decode'] as const) {
    const [low, high] = flopsRange(phase);
    for (const n of [LENGTHS.least, LENGTHS.most]) {
      const lines = estimatesOf(phase).flatMap((estimate) => isoLines(at(phase, n, estimate)));
      for (const { points } of lines) {
        for (const { flops } of points) {
          expect(flops).toBeGreaterThanOrEqual(low);
          expect(flops).toBeLessThanOrEqual(high);
        }
      }
    }
  }
});

test('ticks are 1, 2, 5 and numbers carry their prefix', () => {
  expect(logTicks([1.5e9, 2.5e10])).toEqual([2e9, 5e9, 1e10, 2e10]);
  expect(flopText(5.1e15)).toBe('5.10 PFLOP');
  expect(flopText(39.44e9)).toBe('39.4 GFLOP');
  expect(flopText(100e9)).toBe('100 GFLOP');
});
