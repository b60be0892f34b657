// What the tests of methods share: all methods, a context to run them in, heads at random.
import { createRandom } from '../../../src/core/random.ts';
import { defaultsOf, resolveParams, type ParamRecord } from '../../../src/core/params.ts';
import { matrix, type Matrix } from '../../../src/core/tensor.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import type {
  AttentionContext,
  AttentionFact,
  AttentionHead,
  AttentionMethod,
  AttentionSelection,
} from '../../../src/methods/attention.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';

export const kernels = typescriptKernels;

const files = await Promise.all(Object.values(loadersOf.attention).map((load) => load()));

/** Every attention method, in the order of its id. */
export const methods: readonly AttentionMethod[] = files
  .map((file) => file.default)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Runs a method on a head, on top of its defaults. Throws where the parameters are refused. */
export function run(
  method: AttentionMethod,
  head: AttentionHead,
  params: Partial<ParamRecord> = {},
  context: AttentionContext = contextFor(head),
): AttentionSelection {
  const resolved = resolveParams(method.params, params);
  if (!resolved.ok) throw new Error(resolved.message);
  return method.select(head, { ...defaultsOf(method.params), ...resolved.value }, context);
}

export function contextFor(
  head: AttentionHead,
  assets: AttentionFact['assets'] = {},
  siblings: readonly AttentionHead[] = [head],
): AttentionContext {
  let probs: Float32Array | undefined;
  return {
    kernels,
    dense: () =>
      (probs ??= kernels.attentionRows(head.q, head.k, 1 / Math.sqrt(head.d), 0, head.n)),
    asset(name) {
      const key = `${name} ${head.layers} ${head.heads} ${head.d}`;
      const table = assets[name] ?? standIns.get(key) ?? standIn(name, head);
      if (!assets[name]) standIns.set(key, table);
      return table;
    },
    siblings: () => siblings,
  };
}

const standIns = new Map<string, ReadonlyMap<string, Matrix>>();

/** Random tables of the right shape for methods that read offline ones; made once. */
function standIn(name: string, { d, layers, heads }: AttentionHead): ReadonlyMap<string, Matrix> {
  const random = createRandom(name);
  const filled = (rows: number, cols: number, value: () => number): Matrix => {
    const m = matrix(rows, cols);
    for (let i = 0; i < m.data.length; i++) m.data[i] = value();
    return m;
  };
  if (name === 'seer-gates') {
    const gate = () => filled(layers * heads * 3 * d, d, () => 0.5 * random.normal());
    return new Map([0, 50, 100, 200, 500].map((step) => [`step_${step}`, gate()]));
  }
  if (name === 'moa-influence') {
    const table = (nb: number) => filled(layers * heads * nb, nb, () => random.next() ** 4);
    return new Map([64, 128, 256].map((length) => [`length_${length}`, table(length / 16)]));
  }
  throw new Error(`no asset ${name} in this test`);
}

export interface RandomHeadOptions {
  readonly d?: number;
  /** Spread of the queries: larger makes attention more peaked. */
  readonly sharpness?: number;
  readonly heads?: number;
  readonly head?: number;
}

/** Normally distributed queries, keys and values; the same for the same seed. */
export function randomHead(
  seed: number,
  n: number,
  options: RandomHeadOptions = {},
): AttentionHead {
  const { d = 8, sharpness = 2, heads = 6, head = 0 } = options;
  const random = createRandom(seed);
  const fill = (spread: number): Matrix => {
    const m = matrix(n, d);
    for (let i = 0; i < m.data.length; i++) m.data[i] = spread * random.normal();
    return m;
  };
  const [q, k, v, qPre, kPre] = [fill(sharpness), fill(1), fill(1), fill(sharpness), fill(1)];
  return {
    ...{ n, d, layers: 6, heads, layer: seed % 6, head, kvHead: head },
    ...{ q, k, v, qPre, kPre, ropeTheta: 10000 },
  };
}

/** Recall per query row. */
export function recallOf(head: AttentionHead, selection: AttentionSelection): Float32Array {
  const { q, k, v, n, d } = head;
  return kernels.maskedRows(q, k, v, 1 / Math.sqrt(d), selection.mask, 0, n).recall;
}
