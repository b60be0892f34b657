// Numbers at the ends of what 32-bit floats hold: measured right, or refused by name; and texts too long for
// maps, before anything is allocated.
import { describe, expect, it } from 'vitest';
import { refuseMaskBytes } from '../../../src/core/mask/bytes.ts';
import { createRandom } from '../../../src/core/random.ts';
import { toRows } from '../../../src/core/mask/ops.ts';
import { ExpectedError } from '../../../src/core/result.ts';
import { matrix } from '../../../src/core/tensor.ts';
import { denseAttention } from '../../../src/domains/attention/context.ts';
import { inReach } from '../../../src/domains/attention/overflow.ts';
import { denseMap } from '../../../src/domains/attention/subject.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import { selectAttention } from '../../../src/lib/attention.ts';
import { pruneWeights } from '../../../src/lib/weights.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import { randomHead } from './heads.ts';

const tiers = await Promise.all([loadKernels(), loadKernels('typescript')]);
const attention = (await Promise.all(Object.values(loadersOf.attention).map((load) => load())))
  .map((file) => file.default)
  .filter(({ assets = [] }) => assets.length === 0);
const weights = (await Promise.all(Object.values(loadersOf.weights).map((load) => load()))).map(
  (file) => file.default,
);

const [n, d] = [40, 8];
const normal = (seed: number, length: number, scale: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => scale * random.normal());
};
const headAt = (q: number, k: number, v: number) => ({
  ...{ n, d, q: normal(1, n * d, q), k: normal(2, n * d, k), v: normal(3, n * d, v) },
});

describe.each(tiers)('kernels: $tier', (kernels) => {
  describe.each(attention)('$id', (method) => {
    const select = (tensors: ReturnType<typeof headAt>) =>
      selectAttention(method, tensors, { budget: 0.3, kernels });

    it('reads only the products of q and k, and of v only how its rows compare', async () => {
      const { mask, metrics } = await select(headAt(1, 1, 1));
      // Powers of two round nothing away.
      for (const [q, v] of [
        [1, 2 ** 120],
        [1, 2 ** -100],
        [2 ** 100, 1],
        [2 ** -60, 2 ** 70],
      ] as const) {
        const other = await select(headAt(q, 1 / q, v));
        expect(toRows(other.mask)).toEqual(toRows(mask));
        expect(other.metrics.recall).toBeCloseTo(metrics.recall, 5);
        expect(other.metrics.outputError).toBeCloseTo(metrics.outputError, 5);
      }
    });

    it('gives finite numbers for scores as large as are let through', async () => {
      const { metrics } = await select(headAt(1e14, 1e14, 1));
      expect(metrics.recall).toBeGreaterThanOrEqual(0);
      expect(metrics.recall).toBeLessThanOrEqual(1 + 1e-6);
      expect(metrics.outputError).toBeGreaterThanOrEqual(0);
      expect(metrics.outputError).toBeLessThan(Infinity);
    });

    it('refuses scores beyond, by their row', async () => {
      await expect(select(headAt(1e30, 1e30, 1))).rejects.toThrow(
        /^the score of row 0 of q with row 0 of k reaches \d\.\de\+6\d, .* scale q or k down$/,
      );
    });

    it('looks everywhere alike where q and k are 0', async () => {
      const { mask, metrics, rowRecall } = await select(headAt(0, 0, 1));
      for (let i = 0; i < n; i++) expect(rowRecall[i]).toBeCloseTo(mask.rowCount(i) / (i + 1), 5);
      expect(metrics.outputError).toBeGreaterThanOrEqual(0);
    });
  });

  describe.each(weights)('$id', (method) => {
    const prune = (w: number, x: number) => {
      const tensors = { out: 8, in: 16, weight: normal(4, 128, w), x: normal(5, 24 * 16, x) };
      return pruneWeights(method, tensors, { budget: 0.5, kernels });
    };

    it('gives finite numbers for all that is let through, and for 0', async () => {
      for (const [w, x] of [
        ...([
          [1e15, 1],
          [1, 1e15],
          [1e8, 1e7],
        ] as const),
        ...([
          [1e-15, 1],
          [1, 1e-15],
          [1e-8, 1e-7],
        ] as const),
        ...([
          [0, 1],
          [1, 0],
          [0, 0],
        ] as const),
      ]) {
        const { metrics, weight } = await prune(w, x);
        expect(metrics.outputError).toBeGreaterThanOrEqual(0);
        expect(metrics.outputError).toBeLessThan(Infinity);
        expect([...weight].every(Number.isFinite)).toBe(true);
      }
    });

    it.each([
      ['weight', 1e30, 1, 'down'],
      ['weight', 1e-30, 1, 'up'],
      ['x', 1, 1e30, 'down'],
      ['x', 1, 1e-30, 'up'],
      ['x', 1e12, 1e12, 'down'],
      ['x', 1e-12, 1e-12, 'up'],
    ])('refuses more and less than that: %s', async (field, w, x, way) => {
      const error: unknown = await prune(w, x).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ExpectedError);
      expect(error).toMatchObject({ field });
      expect((error as Error).message).toMatch(new RegExp(`: scale ${field} ${way}$`));
    });
  });
});

describe('of a head among others', () => {
  const several = { ...randomHead(1, 12, 4), layers: 3, layer: 1, heads: 4, head: 2 };
  const withEntry = (name: 'q' | 'k' | 'v', at: number, value: number) => {
    const data = several[name].data.slice();
    data[at] = value;
    return { ...several, [name]: matrix(12, 4, data) };
  };

  it('layer and head are named, and the row', () => {
    expect(() => inReach(withEntry('q', 4 * 7 + 2, 1e31))).toThrow(
      /^layer 1, head 2: the score of row 7 of q with row \d+ of k reaches /,
    );
    expect(() => inReach({ ...withEntry('k', 4 * 5, NaN), layers: 1 })).toThrow(
      new ExpectedError('k', 'head 2: k holds NaN at index [5, 0]'),
    );
    expect(() => inReach(withEntry('v', 3, -Infinity))).toThrow(
      new ExpectedError('v', 'layer 1, head 2: v holds -Infinity at index [0, 3]'),
    );
    expect(() => inReach(withEntry('q', 0, 1e35))).toThrow(
      /q holds \S+ at index \[0, 0\], .* scale q down$/,
    );
  });

  it('an ordinary head is handed on as it is, once looked at', () => {
    expect(inReach(several)).toBe(several);
    const far = inReach(withEntry('v', 0, 1e20));
    expect(inReach(far)).toBe(far);
    expect(Math.abs(far.v.data[0]!)).toBeLessThan(2);
  });
});

it('maps of more tokens than fit are refused before anything is allocated', async () => {
  const long = { ...randomHead(1, 1, 1), n: 70_000 };
  const message =
    'a map of all attention is made for up to 32,768 tokens, and this text has n = 70,000: shorten it, or take a method that reads no such map';
  expect(() => denseAttention(long, tiers[1])).toThrow(new ExpectedError('n', message));
  await expect(denseMap(long, tiers[1], () => Promise.resolve())).rejects.toThrow(message);
});

it('masks of more bytes than fit are refused with their size', () => {
  expect(() => refuseMaskBytes(1, 46_340, 46_340)).not.toThrow();
  expect(() => refuseMaskBytes(2, 40_000, 40_000)).toThrow(
    /at most 2 GiB; here it is 2 × 40000 × 40000 bytes, 3.0 GiB: leave --out away/,
  );
});
