// What people hand over: tensors as programs save them, heads that share keys, names that are wrong.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textNamed, textOf } from '../../../src/cli/texts.ts';
import { writeNpz, type NpyArray } from '../../../src/core/npy.ts';
import { createRandom } from '../../../src/core/random.ts';
import type { RawTensor } from '../../../src/model/safetensors.ts';
import { writeSafetensors } from '../../../src/model/safetensors-write.ts';
import { atlas, refused } from './support.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'atlas-input-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
const f4 = (shape: number[], values: Float32Array): NpyArray => ({
  ...{ shape, dtype: 'f4', bytes: bytesOf(values) },
});
const f8 = (shape: number[], values: Float32Array): NpyArray => ({
  ...{ shape, dtype: 'f8', bytes: bytesOf(Float64Array.from(values)) },
});

function npz(name: string, arrays: Readonly<Record<string, NpyArray>>): string {
  const path = join(folder, name);
  writeFileSync(path, writeNpz(arrays));
  return path;
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const random = createRandom(5);
const draw = (count: number): Float32Array => Float32Array.from({ length: count }, random.normal);
const [n, d] = [16, 8];
const [q, k, v] = [draw(4 * n * d), draw(2 * n * d), draw(2 * n * d)];

interface Reply {
  readonly heads: readonly { metrics: { recall: number; kvBytesPerStepDense: number } }[];
}

async function run(method: string, path: string, ...more: string[]): Promise<Reply> {
  const reply = await atlas('run', method, '--input', path, ...more);
  expect(reply).toMatchObject({ code: 0, err: '' });
  return JSON.parse(reply.out) as Reply;
}

describe('heads of queries that share keys', () => {
  test('give what they give with the keys repeated, and the cache is counted once', async () => {
    const shared = npz('gqa.npz', {
      q: f4([4, n, d], q),
      ...{ k: f4([2, n, d], k), v: f4([2, n, d], v) },
    });
    const twice = (values: Float32Array): NpyArray => {
      const [first, second] = [values.subarray(0, n * d), values.subarray(n * d)];
      return f4([4, n, d], Float32Array.from([...first, ...first, ...second, ...second]));
    };
    const whole = npz('mha.npz', { q: f4([4, n, d], q), k: twice(k), v: twice(v) });
    const settings = ['--set', 'window=4', '--set', 'sinks=1'];
    const [few, all] = [
      await run('streaming-llm', shared, ...settings),
      await run('streaming-llm', whole, ...settings),
    ];
    const recalls = ({ heads }: Reply): number[] => heads.map(({ metrics }) => metrics.recall);
    expect(recalls(few)).toEqual(recalls(all));
    expect(new Set(recalls(few)).size).toBe(4);
    // Keys and values of 16 tokens, 8 float16 numbers each, for 2 heads and for 4.
    expect(few.heads[0]?.metrics.kvBytesPerStepDense).toBe(2 * 16 * 8 * 2 * 2);
    expect(all.heads[0]?.metrics.kvBytesPerStepDense).toBe(2 * 16 * 8 * 2 * 4);
  });

  test('must be a multiple of the heads of keys, as many as those of values', async () => {
    const kv = (heads: number): NpyArray => f4([heads, n, d], draw(heads * n * d));
    const three = npz('three.npz', { q: f4([4, n, d], q), k: kv(3), v: kv(3) });
    await refused(
      'or with heads that divide its 4; found [3, 16, 8]',
      'run',
      'dense',
      '--input',
      three,
    );
    const odd = npz('odd.npz', { q: f4([4, n, d], q), k: kv(2), v: kv(4) });
    await refused(
      'v must have the shape of k, [2, 16, 8]; found [4, 16, 8]',
      'run',
      'dense',
      '--input',
      odd,
    );
    const flat = npz('flat.npz', { q: f4([n, d], q.subarray(0, n * d)), k: kv(2), v: kv(2) });
    await refused('the shape of q, [16, 8]; found [2, 16, 8]', 'run', 'dense', '--input', flat);
  });
});

test('float64, as NumPy makes it, is read as float32: in both formats', async () => {
  const one = { q: q.subarray(0, n * d), k: k.subarray(0, n * d), v: v.subarray(0, n * d) };
  const arrays = (of: typeof f4): Record<string, NpyArray> =>
    Object.fromEntries(Object.entries(one).map(([name, values]) => [name, of([n, d], values)]));
  const single = await run('window', npz('f4.npz', arrays(f4)));
  expect(await run('window', npz('f8.npz', arrays(f8)))).toEqual(single);
  const tensors = Object.entries(one).map(([name, values]): [string, RawTensor] => [
    name,
    { dtype: 'F64', shape: [n, d], bytes: bytesOf(Float64Array.from(values)) },
  ]);
  const safe = file(
    'f8.safetensors',
    new Uint8Array(writeSafetensors(Object.fromEntries(tensors), {})),
  );
  expect(await run('window', safe)).toEqual(single);
});

describe('messages say what was found, and where', () => {
  test('names that the file has instead', async () => {
    const path = npz('named.npz', { weight: f4([2, 4], draw(8)), x: f4([3, 4], draw(12)) });
    await refused('named.npz”; it holds weight, x', 'run', 'wanda', '--input', path);
    const many = npz(
      'many.npz',
      Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`t${i}`, f4([1], draw(1))])),
    );
    await refused('t11 and 2 more', 'run', 'wanda', '--input', many);
  });

  test('a file that is none of its kind, with its name', async () => {
    const junk = file('junk.npz', 'hello');
    await refused(`“${junk}”: the file is not an .npz archive`, 'run', 'dense', '--input', junk);
    const whole = npz('int.npz', { q: { shape: [2], dtype: 'i4', bytes: new Uint8Array(8) } });
    await refused('found i4; save it with .astype("float32")', 'run', 'dense', '--input', whole);
  });

  test('activations that a method needs, and where to put them', async () => {
    const bare = npz('bare.npz', { w: f4([2, 4], draw(8)) });
    await refused(`add x of shape [tokens, in] to “${bare}”`, 'run', 'wanda', '--input', bare);
  });

  test('tables that are made for one model', async () => {
    await refused(
      '“moa-influence”; it comes with the atlas model only',
      'run',
      'moa',
      '--input',
      'x.npz',
    );
    await refused('“seer-gates”; it comes', 'run', 'seerattention', '--input', 'x.npz');
  });

  test('a text in another encoding', async () => {
    const latin = file('latin.txt', Uint8Array.of(0x63, 0x61, 0x66, 0xe9));
    const args = ['--model', 'public/models/atlas-3m', '--out', join(folder, 'never')];
    await refused('is not UTF-8', 'prune', 'wanda', '--text', latin, ...args);
  });
});

describe('where nothing can be written it is said before anything is computed', () => {
  // The input does not exist either: it is not even looked for.
  const args = ['run', 'window', '--input', 'absent.npz'];

  test('a folder that is not there, a folder in a file, a folder itself', async () => {
    const [text, inside] = [file('text.txt', ''), join(folder, 'inside')];
    mkdirSync(inside);
    await refused('there is no folder', ...args, '--out', join(folder, 'nowhere', 'mask.npz'));
    await refused('there is no folder', ...args, '--out', join(text, 'mask.npz'));
    mkdirSync(join(inside, 'mask.npz'));
    await refused('it is a folder', ...args, '--out', join(inside, 'mask.npz'));
    const model = ['--model', 'public/models/atlas-3m'];
    await refused('there is no folder', 'prune', 'magnitude', ...model, '--out', join(text, 'new'));
  });

  test('another kind of file', async () => {
    await refused('--out must end in .npz, got “mask.txt”', ...args, '--out', 'mask.txt');
  });
});

test('texts that come with the program are never those of a project that uses it', () => {
  const inside = join(folder, 'project/node_modules/atlas');
  const docs = { kind: 'sample', id: 'docs' } as const;
  const read = (): string => textOf(docs, join(inside, 'dist-cli/assets'));
  const samples = ['project', 'project/node_modules/atlas/dist-cli'].map((home) => {
    mkdirSync(join(folder, home, 'model/samples'), { recursive: true });
    return `${home}/model/samples/docs.txt`;
  });
  mkdirSync(join(inside, 'dist-cli/assets'));
  file('project/node_modules/atlas/package.json', '{}');
  file(samples[0]!, 'Of another project.');
  expect(read).toThrow('“docs” is missing from this program');
  file(samples[1]!, 'Of its own.');
  expect(read()).toBe('Of its own.');
});

test('a text is a file, or one that comes along by its name', () => {
  const docs = textOf({ kind: 'sample', id: 'docs' });
  expect(textNamed('sample.docs')).toBe(docs);
  expect(textNamed('tale.7')).toBe(textOf({ kind: 'tale', seed: 7 }));
  expect(textNamed(file('sample.docs', 'A file.'))).toBe('A file.');
  expect(() => textNamed('sample.txt')).toThrow(
    'there is no built-in text “txt”; there are code, docs',
  );
  expect(() => textNamed('tale.x')).toThrow(/seed must be .*“x”$/);
  expect(() => textNamed('absent.txt')).toThrow('cannot read “absent.txt”');
});
