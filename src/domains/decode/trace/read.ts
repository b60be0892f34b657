// Reads an eviction trace and checks all of it: what is wrong is refused by the name of its array, with the offset,
// what was expected there and what was found.
import { wordsPerRow } from '../../../core/mask/bits.ts';
import { ExpectedError } from '../../../core/result.ts';
import { told, toldValue } from '../../../core/told.ts';
import type { Trace } from './format.ts';
import { NUMBERS, rawTrace, TEXTS, type NumberName, type Numbers, type RawTrace } from './raw.ts';

/** Tokens of a trace at most: of longer ones no map could be painted at once. */
const LONGEST = 16_384;
/** Cells of a trace at most. */
const MOST_CELLS = 2 ** 28;
/** How far the attention of a step may be from a sum of 1, in half precision. */
const SLACK = 0.02;

/** Layers × heads × steps × n. */
interface Sizes {
  readonly layers: number;
  readonly heads: number;
  readonly steps: number;
  readonly n: number;
}

/** Throws an ExpectedError where the file is no trace. `path` is what a person calls it. */
export function readTrace(path: string, bytes: Uint8Array): Trace {
  try {
    return traceOf(path, rawTrace(path, bytes));
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    throw new ExpectedError(error.field, `“${told(path)}”: ${error.message}`);
  }
}

function traceOf(path: string, raw: RawTrace): Trace {
  const { kept, read, attention } = raw.numbers;
  if (!kept) {
    const known = [...NUMBERS, ...TEXTS].filter((name) => raw.names.includes(name));
    const found =
      known.length > 0 ? `of a trace it holds ${known.join(', ')}` : 'no array of a trace is there';
    refuse('kept', `is missing; ${found}`);
  }
  const sizes = sizesOf(kept);
  const { layers, heads, steps, n } = sizes;
  const prompt = n - steps;
  const told = wholeOf(raw, 'prompt');
  if (told !== null && told !== prompt) {
    refuse('prompt', `must be n − steps = ${n} − ${steps} = ${prompt}, found ${told}`);
  }
  for (const name of ['read', 'attention'] as const) sameShape(name, raw.numbers[name], kept.shape);
  const leaves = leavesOf(kept.values, sizes);
  return {
    name: path.replace(/^.*[/\\]/, ''),
    ...{ layers, heads, n, prompt, leaves },
    read: read ? readOf(read.values, leaves, sizes) : null,
    attention: attention ? attentionOf(attention.values, sizes) : null,
    ...namesOf(raw, n),
    ...dimensionsOf(raw, sizes),
    method: textOf(raw, 'method'),
    model: textOf(raw, 'model'),
  };
}

function refuse(name: NumberName | 'tokens' | 'method' | 'model', why: string): never {
  throw new ExpectedError(name, `${name} ${why}`);
}

function sizesOf({ shape }: Numbers): Sizes {
  const [layers = 0, heads = 0, steps = 0, n = 0] = shape;
  if (shape.length !== 4 || layers * heads * steps === 0) {
    refuse('kept', `must have the shape [layers, heads, steps, n], found ${toldValue(shape)}`);
  }
  if (steps >= n) {
    refuse('kept', `has ${steps} steps of ${n} tokens: at least one token must be the prompt`);
  }
  if (n > LONGEST) refuse('kept', `is of ${n} tokens, at most ${LONGEST}`);
  const cells = layers * heads * steps * n;
  if (cells > MOST_CELLS) refuse('kept', `has ${cells} cells, at most ${MOST_CELLS}`);
  return { layers, heads, steps, n };
}

function sameShape(name: NumberName, array: Numbers | undefined, wanted: readonly number[]): void {
  if (!array || array.shape.join() === wanted.join()) return;
  refuse(
    name,
    `must have the shape of kept, ${toldValue(wanted)}; found ${toldValue(array.shape)}`,
  );
}

/** "layer 0, head 2": which head a row of a step belongs to, and the position of the step. */
function placeOf(row: number, { heads, steps, n }: Sizes) {
  const head = Math.floor(row / steps);
  return {
    at: `layer ${Math.floor(head / heads)}, head ${head % heads}`,
    t: n - steps + (row % steps),
  };
}

function refuseBit(name: NumberName, offset: number, value: number, sizes: Sizes): never {
  const { at, t } = placeOf(Math.floor(offset / sizes.n), sizes);
  refuse(
    name,
    `must hold 0 or 1, found ${value} at offset ${offset}: token ${offset % sizes.n} of ${at} at step ${t}`,
  );
}

/** Position at which each key leaves. What has left must not come back, what is not written yet must not be there. */
function leavesOf(kept: ArrayLike<number>, sizes: Sizes): Uint32Array {
  const { layers, heads, steps, n } = sizes;
  const leaves = new Uint32Array(layers * heads * n).fill(n);
  for (let row = 0, offset = 0; row < layers * heads * steps; row++) {
    const base = Math.floor(row / steps) * n;
    const t = n - steps + (row % steps);
    for (let key = 0; key < n; key++, offset++) {
      const bit = kept[offset]!;
      if (bit === 0) {
        if (key <= t && leaves[base + key] === n) leaves[base + key] = t;
      } else if (bit !== 1) {
        refuseBit('kept', offset, bit, sizes);
      } else if (key > t) {
        refuseFuture('kept', offset, bit, sizes);
      } else if (leaves[base + key]! <= t) {
        const { at } = placeOf(row, sizes);
        const since = leaves[base + key]!;
        refuse(
          'kept',
          `must be 0 at offset ${offset}, found 1: token ${key} of ${at} is back at step ${t}, after it had left at step ${since}`,
        );
      }
    }
  }
  return leaves;
}

function refuseFuture(name: NumberName, offset: number, value: number, sizes: Sizes): never {
  const { at, t } = placeOf(Math.floor(offset / sizes.n), sizes);
  const key = offset % sizes.n;
  refuse(
    name,
    `must be 0 at offset ${offset}, found ${value}: token ${key} of ${at} is not written yet at step ${t}`,
  );
}

function readOf(read: ArrayLike<number>, leaves: Uint32Array, sizes: Sizes): Uint32Array {
  const { layers, heads, steps, n } = sizes;
  const stride = wordsPerRow(n);
  const words = new Uint32Array(layers * heads * steps * stride);
  for (let row = 0, offset = 0; row < layers * heads * steps; row++) {
    const base = Math.floor(row / steps) * n;
    const t = n - steps + (row % steps);
    for (let key = 0; key < n; key++, offset++) {
      const bit = read[offset]!;
      if (bit === 0) continue;
      if (bit !== 1) refuseBit('read', offset, bit, sizes);
      if (key > t) refuseFuture('read', offset, bit, sizes);
      if (leaves[base + key]! <= t) {
        const { at } = placeOf(row, sizes);
        refuse(
          'read',
          `must be 0 where kept is, found 1 at offset ${offset}: token ${key} of ${at} is read at step ${t} and no longer stored`,
        );
      }
      words[row * stride + (key >>> 5)]! |= 1 << (key & 31);
    }
  }
  return words;
}

function attentionOf(values: ArrayLike<number>, sizes: Sizes): Float32Array {
  const { layers, heads, steps, n } = sizes;
  const attention = Float32Array.from(values);
  for (let row = 0, offset = 0; row < layers * heads * steps; row++) {
    const { at, t } = placeOf(row, sizes);
    let sum = 0;
    for (let key = 0; key < n; key++, offset++) {
      const weight = values[offset]!;
      if (!(weight >= 0 && weight <= 1 + SLACK)) {
        refuse(
          'attention',
          `must be from 0 to 1, found ${weight} at offset ${offset}: token ${key} of ${at} at step ${t}`,
        );
      }
      if (weight > 0 && key > t) refuseFuture('attention', offset, weight, sizes);
      sum += weight;
    }
    if (Math.abs(sum - 1) > SLACK) {
      refuse(
        'attention',
        `of ${at} at step ${t} must sum to 1 over all keys, evicted ones too; found ${Number(sum.toPrecision(4))} from offset ${row * n}`,
      );
    }
  }
  return attention;
}

/** Tokens and ids, one each where they are there. */
function namesOf({ numbers: { ids }, texts: { tokens } }: RawTrace, n: number) {
  if (tokens && tokens.shape.join() !== String(n)) {
    refuse('tokens', `must be ${n} texts, one a token; found the shape ${toldValue(tokens.shape)}`);
  }
  if (!ids) return { tokens: tokens?.values ?? [], ids: null };
  if (ids.shape.join() !== String(n)) {
    refuse('ids', `must be ${n} numbers, one a token; found the shape ${toldValue(ids.shape)}`);
  }
  for (let at = 0; at < n; at++) {
    const id = ids.values[at]!;
    if (!(Number.isInteger(id) && id >= 0 && id < 2 ** 32)) {
      refuse('ids', `must be whole numbers from 0, found ${id} at offset ${at}`);
    }
  }
  return { tokens: tokens?.values ?? [], ids: Uint32Array.from(ids.values) };
}

function dimensionsOf(raw: RawTrace, { layers, heads }: Sizes) {
  const [headDim, kvHeads] = [wholeOf(raw, 'head_dim'), wholeOf(raw, 'kv_heads')];
  if (kvHeads !== null && heads % kvHeads !== 0) {
    refuse('kv_heads', `must divide the ${heads} heads of kept, found ${kvHeads}`);
  }
  const bytes = raw.numbers.estimator_bytes;
  if (!bytes) return { headDim, kvHeads, estimatorBytes: null };
  if (bytes.shape.join() !== [layers, heads].join()) {
    const wanted = toldValue([layers, heads]);
    refuse(
      'estimator_bytes',
      `must have the shape [layers, heads] = ${wanted}, found ${toldValue(bytes.shape)}`,
    );
  }
  const estimatorBytes = Float64Array.from(bytes.values);
  const wrong = estimatorBytes.findIndex((each) => !(each >= 0 && Number.isFinite(each)));
  if (wrong < 0) return { headDim, kvHeads, estimatorBytes };
  return refuse(
    'estimator_bytes',
    `must be numbers from 0, found ${estimatorBytes[wrong]} at offset ${wrong}`,
  );
}

/** A single whole number from 1; null where it is not there. */
function wholeOf({ numbers }: RawTrace, name: 'prompt' | 'head_dim' | 'kv_heads'): number | null {
  const array = numbers[name];
  if (!array) return null;
  const value = array.values[0] ?? NaN;
  if (array.values.length === 1 && Number.isInteger(value) && value >= 1) return value;
  const found = array.values.length === 1 ? String(value) : `the shape ${toldValue(array.shape)}`;
  return refuse(name, `must be one whole number from 1, found ${found}`);
}

function textOf({ texts }: RawTrace, name: 'method' | 'model'): string | null {
  const array = texts[name];
  if (!array) return null;
  const [text, more] = array.values;
  if (text === undefined || more !== undefined) {
    refuse(name, `must be one text, found the shape ${toldValue(array.shape)}`);
  }
  return text === '' ? null : text;
}
