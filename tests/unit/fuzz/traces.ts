// Corpora of eviction traces: .npz and JSON as `trace` reads them. What still opens after a change must give the
// numbers of the other format, written anew after a plain reading.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectTrace } from '../../../src/cli/decode/trace.ts';
import { textArray, writeNpy, writeNpz, type NpyArray } from '../../../src/core/npy.ts';
import { zip } from '../support/zip.ts';
import { rebuilt } from './archive.ts';
import { DAMAGE, splice } from './bytes.ts';
import type { Corpus, Mutator } from './fuzz.ts';
import { jsonMutators } from './json.ts';
import { plainNpz } from './plain.ts';

/** One layer of two heads, five tokens, two of them the prompt. */
const KEPT = [
  [
    ['11100', '10110', '10111'],
    ['11100', '11110', '01111'],
  ],
];
const READ = [
  [
    ['10100', '10010', '10001'],
    ['11100', '01110', '01001'],
  ],
];
const GIVEN = { kept: KEPT, read: READ, prompt: 2, head_dim: 4, kv_heads: 1, ids: [4, 0, 9, 9, 1] };
const NUMBERS = Object.keys(GIVEN);
const NAMED = { ...GIVEN, tokens: ['', 'a', ' b', '🦊', '.'], method: 'mine', model: 'tiny' };

interface Flat {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Lists in lists of one shape, the last perhaps a string of digits; throws for anything else. */
function flat(given: unknown): Flat {
  if (typeof given === 'number') return { shape: [], values: [given] };
  if (typeof given === 'boolean') return { shape: [], values: [given ? 1 : 0] };
  if (typeof given === 'string') {
    if (!/^\d*$/.test(given)) throw new Error('no digits');
    return { shape: [given.length], values: [...given].map(Number) };
  }
  if (!Array.isArray(given)) throw new Error('no list');
  const parts = given.map(flat);
  const shapes = new Set(parts.map(({ shape }) => shape.join()));
  if (shapes.size > 1) throw new Error('ragged');
  return {
    shape: [given.length, ...(parts[0]?.shape ?? [])],
    values: parts.flatMap(({ values }) => values),
  };
}

function npy({ shape, values }: Flat): NpyArray {
  return { shape, dtype: 'f8', bytes: new Uint8Array(Float64Array.from(values).buffer) };
}

function nested({
  shape,
  values,
}: {
  shape: readonly number[];
  values: ArrayLike<number>;
}): unknown {
  let next = 0;
  const build = (axis: number): unknown =>
    axis === shape.length
      ? values[next++]
      : Array.from({ length: shape[axis]! }, () => build(axis + 1));
  return build(0);
}

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function corpus(
  folder: string,
  name: string,
  file: 'trace.npz' | 'trace.json',
  parts: {
    readonly bytes: Uint8Array;
    readonly mutators: readonly Mutator[];
    readonly plain: Corpus['plain'];
  },
): Corpus {
  return {
    name,
    files: { [file]: parts.bytes },
    mutators: { [file]: parts.mutators },
    run(files) {
      const [name] = Object.keys(files); // written anew it has another ending
      const path = join(folder, name!);
      writeFileSync(path, files[name!]!);
      return inspectTrace(path, true);
    },
    plain: parts.plain,
  };
}

/** As JSON what an .npz holds. */
function asJson(files: Parameters<Corpus['plain']>[0]) {
  const found = plainNpz(files['trace.npz']!, NUMBERS);
  const entries = found && Object.entries(found).map(([name, array]) => [name, nested(array)]);
  return entries && { 'trace.json': bytesOf(Object.fromEntries(entries)) };
}

/** As an .npz what JSON holds. */
function asNpz(files: Parameters<Corpus['plain']>[0]) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(files['trace.json']);
    const given = JSON.parse(text) as Record<string, unknown>;
    const arrays = Object.entries(given).flatMap(([name, value]): [string, NpyArray][] => {
      if (NUMBERS.includes(name)) return [[name, npy(flat(value))]];
      if (!Object.hasOwn(NAMED, name)) return [];
      const texts = (Array.isArray(value) ? value : [value]) as string[];
      return [[name, textArray(texts, Array.isArray(value) ? [texts.length] : [])]];
    });
    return { 'trace.npz': writeNpz(Object.fromEntries(arrays)) };
  } catch {
    return null;
  }
}

/** Each with its share of the cases. `folder`: an empty one for the files. */
export function traceCorpora(folder: string): readonly (readonly [Corpus, number])[] {
  const arrays = Object.fromEntries(
    Object.entries(GIVEN).map(([name, value]) => [name, npy(flat(value))]),
  );
  const stored = zip(
    Object.entries(arrays).map(([name, array]) => ({
      path: `${name}.npy`,
      bytes: writeNpy(array),
    })),
  );
  const json = bytesOf(NAMED);
  return [
    [
      corpus(folder, 'traces as npz', 'trace.npz', {
        ...{ bytes: stored, mutators: [...DAMAGE, splice([json])], plain: asJson },
      }),
      0.3,
    ],
    [
      corpus(folder, 'traces as npz rebuilt', 'trace.npz', {
        ...{ bytes: stored, mutators: rebuilt(arrays), plain: asJson },
      }),
      0.3,
    ],
    [
      corpus(folder, 'traces as JSON', 'trace.json', {
        bytes: json,
        mutators: [...jsonMutators(['0', '1', '11100', 0, 1, [0, 1]]), ...DAMAGE],
        plain: asNpz,
      }),
      0.4,
    ],
  ];
}
