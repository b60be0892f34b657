// What the tests of decode methods share: all methods, a way to run them, layers at random.
import { toRows } from '../../../../src/core/mask/ops.ts';
import { resolveParams, type ParamRecord } from '../../../../src/core/params.ts';
import { createRandom } from '../../../../src/core/random.ts';
import { matrix, rowOf, type Matrix } from '../../../../src/core/tensor.ts';
import { contextFor, type Calibration } from '../../../../src/domains/decode/run.ts';
import { typescriptKernels } from '../../../../src/kernels/ts.ts';
import type {
  DecodeContext,
  DecodeHead,
  DecodeMethod,
  DecodeRun,
  Draft,
  HeadCache,
  Written,
} from '../../../../src/methods/decode.ts';
import { spreadCache } from '../../../../src/methods/decode/_shared/seen.ts';

export const kernels = typescriptKernels;

const files = import.meta.glob<{ default?: DecodeMethod }>(
  [
    '../../../../src/methods/decode/*.ts',
    '../../../../src/methods/decode/*/*.ts',
    '!../../../../src/methods/decode/_shared/*.ts',
  ],
  { eager: true },
);

/** Every decode method, in the order of its id. */
export const methods: readonly DecodeMethod[] = Object.values(files)
  .flatMap((file) => file.default ?? []) // a method's folder has other files too
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** The heads of a model, by layer. */
export type Layers = readonly (readonly DecodeHead[])[];

export interface Ran {
  readonly context: DecodeContext;
  readonly run: DecodeRun;
  /** By layer, then by head. */
  readonly caches: readonly (readonly HeadCache[])[];
}

/** What a draft does here: its tokens, and rows after the prompt's, are drawn at random. */
export function randomDraft(layers: Layers, prompt: number, lookAhead: number): Told {
  const { n, d } = layers[0]![0]!;
  const noise = randomLayers('draft', lookAhead, {
    layers: layers.length,
    heads: layers[0]!.length,
    d,
  });
  const heads = layers.map((all, layer) =>
    all.map((head, at) => {
      const go = (name: 'q' | 'k' | 'v'): Matrix =>
        stack(rowsAt(head[name], range(prompt)), noise[layer]![at]![name]);
      return { ...head, n: prompt + lookAhead, q: go('q'), k: go('k'), v: go('v') };
    }),
  );
  return { prompt, ids: new Uint32Array(lookAhead).fill(n), heads, ahead: heads };
}

type Told = Written & Pick<Draft, 'ahead'>;

/** What was told of the whole, of the positions that are seen and all after the prompt. */
function seenOf(layers: Layers, seen: Uint32Array, prompt: number): Layers {
  return layers.map((heads) =>
    heads.map((head) => {
      const at = [...seen, ...range(head.n).slice(prompt)];
      const go = (name: 'q' | 'k' | 'v'): Matrix => rowsAt(head[name], at);
      return { ...head, n: at.length, q: go('q'), k: go('k'), v: go('v') };
    }),
  );
}

const range = (length: number): number[] => Array.from({ length }, (_, at) => at);

function rowsAt(m: Matrix, at: readonly number[]): Matrix {
  const out = matrix(at.length, m.cols);
  at.forEach((row, to) => out.data.set(rowOf(m, row), to * m.cols));
  return out;
}

function stack(a: Matrix, b: Matrix): Matrix {
  return matrix(a.rows + b.rows, a.cols, Float32Array.from([...a.data, ...b.data]));
}

/**
 * Runs a method over given heads, on top of its defaults. Offline statistics come from the same heads where no
 * others are given. Throws where the parameters are refused.
 */
export function runOn(
  method: DecodeMethod,
  layers: Layers,
  prompt: number,
  params: Partial<ParamRecord> = {},
  calibration: Calibration = [layers],
  told?: Told,
): Ran {
  const resolved = resolveParams(method.params, params);
  if (!resolved.ok) throw new Error(resolved.message);
  const { n, d } = layers[0]![0]!;
  const shape = { n, prompt, d, layers: layers.length, heads: layers[0]!.length };
  const context = contextFor(shape, kernels, calibration);
  const { drafting } = method;
  if (!drafting) {
    const run = method.begin(resolved.value, context);
    return { context, run, caches: layers.map((heads) => run.layer(heads)) };
  }
  const { lookAhead } = drafting.wish(resolved.value);
  const written = told ?? randomDraft(layers, prompt, lookAhead);
  const seen = drafting.sees(resolved.value, written, context);
  const draft = {
    ...written,
    seen,
    ahead: seen ? seenOf(written.ahead, seen, prompt) : written.ahead,
  };
  if (!seen) {
    const run = method.begin(resolved.value, contextFor(shape, kernels, [], draft));
    return { context, run, caches: layers.map((heads) => run.layer(heads)) };
  }
  const fewer = prompt - seen.length;
  const short = { ...shape, n: n - fewer, prompt: seen.length };
  const run = method.begin(resolved.value, contextFor(short, kernels, [], draft));
  const caches = seenOf(layers, seen, prompt).map((heads) =>
    run.layer(heads).map((cache) => spreadCache(cache, seen, n, prompt)),
  );
  return { context, run, caches };
}

/** What each step of each head reads, '#' read and '.' not. */
export function rowsOf(caches: Ran['caches']): string[][][] {
  return caches.map((heads) => heads.map((cache) => toRows(cache.read)));
}

export interface RandomOptions {
  readonly layers?: number;
  readonly heads?: number;
  readonly d?: number;
  /** Spread of the queries: larger makes attention more peaked. */
  readonly sharpness?: number;
}

/** Normally distributed queries, keys and values; the same for the same seed. */
export function randomLayers(
  seed: number | string,
  n: number,
  { layers = 4, heads = 2, d = 8, sharpness = 2 }: RandomOptions = {},
): DecodeHead[][] {
  const random = createRandom(seed);
  const fill = (spread: number): Matrix => {
    const m = matrix(n, d);
    for (let i = 0; i < m.data.length; i++) m.data[i] = spread * random.normal();
    return m;
  };
  return Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: heads }, (_, head) => {
      const [q, k, v, qPre, kPre] = [fill(sharpness), fill(1), fill(1), fill(sharpness), fill(1)];
      return { n, d, layer, head, kvHead: head, q, k, v, qPre, kPre };
    }),
  );
}
