// Files of tensors as other programs make them: only what a method asks for is read, whatever lies beside it
// and however large the file is.
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fileSource } from '../../../src/cli/file-source.ts';
import { writeNpy, writeNpz, type NpyArray } from '../../../src/core/npy.ts';
import { createRandom } from '../../../src/core/random.ts';
import { readSafetensors, type RawTensor } from '../../../src/model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../../src/model/safetensors-write.ts';
import { tinyFolder } from '../model/tiny.ts';
import { zip, type Member } from '../support/zip.ts';
import { atlas, refused } from './support.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'atlas-files-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const random = createRandom(11);
const [n, d] = [16, 8];
const VALUES = Object.fromEntries(
  ['q', 'k', 'v'].map((name) => [name, Float32Array.from({ length: n * d }, random.normal)]),
);

function file(name: string, content: Uint8Array | ArrayBuffer): string {
  const path = join(folder, name);
  writeFileSync(path, content instanceof ArrayBuffer ? new Uint8Array(content) : content);
  return path;
}

const arrays = (): Record<string, NpyArray> =>
  Object.fromEntries(
    Object.entries(VALUES).map(([name, { buffer }]) => [
      name,
      { shape: [n, d], dtype: 'f4', bytes: new Uint8Array(buffer) },
    ]),
  );
const tensors = (): Record<string, RawTensor> =>
  Object.fromEntries(
    Object.entries(VALUES).map(([name, values]) => [name, tensorOf([n, d], values)]),
  );

async function numbers(path: string): Promise<unknown> {
  const reply = await atlas('run', 'window', '--input', path, '--set', 'window=4');
  expect(reply).toMatchObject({ code: 0, err: '' });
  return JSON.parse(reply.out);
}

let plain: unknown;
beforeEach(async () => (plain = await numbers(file('plain.npz', writeNpz(arrays())))));

describe('an npz', () => {
  const members = (): Member[] =>
    Object.entries(arrays()).map(([name, array]) => ({
      path: `${name}.npy`,
      bytes: writeNpy(array),
    }));
  const odd = (descr: string, size: number, order = 'False'): Uint8Array => {
    const dict = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': (2, 2), }`;
    const plain = writeNpy({ shape: [size], dtype: 'u1', bytes: new Uint8Array(size) });
    plain.set(new TextEncoder().encode(dict.padEnd(117)), 10);
    return plain;
  };

  // As numpy.savez writes them beside q, k and v.
  test.each<[string, string, Uint8Array]>([
    ['words', 'tokens.npy', odd("'<U5'", 80)],
    ['Python objects', 'meta.npy', odd("'|O'", 61)],
    ['records', 't.npy', odd("[('a', '<i4'), ('b', '<f8')]", 48)],
    ['another byte order', 'ids.npy', odd("'>i8'", 32)],
    ['columns first', 'w.npy', odd("'<f8'", 32, 'True')],
    ['dates', 'day.npy', odd("'<M8[s]'", 32)],
    ['a text', 'README.txt', new TextEncoder().encode('notes')],
    ['a folder', 'layer0/', new Uint8Array(0)],
  ])('with %s beside what is asked for', async (_, path, bytes) => {
    const beside = file('beside.npz', zip([...members(), { path, bytes }]));
    expect(await numbers(beside)).toEqual(plain);
  });

  test('of Python objects where numbers are asked for', async () => {
    const path = file('objects.npz', zip([{ path: 'q.npy', bytes: odd("'|O'", 61) }]));
    const what = `“${path}”: “q” is an array of Python objects, which only Python can read`;
    await refused(what, 'run', 'window', '--input', path);
  });

  test('with a flipped bit, or with a name twice', async () => {
    const bytes = zip(members());
    bytes[400]! ^= 4;
    const flipped = file('flipped.npz', bytes);
    await refused(
      '“q” is damaged: the checksum of its bytes at offset',
      'run',
      'window',
      '--input',
      flipped,
    );
    const [q] = members();
    const twice = file('twice.npz', zip([...members(), q!]));
    await refused('“q” is in the archive twice', 'run', 'window', '--input', twice);
  });
});

describe('a safetensors file', () => {
  test.each([
    ['C64', 8],
    ['F8_E8M0', 1],
    ['F8_E4M3FNUZ', 1],
    ['F8_E5M2FNUZ', 1],
    ['F4', 0.5],
    ['F6_E2M3', 0.75],
    ['F6_E3M2', 0.75],
    ['F128_OF_TOMORROW', 16],
  ])('with %s beside what is asked for', async (dtype, bytes) => {
    const other: RawTensor = { dtype, shape: [8], bytes: new Uint8Array(8 * bytes).fill(7) };
    const path = file('beside.safetensors', writeSafetensors({ ...tensors(), other }));
    expect(await numbers(path)).toEqual(plain);
    const asked = file('asked.safetensors', writeSafetensors({ ...tensors(), q: other }));
    await refused(`tensor “q” is ${dtype}; needed are`, 'run', 'window', '--input', asked);
  });

  test('with a name twice', async () => {
    const bytes = new Uint8Array(
      writeSafetensors({ ...tensors(), x: tensorOf([n, d], VALUES['q']!) }),
    );
    const at = Buffer.from(bytes.buffer).indexOf('"x"');
    bytes.set(new TextEncoder().encode('"q"'), at);
    const twice = file('twice.safetensors', bytes);
    await refused('the header names “q” twice', 'run', 'window', '--input', twice);
  });

  test('that is larger than memory holds at once, on the disk as good as empty', async () => {
    const small = new Uint8Array(writeSafetensors(tensors()));
    const rest = 5_000_000_000;
    const path = sparse('big.safetensors', small, rest);
    const before = process.resourceUsage().maxRSS;
    expect(await numbers(path)).toEqual(plain);
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(200); // megabytes
  });
});

/** The file with one more tensor of so many zeros at its end, which take no room on the disk. */
function sparse(name: string, bytes: Uint8Array, rest: number): string {
  const { names, tensor } = readSafetensors(bytes.slice().buffer);
  let end = 0;
  const entries = names.map((each) => {
    const { dtype, shape, bytes: data } = tensor(each);
    return [each, { dtype, shape, data_offsets: [end, (end += data.length)] }];
  });
  const data = names.map((each) => tensor(each).bytes);
  // A name that models may have and nothing reads.
  entries.push(['freqs_cis', { dtype: 'U8', shape: [rest], data_offsets: [end, end + rest] }]);
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
  const path = join(folder, name);
  const file = openSync(path, 'w');
  let size = 0;
  for (const part of [length, header, ...data]) size += writeSync(file, part);
  ftruncateSync(file, size + rest);
  closeSync(file);
  return path;
}

test('a model folder larger than memory holds at once is drawn', async () => {
  const files = tinyFolder();
  const model = join(folder, 'model');
  mkdirSync(model);
  for (const [name, bytes] of files) writeFileSync(join(model, name), new Uint8Array(bytes));
  const args = ['render', 'm=window&layer=0&head=0&n=16&text=the+the', '--json', '--model', model];
  const drawn = async (): Promise<unknown> => {
    const reply = await atlas(...args, '--out', join(folder, 'figure.svg'));
    expect(reply).toMatchObject({ code: 0, err: '' });
    return JSON.parse(reply.out);
  };
  const whole = await drawn();
  const weights = new Uint8Array(files.get('model.safetensors')!);
  renameSync(sparse('big', weights, 3_000_000_000), join(model, 'model.safetensors'));
  expect(await drawn()).toEqual(whole);
});

describe('a file on the disk', () => {
  test('gives the bytes of any stretch, and refuses when it has changed', () => {
    const path = file(
      'some.bin',
      Uint8Array.from({ length: 100 }, (_, i) => i),
    );
    const source = fileSource('input', path);
    expect(source.size).toBe(100);
    expect([...source.read(40, 43)]).toEqual([40, 41, 42]);
    expect(source.read(100, 100)).toHaveLength(0);
    file('some.bin', new Uint8Array(50));
    expect(() => source.read(0, 4)).toThrow(`“${path}” changed while it was read; try again`);
    rmSync(path);
    expect(() => source.read(0, 4)).toThrow(`cannot read “${path}”: there is no such file`);
  });

  test('a folder is none, and more than memory holds is told', () => {
    expect(() => fileSource('input', folder)).toThrow(`cannot read “${folder}”: it is a folder`);
    const path = file('huge.bin', new Uint8Array(0));
    const huge = openSync(path, 'r+');
    ftruncateSync(huge, 2 ** 43);
    closeSync(huge);
    const source = fileSource('input', path);
    expect(() => source.read(0, source.size)).toThrow(
      '8,796,093,022,208 bytes at once are more than fit into memory here',
    );
  });
});
