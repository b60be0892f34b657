// What Kinetics' attention promises, over heads at random.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParamRecord } from '../../../../src/core/params.ts';
import { keysRead } from '../../../../src/methods/decode/_shared/cache.ts';
import { methods, randomLayers, rowsOf, runOn } from './harness.ts';

const kinetics = methods.find(({ id }) => id === 'kinetics')!;
const given = fc.record({
  seed: fc.nat(1000),
  n: fc.integer({ min: 2, max: 40 }),
  k: fc.nat(12),
  local: fc.integer({ min: 1, max: 8 }),
  sinks: fc.nat(4),
  block: fc.integer({ min: 1, max: 6 }),
});

function run(seed: number, n: number, params: ParamRecord) {
  const prompt = Math.max(1, n >> 1);
  // Three query heads over two key heads.
  const layers = randomLayers(seed, n, { layers: 2, heads: 3 }).map((heads) =>
    heads.map((head) => ({ ...head, kvHead: head.head >> 1, k: heads[head.head & ~1]!.k })),
  );
  return { prompt, layers, ...runOn(kinetics, layers, prompt, params) };
}

describe('kinetics', () => {
  it.each(['tokens', 'random'])('%s: reads min(sinks + k + local, t + 1) keys', (variant) => {
    fc.assert(
      fc.property(given, ({ seed, n, ...rule }) => {
        const { caches, prompt } = run(seed, n, { ...rule, variant });
        const most = rule.sinks + rule.k + rule.local;
        for (const { read } of caches[1]!) {
          for (let t = prompt; t < n; t++) {
            expect(read.rowCount(t - prompt)).toBe(Math.min(most, t + 1));
          }
        }
      }),
    );
  });

  it.each(['tokens', 'blocks', 'random'])(
    '%s: sinks and newest always, one choice a group',
    (variant) => {
      fc.assert(
        fc.property(given, ({ seed, n, ...rule }) => {
          const { caches, prompt } = run(seed, n, { ...rule, variant });
          expect(caches[0]!.every(({ whole }) => whole)).toBe(true);
          const [first, second] = rowsOf(caches)[1]!;
          expect(second).toEqual(first);
          for (const cache of caches[1]!) {
            for (let t = prompt; t < n; t++) {
              const keys = new Set(keysRead(cache, t - prompt));
              for (let key = 0; key <= t; key++) {
                if (key < rule.sinks || key > t - rule.local) expect(keys.has(key)).toBe(true);
              }
            }
          }
          expect(caches[1]![1]!.estimatorBytes).toBe(0);
        }),
      );
    },
  );

  it('blocks of one are tokens', () => {
    fc.assert(
      fc.property(given, ({ seed, n, ...rule }) => {
        const rows = (variant: string) =>
          rowsOf(run(seed, n, { ...rule, variant, block: 1 }).caches);
        expect(rows('blocks')).toEqual(rows('tokens'));
      }),
    );
  });

  it('search is free only where nothing is searched', () => {
    const bytes = (variant: string, block = 4) =>
      run(1, 40, { k: 4, local: 4, sinks: 2, variant, block }).caches[1]![0]!.estimatorBytes;
    // Steps 20 … 39, middles of 15 … 34 keys of 8 numbers of 2 bytes; blocks of 4 of them.
    expect(bytes('tokens')).toBe((15 + 34) * 10 * 16);
    const whole = Array.from({ length: 20 }, (_, i) => Math.floor((15 + i) / 4));
    expect(bytes('blocks')).toBe(whole.reduce((a, b) => a + b) * 16);
    expect(bytes('random')).toBe(0);
  });
});
