// Corpora of tensor files: .npz and .safetensors as `run` reads them, and the weights of a model that
// `render` draws.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNpy, writeNpz, type NpyArray } from '../../../src/core/npy.ts';
import { createRandom } from '../../../src/core/random.ts';
import { render } from '../../../src/cli/render.ts';
import { run } from '../../../src/cli/run.ts';
import { floatsToHalves } from '../../../src/model/half.ts';
import { readSafetensors, type RawTensor } from '../../../src/model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../../src/model/safetensors-write.ts';
import { tinyFolder } from '../model/tiny.ts';
import { joined, zip } from '../support/zip.ts';
import { rebuilt } from './archive.ts';
import { DAMAGE, splice } from './bytes.ts';
import { hashOf, type Corpus, type Files, type Mutator } from './fuzz.ts';
import { jsonMutators } from './json.ts';
import { plainNpz, plainSafetensors, type Plain } from './plain.ts';

const random = createRandom('tensors to fuzz');
const draw = (count: number): Float32Array => Float32Array.from({ length: count }, random.normal);

const HEADS = { q: [2, 6, 4], k: [1, 6, 4], v: [1, 6, 4] };
const MATRIX = { w: [4, 8], x: [5, 8], x_test: [3, 8] };

type Shapes = Readonly<Record<string, readonly number[]>>;

function npyArrays(shapes: Shapes): Record<string, NpyArray> {
  const dtypes = ['f4', 'f8', 'f2'];
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => {
      const values = draw(shape.reduce((a, b) => a * b, 1));
      const dtype = dtypes[i % 3]!;
      const { buffer } =
        dtype === 'f8'
          ? Float64Array.from(values)
          : dtype === 'f2'
            ? floatsToHalves(values)
            : values;
      return [name, { shape, dtype, bytes: new Uint8Array(buffer) }];
    }),
  );
}

function safeTensors(shapes: Shapes): Record<string, RawTensor> {
  const dtypes = ['F32', 'BF16', 'F16'] as const;
  const entries = Object.entries(shapes).map(([name, shape], i): [string, RawTensor] => {
    const values = draw(shape.reduce((a, b) => a * b, 1));
    return [name, tensorOf(shape, values, dtypes[i % 3])];
  });
  const other = { dtype: 'I64', shape: [2], bytes: new Uint8Array(16).fill(3) };
  return { ...Object.fromEntries(entries), other };
}

// --- ways to change a header ---------------------------------------------------------------------

/** JSON changed within the header of a safetensors file, whose length is told again, mostly truly. */
function inHeader(words: readonly unknown[]): readonly Mutator[] {
  return jsonMutators(words).map(({ name, mutate }) => ({
    name: `header: ${name}`,
    mutate(bytes, random) {
      if (bytes.length < 8) return bytes;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const length = Number(view.getBigUint64(0, true));
      if (length > bytes.length - 8) return bytes;
      const header = mutate(bytes.slice(8, 8 + length), random);
      const told = random.next() < 0.95 ? header.length : header.length + random.int(9) - 4;
      const size = new Uint8Array(new BigInt64Array([BigInt(told)]).buffer);
      return joined([size, header, bytes.subarray(8 + length)]);
    },
  }));
}

const DTYPES = [
  'F32',
  'F16',
  'BF16',
  'F64',
  'I64',
  'U8',
  'C64',
  'F4',
  'F8_E4M3',
  'BOOL',
  'f32',
  'toString',
];

// --- corpora --------------------------------------------------------------------------------------

/** `method` run on one file of tensors, called `input.<kind>`. */
function tensorFile(
  folder: string,
  {
    name,
    kind,
    method,
    shapes,
    bytes,
    mutators,
  }: {
    readonly name: string;
    readonly kind: 'npz' | 'safetensors';
    readonly method: string;
    readonly shapes: Shapes;
    readonly bytes: Uint8Array;
    readonly mutators: readonly Mutator[];
  },
): Corpus {
  const input = `input.${kind}`;
  const names = Object.keys(shapes);
  return {
    name,
    files: { [input]: bytes },
    mutators: { [input]: mutators },
    run(files) {
      const [file] = Object.keys(files); // written anew it has another ending
      const path = join(folder, file!);
      writeFileSync(path, files[file!]!);
      return run({ ...{ method, input: path, set: [], budget: 0.5 }, out: null, compact: true });
    },
    plain(files) {
      const read = kind === 'npz' ? plainNpz : plainSafetensors;
      const tensors = read(files[input]!, names);
      // In the other format, so that little of the way is the same.
      return (
        tensors &&
        (kind === 'npz' ? anew('input.safetensors', tensors) : anew('input.npz', tensors))
      );
    },
  };
}

function anew(name: string, tensors: NonNullable<Plain>): Files {
  const entries = Object.entries(tensors);
  if (name.endsWith('.npz')) {
    const arrays = entries.map(([name, { shape, values }]) => [
      name,
      { shape, dtype: 'f4', bytes: new Uint8Array(values.buffer) },
    ]);
    return { [name]: writeNpz(Object.fromEntries(arrays) as Record<string, NpyArray>) };
  }
  const raw = entries.map(([name, { shape, values }]) => [name, tensorOf(shape, values)]);
  return {
    [name]: new Uint8Array(writeSafetensors(Object.fromEntries(raw) as Record<string, RawTensor>)),
  };
}

/** The model's weights changed under a figure. */
function modelWeights(folder: string): Corpus {
  const model = join(folder, 'model');
  const weights = 'model.safetensors';
  rmSync(model, { recursive: true, force: true });
  mkdirSync(model);
  const files = tinyFolder({ num_hidden_layers: 1, max_position_embeddings: 32 });
  for (const [name, bytes] of files) writeFileSync(join(model, name), new Uint8Array(bytes));
  const bytes = new Uint8Array(files.get(weights)!);
  const { names } = readSafetensors(files.get(weights)!);
  return {
    name: 'render',
    files: { [weights]: bytes },
    mutators: { [weights]: [...DAMAGE, ...inHeader(DTYPES), ...inHeader([...names, ...DTYPES])] },
    async run(files) {
      writeFileSync(join(model, weights), files[weights]!);
      const figure = 'm=window&p.window=4&layer=0&head=1&n=12&text=the+the+the';
      const out = join(folder, 'figure.svg');
      const args = [figure, '--model', model, '--json', '--out', out];
      const answer = await render(args);
      return `${answer} ${hashOf(readFileSync(out, 'utf8'))}`;
    },
    plain(files) {
      const tensors = plainSafetensors(files[weights]!, names);
      return tensors && anew(weights, tensors);
    },
  };
}

/** Each with its share of the cases. `folder`: an empty one for the files. */
export function tensorCorpora(folder: string): readonly (readonly [Corpus, number])[] {
  const [heads, matrix] = [npyArrays(HEADS), npyArrays(MATRIX)];
  const safe = new Uint8Array(writeSafetensors(safeTensors(HEADS), { format: 'pt' }));
  const others = [safe, new Uint8Array(writeNpz(matrix))];
  const stored = zip(
    Object.entries(heads).map(([name, array]) => ({ path: `${name}.npy`, bytes: writeNpy(array) })),
  );
  const npz = [...DAMAGE, splice(others)];
  const ofHeads = { method: 'streaming-llm', shapes: HEADS };
  const ofMatrix = { method: 'wanda', shapes: MATRIX };
  return [
    [
      tensorFile(folder, {
        ...ofHeads,
        name: 'npz stored',
        kind: 'npz',
        bytes: stored,
        mutators: npz,
      }),
      0.15,
    ],
    [
      tensorFile(folder, {
        ...ofHeads,
        name: 'npz',
        kind: 'npz',
        bytes: writeNpz(heads),
        mutators: npz,
      }),
      0.15,
    ],
    [
      tensorFile(folder, {
        ...ofHeads,
        name: 'npz rebuilt',
        kind: 'npz',
        bytes: stored,
        mutators: rebuilt(heads),
      }),
      0.2,
    ],
    [
      tensorFile(folder, {
        ...{ ...ofMatrix, name: 'npz of weights', kind: 'npz', bytes: writeNpz(matrix) },
        mutators: [...npz, ...rebuilt(matrix)],
      }),
      0.1,
    ],
    [
      tensorFile(folder, {
        ...{ ...ofHeads, name: 'safetensors', kind: 'safetensors', bytes: safe },
        mutators: [...DAMAGE, splice([stored]), ...inHeader([...Object.keys(HEADS), ...DTYPES])],
      }),
      0.25,
    ],
    [
      tensorFile(folder, {
        ...{ ...ofMatrix, name: 'safetensors of weights', kind: 'safetensors' },
        bytes: new Uint8Array(writeSafetensors(safeTensors(MATRIX))),
        mutators: [...DAMAGE, ...inHeader([...Object.keys(MATRIX), ...DTYPES])],
      }),
      0.1,
    ],
    [modelWeights(folder), 0.05],
  ];
}
