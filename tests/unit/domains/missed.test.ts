// A sparsity that was asked for and missed is told, by whatever it was asked for and for every method; one
// that nobody asked for is not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { plainDesk } from '../../../src/domains/desk.ts';
import { isMissed } from '../../../src/domains/missed.ts';
import { workOn } from '../../../src/domains/pipeline.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { selectAttention } from '../../../src/lib/attention.ts';
import type { SelectOptions } from '../../../src/lib/options.ts';
import { pruneWeights, type WeightTensors } from '../../../src/lib/weights.ts';
import flexprefill from '../../../src/methods/attention/flexprefill/flexprefill.ts';
import streaming from '../../../src/methods/attention/streaming-llm.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import magnitude from '../../../src/methods/weights/magnitude.ts';
import nm from '../../../src/methods/weights/n-m.ts';
import ria from '../../../src/methods/weights/ria/ria.ts';
import sparsegpt from '../../../src/methods/weights/sparsegpt/sparsegpt.ts';
import structured from '../../../src/methods/weights/structured.ts';
import wanda from '../../../src/methods/weights/wanda.ts';
import type { WeightMethod } from '../../../src/methods/weights.ts';
import { toy, usual } from '../support/toy-domain.ts';

const kernels = typescriptKernels;
const MISSED = /^the sparsity is (\S+) %, where (the budget of \S+|the setting) asks for (\S+) %/;
const missesOf = (warnings: readonly string[]) => warnings.filter((each) => MISSED.test(each));

const normal = (seed: number, length: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
};
const head = (n: number, d = 8) => ({
  ...{ n, d, q: normal(1, n * d), k: normal(2, n * d), v: normal(3, n * d) },
});
/** 8 outputs of 16 inputs, of −1, 0 and 1. */
const ternary = {
  ...{ out: 8, in: 16, x: normal(5, 32 * 16) },
  weight: Float32Array.from({ length: 128 }, (_, p) => (p % 3) - 1),
};
const prune = async (method: WeightMethod, weights: WeightTensors, options: SelectOptions) =>
  pruneWeights(method, weights, { ...options, kernels });

describe('every method of attention', async () => {
  const files = await Promise.all(Object.values(loadersOf.attention).map((load) => load()));
  const methods = files
    .map((file) => file.default)
    .filter(({ assets = [], id }) => assets.length === 0 && id !== 'dense');

  it.each(methods)('$id tells of a budget that it misses by more than 2 points', async (method) => {
    for (const n of [5, 40, 200]) {
      for (const budget of [0.02, 0.3, 0.75, 1]) {
        const { metrics, warnings } = await selectAttention(method, head(n), { budget, kernels });
        const told = missesOf(warnings);
        expect(told.length, `${n} tokens at ${budget}`).toBe(
          isMissed(1 - budget, metrics.sparsity) ? 1 : 0,
        );
        const [, reached, , asked] = MISSED.exec(told[0] ?? '') ?? [];
        if (reached === undefined) continue;
        expect(Number(reached)).toBeCloseTo(100 * metrics.sparsity, 1);
        expect(Number(asked)).toBeCloseTo(100 * (1 - budget), 1);
      }
    }
  });
});

it('a budget that a short text cannot reach', async () => {
  const { warnings } = await selectAttention(flexprefill, head(200), { budget: 0.3, kernels });
  expect(missesOf(warnings)).toEqual([
    expect.stringMatching(/the text is short, 200 tokens are 13 blocks of 16, and blocks that/),
  ]);
});

it('a budget below the least that a method can keep', async () => {
  const { warnings } = await selectAttention(streaming, head(20), { budget: 0.02, kernels });
  expect(missesOf(warnings)).toEqual([
    expect.stringMatching(
      /the budget of 0.02 asks for 98.0 %: no budget makes this method drop more/,
    ),
  ]);
});

describe('weights', () => {
  it('that tie at the cut all go, and it is said how many', async () => {
    // 43 zeros and 85 ones: the weight at place 64 is a one, and up to it means all.
    const { warnings, metrics } = await prune(magnitude, ternary, { set: { sparsity: 0.5 } });
    expect(metrics.sparsity).toBe(1);
    expect(warnings).toEqual([
      'the sparsity is 100.0 %, where the setting asks for 50.0 %: 85 weights tie at the cut, and the rule drops equals together',
    ]);
    const asked = await prune(magnitude, ternary, { budget: 0.5 });
    expect(asked.warnings[0]).toContain('where the budget of 0.5 asks for 50.0 %: 85 weights tie');
  });

  it.each([magnitude, ria, sparsegpt])(
    'that are all 0 go under $id: their scores tie',
    async (method) => {
      const zeros = { ...ternary, weight: new Float32Array(128) };
      const { warnings, metrics } = await prune(method, zeros, { set: { sparsity: 0.5 } });
      expect(metrics.sparsity).toBe(1);
      expect(missesOf(warnings)).toEqual([expect.stringContaining('128 weights score 0, and')]);
    },
  );

  it('that are few move the sparsity in steps', async () => {
    const few = { out: 2, in: 3, weight: normal(7, 6), x: normal(8, 9) };
    // ⌊3 · 0.5⌋ = 1 of 3 in each output.
    const { warnings } = await prune(wanda, few, { set: { sparsity: 0.5 } });
    expect(warnings).toEqual([
      'the sparsity is 33.3 %, where the setting asks for 50.0 %: among 3 weights the sparsity moves in steps of 33.3 %',
    ]);
  });

  it('that go in one piece', async () => {
    const { warnings } = await prune(
      structured,
      { ...ternary, weight: normal(9, 128) },
      { budget: 0.9 },
    );
    // One of 16 channels is the nearest to 1.6.
    for (const each of missesOf(warnings))
      expect(each).toContain('heads and channels go as a whole');
    expect(missesOf(warnings).length).toBe(1);
  });
});

describe('what asks for no sparsity', () => {
  const layer = { ...ternary, weight: normal(9, 128) };

  it.each(['2:4', '1:4', '3:4'])('is a pattern of %s, whatever the budget', async (pattern) => {
    for (const budget of [null, 0.1, 0.9]) {
      const { warnings } = await prune(wanda, layer, { budget, set: { pattern } });
      expect(warnings).toEqual([]);
    }
    const [n, m] = pattern.split(':').map(Number) as [number, number];
    expect((await prune(nm, layer, { budget: 0.9, set: { n, m } })).warnings).toEqual([]);
  });

  it('is a budget whose parameters a hand has set', async () => {
    const set = { window: 3 };
    const { warnings } = await selectAttention(streaming, head(40), { budget: 0.9, set, kernels });
    expect(warnings).toEqual([]);
  });

  it('is a method without a knob', async () => {
    const { default: dense } = await loadersOf.attention['dense']!();
    const { warnings } = await selectAttention(dense, head(40), { budget: 0.1, kernels });
    expect(warnings).toEqual([]);
  });
});

describe('any domain', () => {
  const { domain, kind, model, tokens, subject, method } = usual;
  const asked = { domain, kind, model, tokens, subject, method, text: '', set: {} };
  const find = async (budget: number | null, set = {}, sweep = false) => {
    const desk = plainDesk({ kernels });
    return (await workOn(toy, { ...asked, budget, set, sweep }, desk).found()).warnings;
  };

  it('says it after what the method says', async () => {
    // 64 cells: at 0.001 one stays, 1.6 %; at 0.03 two, 3.1 %.
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.001, max: 1, noNaN: true }), async (budget) => {
        expect(await find(budget)).toEqual(['a toy']); // steps of 1.6 points are no miss
      }),
      { numRuns: 20 },
    );
    expect(await find(null, { keep: 3 })).toEqual(['a toy']);
    expect(await find(0.5, { keep: 3 })).toEqual(['a toy']);
  });

  it('says it by what was asked for last, though the same is found', async () => {
    const desk = plainDesk({ kernels });
    const small = { ...toy, sparsityOf: () => 0.5 };
    const warnings = async (budget: number | null, set = {}) =>
      (await workOn(small, { ...asked, budget, set }, desk).found()).warnings.slice(1);
    // Each keeps 16 of 64.
    expect(await warnings(0.25)).toEqual([
      'the sparsity is 50.0 %, where the budget of 0.25 asks for 75.0 %',
    ]);
    expect(await warnings(0.254)).toEqual([
      'the sparsity is 50.0 %, where the budget of 0.254 asks for 74.6 %',
    ]);
    expect(await warnings(null, { keep: 16 })).toEqual([]);
    expect(await warnings(0.25)).toHaveLength(1);
  });

  it('keeps silent on points of a curve', async () => {
    const small = { ...toy, sparsityOf: () => 0.5 };
    const point = { ...asked, budget: 0.25, sweep: true };
    const { warnings } = await workOn(small, point, plainDesk({ kernels })).found();
    expect(warnings).toEqual(['a toy']);
  });
});
