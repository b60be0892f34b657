// What the tests of weight methods share: all methods, models at random, a way to run one on the other.
import { resolveParams, type ParamRecord } from '../../../src/core/params.ts';
import { createRandom, type Random } from '../../../src/core/random.ts';
import { matrix, matrixOf, type Matrix } from '../../../src/core/tensor.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import {
  MATRICES,
  type LayerInputs,
  type MatrixName,
  type WeightMatrix,
  type WeightMethod,
  type WeightModel,
  type WeightSelection,
} from '../../../src/methods/weights.ts';

export const kernels = typescriptKernels;

const files = await Promise.all(Object.values(loadersOf.weights).map((load) => load()));

/** Every weight method, in the order of its id. */
export const methods: readonly WeightMethod[] = files
  .map((file) => file.default)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

export function methodOf(id: string): WeightMethod {
  const found = methods.find((method) => method.id === id);
  if (!found) throw new Error(`no weight method ${id}`);
  return found;
}

/** Runs a method on a matrix, on top of its defaults. Throws where the parameters are refused. */
export function run(
  method: WeightMethod,
  subject: WeightMatrix,
  params: Partial<ParamRecord> = {},
  model: WeightModel = { matrices: [subject] },
): WeightSelection {
  const resolved = resolveParams(method.params, params);
  if (!resolved.ok) throw new Error(resolved.message);
  return method.select(subject, resolved.value, {
    kernels,
    plan: method.plan?.(model, resolved.value, kernels),
    siblings: () => model.matrices.filter(({ layer }) => layer === subject.layer),
  });
}

/** The weights after a selection: its own, or the old ones under the mask. */
export function weightsAfter(subject: WeightMatrix, selection: WeightSelection): Float32Array {
  if (selection.weight) return selection.weight;
  const { data, cols } = subject.weight;
  return data.map((w, p) => (selection.mask.has(Math.floor(p / cols), p % cols) ? w : 0));
}

/** ‖X(W − Ŵ)ᵀ‖ / ‖XWᵀ‖. */
export function outputError(x: Matrix, weight: Matrix, after: Float32Array): number {
  const dense = kernels.products(x, weight, 1).data;
  const sparse = kernels.products(x, matrix(weight.rows, weight.cols, after), 1).data;
  let error = 0;
  let norm = 0;
  dense.forEach((y, p) => {
    error += (y - sparse[p]!) ** 2;
    norm += y ** 2;
  });
  return Math.sqrt(error / norm);
}

/** Statistics of inputs by their definitions, one sequence a matrix. */
export function inputsOf(sequences: readonly Matrix[]): LayerInputs {
  const size = sequences[0]!.cols;
  const tokens = sequences.reduce((sum, x) => sum + x.rows, 0);
  const columns = (x: Matrix, j: number): number[] =>
    Array.from({ length: x.rows }, (_, t) => x.data[t * size + j]!);
  const all = (j: number): number[] => sequences.flatMap((x) => columns(x, j));
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  const over = (f: (j: number) => number): Float32Array =>
    Float32Array.from({ length: size }, (_, j) => f(j));
  const n = sequences.length;
  const variance = (values: number[]): number => {
    const mean = sum(values) / values.length;
    return sum(values.map((x) => (x - mean) ** 2)) / values.length;
  };
  let hessian: Float32Array | undefined;
  const products = (): Float32Array => {
    const values = Array.from({ length: size }, (_, j) => all(j));
    return Float32Array.from({ length: size * size }, (_, p) => {
      const left = values[Math.floor(p / size)]!;
      return (2 / n) * sum(values[p % size]!.map((x, t) => x * left[t]!));
    });
  };
  return {
    tokens,
    sequences: n,
    l2: over((j) => Math.sqrt(sum(all(j).map((x) => x * x)) / n)),
    sum: over((j) => sum(all(j)) / n),
    variance: over((j) => sum(sequences.map((x) => x.rows * variance(columns(x, j)))) / tokens),
    hessian: () => (hessian ??= products()),
  };
}

/** Correlated inputs with a few strong features, tokens × size. */
export function randomInputs(random: Random, tokens: number, size: number): Matrix {
  const latent = Math.max(2, size >> 1);
  const mix = Array.from({ length: latent * size }, () => random.normal() / Math.sqrt(latent));
  const gain = Array.from(
    { length: size },
    () => (random.next() < 0.1 ? 8 : 1) * Math.exp(0.5 * random.normal()),
  );
  const shift = Array.from({ length: size }, () => 0.5 * random.normal());
  const x = matrix(tokens, size);
  for (let t = 0; t < tokens; t++) {
    const z = Array.from({ length: latent }, () => random.normal());
    for (let j = 0; j < size; j++) {
      let value = shift[j]! + 0.2 * random.normal();
      for (let c = 0; c < latent; c++) value += z[c]! * mix[c * size + j]!;
      x.data[t * size + j] = value * gain[j]!;
    }
  }
  return x;
}

/** Sizes of the models at random: multiples of 16, so that every pattern fits. */
export const GEOMETRY = { hidden: 16, inner: 32, heads: 4, layers: 2 };

const models = new Map<number, WeightModel>();

/** A model of two blocks with four heads of four dimensions; the same for the same seed. */
export function randomModel(seed: number): WeightModel {
  const model = models.get(seed) ?? makeModel(seed);
  models.set(seed, model);
  return model;
}

function makeModel(seed: number): WeightModel {
  const random = createRandom(`weights ${seed}`);
  const { hidden, inner, heads, layers } = GEOMETRY;
  const sizes = (name: MatrixName): readonly [number, number] =>
    name === 'down'
      ? [hidden, inner]
      : name === 'gate' || name === 'up'
        ? [inner, hidden]
        : [hidden, hidden];
  const matrices = Array.from({ length: layers }, (_, layer) => {
    const inputs = (size: number): LayerInputs =>
      inputsOf([randomInputs(random, 10, size), randomInputs(random, 14, size)]);
    const [attention, mixed, mlp, hiddenUnits] = [hidden, hidden, hidden, inner].map(inputs);
    const shared = {
      q: attention,
      k: attention,
      v: attention,
      o: mixed,
      gate: mlp,
      up: mlp,
      down: hiddenUnits,
    };
    return MATRICES.map((name): WeightMatrix => {
      const [out, size] = sizes(name);
      const weight = matrix(out, size);
      for (let p = 0; p < weight.data.length; p++)
        weight.data[p] = random.normal() / Math.sqrt(size);
      return {
        out,
        in: size,
        layers,
        heads,
        kvHeads: heads,
        layer,
        name,
        weight,
        inputs: shared[name]!,
      };
    });
  });
  return { matrices: matrices.flat() };
}

/** A matrix of small whole numbers: full of ties. */
export function tiedMatrix(seed: number, rows: number, cols: number): Matrix {
  const random = createRandom(`tied ${seed}`);
  return matrixOf(
    Array.from({ length: rows }, () => Array.from({ length: cols }, () => random.int(7) - 3)),
  );
}
