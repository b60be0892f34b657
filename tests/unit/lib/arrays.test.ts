// The library on whatever arrays a program has: the same answers for the same numbers, and a refusal by
// name for what is none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { createRandom } from '../../../src/core/random.ts';
import { ExpectedError } from '../../../src/core/result.ts';
import { selectAttention, type Tensors } from '../../../src/lib/attention.ts';
import { matrix } from '../../../src/lib/matrix.ts';
import { pruneWeights, type WeightTensors } from '../../../src/lib/weights.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import dense from '../../../src/methods/attention/dense.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import wanda from '../../../src/methods/weights/wanda.ts';
import { arrayKinds, type ArrayKind } from '../support/arrays.ts';

const tiers = await Promise.all([loadKernels(), loadKernels('typescript')]);
const attention = (await Promise.all(Object.values(loadersOf.attention).map((load) => load())))
  .map((file) => file.default)
  .filter(({ assets = [] }) => assets.length === 0); // tables come with one model only
const weights = (await Promise.all(Object.values(loadersOf.weights).map((load) => load()))).map(
  (file) => file.default,
);

const [n, d] = [40, 8];
const [out, size, tokens] = [8, 16, 24];

/** The same draw for all kinds: small whole numbers, or normal ones as floats hold them. */
const draw = (seed: number, length: number, whole: boolean): number[] => {
  const random = createRandom(seed);
  return Array.from({ length }, () =>
    whole ? Math.floor(4 * random.next()) : Math.fround(random.normal()),
  );
};

const headOf = ({ from, whole }: Pick<ArrayKind, 'from' | 'whole'>): Tensors => ({
  ...{ n, d },
  ...{ q: from(draw(1, n * d, whole)), k: from(draw(2, n * d, whole)) },
  v: from(draw(3, n * d, whole)),
});

const layerOf = ({ from, whole }: Pick<ArrayKind, 'from' | 'whole'>): WeightTensors => ({
  ...{ out, in: size, weight: from(draw(4, out * size, whole)) },
  ...{ x: from(draw(5, tokens * size, whole)), xTest: from(draw(6, tokens * size, whole)) },
});

const plain = (whole: boolean) => ({ whole, from: (v: Iterable<number>) => Float32Array.from(v) });

describe.each(tiers)('kernels: $tier', (kernels) => {
  describe.each(attention)('$id', (method) => {
    const select = async (tensors: Tensors) => {
      const { mask, metrics, rowRecall } = await selectAttention(method, tensors, {
        ...{ budget: 0.3, kernels },
      });
      return { rows: toRows(mask), metrics, rowRecall };
    };

    it('reads every kind of array as the same values', async () => {
      for (const kind of arrayKinds) {
        expect(await select(headOf(kind)), kind.name).toEqual(
          await select(headOf(plain(kind.whole))),
        );
      }
    });
  });

  describe.each(weights)('$id', (method) => {
    const prune = async (tensors: WeightTensors) => {
      const { mask, metrics, weight } = await pruneWeights(method, tensors, {
        ...{ budget: 0.5, kernels },
      });
      return { rows: toRows(mask), metrics, weight };
    };

    it('reads every kind of array as the same values', async () => {
      for (const kind of arrayKinds) {
        expect(await prune(layerOf(kind)), kind.name).toEqual(
          await prune(layerOf(plain(kind.whole))),
        );
      }
    });
  });
});

it.each(arrayKinds)('a matrix of $name holds floats that kernels know', ({ from }) => {
  const { rows, cols, data } = matrix(2, 3, from([1, 2, 3, 4, 5, 6]));
  expect([rows, cols, ...data]).toEqual([2, 3, 1, 2, 3, 4, 5, 6]);
  expect(data).toBeInstanceOf(Float32Array);
  expect(() => matrix(2, 2, from([1, 2, 3]))).toThrow('a 2 × 2 matrix needs 4 numbers, got 3');
});

describe('one value that is not finite is refused with its place', () => {
  const bad = fc.constantFrom(NaN, Infinity, -Infinity);
  const kinds = fc.constantFrom(...arrayKinds.filter(({ whole }) => !whole));

  it.each(['q', 'k', 'v'] as const)('in %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(kinds, fc.nat(n * d - 1), bad, async (kind, at, value) => {
        const head = headOf(kind);
        const values = [...Array.from(head[name])];
        values[at] = value;
        await expect(
          selectAttention(dense, { ...head, [name]: kind.from(values) }),
        ).rejects.toThrow(
          new ExpectedError(
            name,
            `${name} holds ${value} at index [${Math.floor(at / d)}, ${at % d}]`,
          ),
        );
      }),
    );
  });

  it.each(['weight', 'x', 'xTest'] as const)('in %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(kinds, fc.nat(out * size - 1), bad, async (kind, at, value) => {
        const layer = layerOf(kind);
        const values = [...Array.from(layer[name]!)];
        values[at] = value;
        const place = `[${Math.floor(at / size)}, ${at % size}]`;
        await expect(pruneWeights(wanda, { ...layer, [name]: kind.from(values) })).rejects.toThrow(
          new ExpectedError(name, `${name} holds ${value} at index ${place}`),
        );
      }),
    );
  });
});

describe('what is no head or layer is refused by its part', () => {
  const head = headOf(plain(false));
  const layer = layerOf(plain(false));

  it.each<[string, string, unknown]>([
    ['tensors', 'tensors must be { n, d, q, k, v }, got undefined', undefined],
    ['n', 'n must be a whole number of at least 1, got 0', { ...head, n: 0 }],
    ['d', 'd must be a whole number of at least 1, got 2.5', { ...head, d: 2.5 }],
    [
      'k',
      'k must have n·d = 320 values, got 319',
      { ...head, k: Float32Array.from(head.k).subarray(1) },
    ],
    [
      'v',
      'v must be a Float32Array or another array of numbers, got undefined',
      { ...head, v: undefined },
    ],
  ])('%s: %s', async (field, message, tensors) => {
    await expect(selectAttention(dense, tensors as Tensors)).rejects.toThrow(
      new ExpectedError(field, message),
    );
  });

  it.each<[string, string, unknown]>([
    ['tensors', 'tensors must be { out, in, weight, x?, xTest? }, got null', null],
    ['in', 'in must be a whole number of at least 1, got undefined', { ...layer, in: undefined }],
    ['weight', 'weight must have out·in = 144 values, got 128', { ...layer, out: 9 }],
    [
      'x',
      'x must have a row of in = 16 values for every token, got 15 values',
      { ...layer, x: new Float32Array(15) },
    ],
    [
      'xTest',
      'xTest must be a Float32Array or another array of numbers, got a boolean',
      { ...layer, xTest: false },
    ],
  ])('%s: %s', async (field, message, tensors) => {
    await expect(pruneWeights(wanda, tensors as WeightTensors)).rejects.toThrow(
      new ExpectedError(field, message),
    );
  });
});
