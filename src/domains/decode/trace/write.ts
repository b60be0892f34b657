// A run of a method as a trace, for files: what `readTrace` reads.
import { maskBytes } from '../../../core/mask/bytes.ts';
import { lazyMask } from '../../../core/mask/lazy.ts';
import { textArray, writeNpz, type NpyArray } from '../../../core/npy.ts';
import { ExpectedError } from '../../../core/result.ts';
import type { HeadCache } from '../../../methods/decode.ts';

export interface RunTrace {
  readonly n: number;
  readonly prompt: number;
  /** By layer, then by head. */
  readonly caches: readonly (readonly HeadCache[])[];
  readonly ids: Uint32Array;
  /** What each token spells. */
  readonly tokens: readonly string[];
  readonly headDim: number;
  readonly kvHeads: number;
  readonly method: string;
  readonly model: string;
  /** layers × heads × steps × n; absent: it is not written. */
  readonly attention?: Float32Array;
}

/** As many cells as are read back. */
const MOST_CELLS = 2 ** 28;

/** Throws an ExpectedError where the arrays would be larger than what is read back. */
export function traceArrays(run: RunTrace): Readonly<Record<string, NpyArray>> {
  const { n, prompt, caches, ids, tokens, headDim, kvHeads, method, model, attention } = run;
  const all = caches.flat();
  const shape = [caches.length, caches[0]!.length, n - prompt, n];
  const cells = shape.reduce((product, each) => product * each, 1);
  if (cells > MOST_CELLS) {
    const what = `a trace of ${shape.join(' × ')} cells is too large, at most ${MOST_CELLS}`;
    throw new ExpectedError('out', `${what}: take fewer tokens`);
  }
  const bits = (bytes: Uint8Array): NpyArray => ({ shape, dtype: 'u1', bytes });
  const whole = (value: number): NpyArray => numbers([], Uint32Array.of(value));
  const probed = all.map(({ estimatorBytes = 0 }) => estimatorBytes);
  return {
    kept: bits(maskBytes(all.map((cache) => storedMask(cache, n, prompt)))),
    read: bits(maskBytes(all.map(({ read }) => read))),
    prompt: whole(prompt),
    ids: numbers([n], ids),
    tokens: textArray(tokens, [n]),
    head_dim: whole(headDim),
    kv_heads: whole(kvHeads),
    estimator_bytes: {
      shape: shape.slice(0, 2),
      dtype: 'f8',
      bytes: new Uint8Array(Float64Array.from(probed).buffer),
    },
    method: textArray([method], []),
    model: textArray([model], []),
    ...(attention && {
      attention: { shape, dtype: 'f4', bytes: new Uint8Array(attention.slice().buffer) },
    }),
  };
}

/** Bytes of the file: an .npz, or JSON where the name says so. */
export function traceFile(path: string, run: RunTrace): Uint8Array {
  const arrays = traceArrays(run);
  if (path.endsWith('.npz')) return writeNpz(arrays);
  return new TextEncoder().encode(`${traceJson(run, arrays)}\n`);
}

/** Bits of a last axis as a string of 0 and 1; else lists in lists. */
function traceJson(run: RunTrace, { kept, read }: Readonly<Record<string, NpyArray>>): string {
  const { prompt, ids, tokens, headDim, kvHeads, method, model, attention, caches } = run;
  const shape = kept!.shape;
  const digits = ({ bytes }: NpyArray): unknown =>
    nested(shape.slice(0, 3), (row) => bytes.subarray(row * run.n, (row + 1) * run.n).join(''));
  return JSON.stringify({
    ...{ method, model, prompt, head_dim: headDim, kv_heads: kvHeads },
    tokens,
    ids: [...ids],
    estimator_bytes: caches.map((heads) => heads.map(({ estimatorBytes = 0 }) => estimatorBytes)),
    kept: digits(kept!),
    read: digits(read!),
    ...(attention && { attention: nested(shape, (at) => attention[at]) }),
  });
}

/** Lists in lists of a shape, filled in order. */
function nested(shape: readonly number[], entry: (at: number) => unknown): unknown {
  let next = 0;
  const build = (axis: number): unknown =>
    axis === shape.length
      ? entry(next++)
      : Array.from({ length: shape[axis]! }, () => build(axis + 1));
  return build(0);
}

/** Which keys are stored at each step: steps × n. */
function storedMask({ leaves }: HeadCache, n: number, prompt: number) {
  return lazyMask(n - prompt, n, (row, keep) => {
    const t = prompt + row;
    if (!leaves) return keep(0, t + 1);
    for (let key = 0; key <= t; key++) if (leaves[key]! > t) keep(key, key + 1);
  });
}

function numbers(shape: readonly number[], values: Uint32Array): NpyArray {
  return { shape, dtype: 'u4', bytes: new Uint8Array(values.slice().buffer) };
}
