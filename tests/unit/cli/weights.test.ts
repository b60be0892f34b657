// Weight methods on the command line: a matrix of a file, and a whole model folder.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withWeights } from '../../../src/cli/model-folder.ts';
import { readNpz, writeNpz, type NpyArray } from '../../../src/core/npy.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { EXAMPLE, EXAMPLE_NORMS } from '../../../src/methods/weights/_shared/facts.ts';
import { openModel } from '../../../src/model/folder.ts';
import { readSafetensors } from '../../../src/model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../../src/model/safetensors-write.ts';
import { bytesOfJson, tinyFolder, tokenizerJson } from '../model/tiny.ts';
import { atlas, refused } from './support.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'atlas-weights-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function arrays(
  name: string,
  tensors: Record<string, [shape: number[], values: readonly number[]]>,
): string {
  const path = join(folder, name);
  const entries = Object.entries(tensors).map(([tensor, [shape, values]]): [string, NpyArray] => {
    const bytes = new Uint8Array(Float32Array.from(values).buffer);
    return [tensor, { shape, dtype: 'f4', bytes }];
  });
  writeFileSync(path, writeNpz(Object.fromEntries(entries)));
  return path;
}

/** Eight tokens that each wake one input, so that the norms are those of the worked examples. */
const diagonal = (values: readonly number[]): number[] =>
  values.flatMap((value, i) => values.map((_, j) => (i === j ? value : 0)));
const example = () =>
  arrays('example.npz', { w: [[4, 8], EXAMPLE.flat()], x: [[8, 8], diagonal(EXAMPLE_NORMS)] });

describe('run', () => {
  test('prunes the matrix of a file by Wanda', async () => {
    const out = join(folder, 'wanda.npz');
    const reply = await atlas('run', 'wanda', '--input', example(), '--out', out);
    expect(reply).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(reply.out)).toMatchObject({
      method: 'wanda',
      params: { sparsity: 0.5 },
      ...{ out: 4, in: 8, tokens: 8, outputErrorOn: 'x' },
      metrics: { weights: 32, kept: 16, sparsity: 0.5 },
    });
    const result = readNpz(readFileSync(out));
    const mask = result.get('mask');
    expect(mask).toMatchObject({ shape: [4, 8], dtype: 'u1' });
    const rows = ['10001110', '01001110', '01001101', '11001100'];
    expect([...mask!.bytes].join('')).toBe(rows.join(''));
    const weight = new Float32Array(result.get('weight')!.bytes.slice().buffer);
    const expected = EXAMPLE.flat().map((w, p) => (rows.join('')[p] === '1' ? Math.fround(w) : 0));
    expect([...weight]).toEqual(expected);
  });

  test('hands over the weights that SparseGPT changed, and measures on other tokens', async () => {
    // H = (2/1)·(tokens that wake neighbours together); one row, so one can follow it by hand.
    const half = Math.SQRT1_2;
    const x = [half, half, 0, 0, 0, half, half, 0, 0, 0, half, half, half, 0, 0, 0, 0, 0, 0, half];
    const input = arrays('chain.npz', {
      w: [
        [1, 4],
        [0.5, 1, 0.6, 0.9],
      ],
      x: [[5, 4], x],
      x_test: [
        [2, 4],
        [1, 0, 0, 0, 0, 1, 0, 0],
      ],
    });
    const out = join(folder, 'chain-out.npz');
    const settings = ['--set', 'sparsity=0.25', '--set', 'blockSize=4', '--set', 'damping=0'];
    const reply = await atlas('run', 'sparsegpt', '--input', input, '--out', out, ...settings);
    const { metrics, outputErrorOn } = JSON.parse(reply.out) as {
      metrics: { outputError: number };
      outputErrorOn: string;
    };
    const weight = new Float32Array(readNpz(readFileSync(out)).get('weight')!.bytes.slice().buffer);
    [0, 1.375, 0, 1.2].forEach((w, j) => expect(weight[j]).toBeCloseTo(w, 4));
    // On the test tokens y = (0.5, 1) becomes (0, 1.375).
    expect(outputErrorOn).toBe('x_test');
    expect(metrics.outputError).toBeCloseTo(Math.sqrt((0.25 + 0.375 ** 2) / 1.25), 4);
  });

  test('needs no activations for methods that read none, and takes a budget', async () => {
    const input = arrays('alone.npz', { w: [[4, 8], EXAMPLE.flat()] });
    const reply = await atlas('run', 'magnitude', '--input', input, '--budget', '0.25', '--json');
    expect(JSON.parse(reply.out)).toMatchObject({
      params: { sparsity: 0.75 },
      tokens: 0,
      outputErrorOn: null,
    });
    await refused('needs calibration activations', 'run', 'wanda', '--input', input);
  });

  test('takes activations by sequence', async () => {
    const input = arrays('stacked.npz', {
      w: [
        [1, 2],
        [1, 2],
      ],
      x: [
        [2, 3, 2],
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      ],
    });
    const reply = await atlas('run', 'wanda', '--input', input);
    expect(JSON.parse(reply.out)).toMatchObject({ tokens: 6 });
  });

  test('refuses what does not fit', async () => {
    const w = [
      [1, 2],
      [1, 2],
    ] as [number[], number[]];
    await refused(
      'the tensor w is missing',
      'run',
      'wanda',
      '--input',
      arrays('nothing.npz', { x: w }),
    );
    await refused('found [2]', 'run', 'wanda', '--input', arrays('flat.npz', { w: [[2], [1, 2]] }));
    const wide = arrays('wide.npz', {
      w,
      x: [
        [1, 3],
        [1, 2, 3],
      ],
    });
    await refused('x must have the shape [tokens, 2]', 'run', 'wanda', '--input', wide);
    const nan = arrays('nan.npz', {
      w: [
        [1, 2],
        [1, NaN],
      ],
    });
    await refused('w holds NaN at index [0, 1]', 'run', 'magnitude', '--input', nan);
    await refused(
      'multiples of 4',
      'run',
      'wanda',
      '--input',
      arrays('two.npz', { w, x: w }),
      '--set',
      'pattern=2:4',
    );
  });
});

describe('prune', () => {
  const model = (name: string, files: ReadonlyMap<string, ArrayBuffer> = tinyFolder()): string => {
    const path = join(folder, name);
    mkdirSync(path);
    for (const [file, bytes] of files) writeFileSync(join(path, file), new Uint8Array(bytes));
    return path;
  };
  const text = (name: string, words = 200): string => {
    const path = join(folder, name);
    writeFileSync(path, Array.from({ length: words }, (_, i) => `the ${i % 7}`).join(' '));
    return path;
  };

  test('writes a folder of the same form with the pruned weights in it', async () => {
    const from = model('dense');
    writeFileSync(join(from, 'README.md'), 'A card of the dense model.');
    const to = join(folder, 'sparse');
    const args = ['--model', from, '--text', text('calibrate.txt'), '--tokens', '256', '--out', to];
    const reply = await atlas('prune', 'wanda', '--set', 'pattern=2:4', ...args);
    expect(reply).toMatchObject({ code: 0, err: '' });
    const report = JSON.parse(reply.out) as Record<string, unknown>;
    expect(report).toMatchObject({
      method: 'wanda',
      params: { pattern: '2:4' },
      sparsity: 0.5,
      density: { all: 0.5 },
    });
    expect(report['heldOut']).toMatchObject({
      tokens: expect.any(Number),
      nats: expect.any(Number),
    });
    expect(readdirSync(to).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'pruning.json',
      'tokenizer.json',
    ]);
    expect(JSON.parse(readFileSync(join(to, 'pruning.json'), 'utf8'))).toEqual(report);

    const read = (path: string) =>
      readSafetensors(Uint8Array.from(readFileSync(join(path, 'model.safetensors'))).buffer);
    const [before, after] = [read(from), read(to)];
    expect(after.metadata).toEqual({ format: 'pt' });
    expect(after.names).toEqual(before.names);
    for (const name of before.names) {
      const [old, now] = [before.tensor(name), after.tensor(name)];
      expect([now.dtype, now.shape]).toEqual([old.dtype, old.shape]);
      if (!/_proj\.weight$/.test(name)) {
        expect(now.bytes).toEqual(old.bytes);
        continue;
      }
      const [dense, sparse] = [before.float32(name), after.float32(name)];
      for (let p = 0; p < dense.length; p += 4) {
        const zeros = [0, 1, 2, 3].filter((c) => sparse[p + c] === 0);
        expect(zeros).toHaveLength(2);
      }
      sparse.forEach((w, p) => w !== 0 && expect(w).toBe(dense[p]));
    }
    const files = new Map(
      readdirSync(to).map((name) => [name, Uint8Array.from(readFileSync(join(to, name))).buffer]),
    );
    expect(openModel(files, typescriptKernels).llama.config.layers).toBe(2);
  });

  test('prunes a model in shards, without a text where none is read', async () => {
    const whole = tinyFolder();
    const weights = whole.get('model.safetensors')!;
    const index = {
      weight_map: Object.fromEntries(
        readSafetensors(weights).names.map((name) => [name, 'part.safetensors']),
      ),
    };
    const files = new Map([
      ...whole,
      ['part.safetensors', weights] as const,
      [
        'model.safetensors.index.json',
        new TextEncoder().encode(JSON.stringify(index)).buffer,
      ] as const,
    ]);
    files.delete('model.safetensors');
    const to = join(folder, 'sharded-out');
    const reply = await atlas(
      'prune',
      'magnitude',
      '--model',
      model('sharded', files),
      '--budget',
      '0.4',
      '--out',
      to,
      '--json',
    );
    expect(JSON.parse(reply.out)).toMatchObject({ params: { sparsity: 0.6 }, heldOut: null });
    expect(readdirSync(to)).toContain('part.safetensors');
    expect(readdirSync(to)).toContain('model.safetensors.index.json');
  });

  const tensorsOf = (files: ReadonlyMap<string, ArrayBuffer>) => {
    const source = readSafetensors(files.get('model.safetensors')!);
    return Object.fromEntries(source.names.map((name) => [name, source.tensor(name)]));
  };
  const numbersOf = async (from: string, method: string, ...more: string[]) => {
    const to = mkdtempSync(join(folder, 'out-'));
    const text = join(folder, 'words.txt');
    const words = Array.from({ length: 200 }, (_, i) => `the ${i % 7} of it`).join(' ');
    writeFileSync(text, words);
    const args = ['--model', from, '--text', text, '--tokens', '256', '--out', to, '--json'];
    const reply = await atlas('prune', method, ...args, ...more);
    expect(reply).toMatchObject({ code: 0, err: '' });
    return JSON.parse(reply.out) as {
      readonly sparsity: number;
      readonly warnings: readonly string[];
      readonly heldOut: { readonly nats: number; readonly tokens: number };
    };
  };
  const withTokenizer = (
    name: string,
    change: (json: ReturnType<typeof tokenizerJson>) => object,
  ) => {
    const json = tokenizerJson({ merges: ['t h', 'th e', 'Ġ the'] });
    return model(name, new Map([...tinyFolder(), ['tokenizer.json', bytesOfJson(change(json))]]));
  };

  test('puts before each sequence what the template puts before a text, and no end mark', async () => {
    const none = withTokenizer('no-marks', (json) => ({ ...json, post_processor: null }));
    const end = withTokenizer('end-mark', (json) => {
      const single = [...json.post_processor.single].reverse();
      return { ...json, post_processor: { ...json.post_processor, single } };
    });
    const both = withTokenizer('both-marks', (json) => {
      const [mark, text] = json.post_processor.single;
      return { ...json, post_processor: { ...json.post_processor, single: [mark, text, mark] } };
    });
    const bare = await numbersOf(none, 'wanda');
    expect(await numbersOf(end, 'wanda')).toEqual(bare);
    const begin = await numbersOf(model('begin-mark'), 'wanda');
    expect(await numbersOf(both, 'wanda')).toEqual(begin);
    expect(begin.heldOut.nats).not.toBe(bare.heldOut.nats);
  });

  test.each([
    ['positions', { max_position_embeddings: 48 }, 48],
    ['a window', { model_type: 'mistral', sliding_window: 32 }, 32],
    ['three', { max_position_embeddings: 3 }, 3],
  ])('calibrates in sequences as long as the model reads: %s', async (name, change, most) => {
    const from = model(`short ${name}`, tinyFolder(change));
    for (const method of ['wanda', 'sparsegpt', 'magnitude']) {
      const { heldOut } = await numbersOf(from, method);
      expect(heldOut.tokens).toBe(most);
    }
    await refused(
      'sequences of 1 tokens have no room for any text',
      ...[
        'prune',
        'wanda',
        '--model',
        model(`one ${name}`, tinyFolder({ max_position_embeddings: 1 })),
      ],
      ...['--text', text('one.txt'), '--out', join(folder, 'never-one')],
    );
  });

  test('weights that are no numbers are refused, not written as 0', async () => {
    const files = tinyFolder();
    const name = 'model.layers.1.self_attn.v_proj.weight';
    const tensors = tensorsOf(files);
    const bytes = tensors[name]!.bytes.slice();
    new DataView(bytes.buffer).setUint16(2 * 23, 0x7e00, true);
    files.set(
      'model.safetensors',
      writeSafetensors({ ...tensors, [name]: { ...tensors[name]!, bytes } }),
    );
    const from = model('nan', files);
    for (const method of ['magnitude', 'wanda', 'sparsegpt']) {
      await refused(
        `tensor “${name}” holds NaN at index [1, 3]`,
        ...['prune', method, '--model', from, '--text', text('nan.txt')],
        ...['--out', join(folder, 'never-nan')],
      );
    }
  });

  test('activations beyond a float are told as that, not as too little text', async () => {
    const files = tinyFolder();
    const tensors = tensorsOf(files);
    const size = tensors['model.norm.weight']!.shape[0]!;
    const gain = tensorOf([size], new Float32Array(size).fill(3e38));
    const grown = { ...tensors, 'model.layers.0.input_layernorm.weight': gain };
    files.set('model.safetensors', writeSafetensors(grown));
    const args = ['--model', model('grown', files), '--out', join(folder, 'never-grown')];
    for (const method of ['wanda', 'sparsegpt', 'magnitude']) {
      await refused(
        'overflow a 32-bit float',
        ...['prune', method, '--text', text('grown.txt'), ...args],
      );
    }
  });

  test('a changed weight that its dtype cannot hold is refused', () => {
    const tensors = { w: tensorOf([1, 2], [1, 2], 'F16') };
    const files = new Map([['model.safetensors', writeSafetensors(tensors)]]);
    const write = (...values: number[]) =>
      withWeights(files, new Map([['w', Float32Array.from(values)]]));
    expect(() => write(0, 70_000)).toThrow('tensor “w” cannot hold 70000 as F16 at index [0, 1]');
    const written = readSafetensors(write(0, 65_000).get('model.safetensors') as ArrayBuffer);
    expect([...written.float32('w')]).toEqual([0, 64_992]);
  });

  test('the report has the warnings of the method, of the model and of a missed sparsity', async () => {
    const files = tinyFolder({ num_hidden_layers: 1 });
    files.set('model.safetensors', tinyFolder().get('model.safetensors')!);
    const cut = await numbersOf(model('cut', files), 'magnitude');
    expect(cut.warnings).toEqual([expect.stringContaining('layers beyond are not read')]);
    const settings = ['--set', 'sparsity=0.99', '--set', 'spread=0.25'];
    const owl = await numbersOf(model('owl'), 'owl', ...settings, '--set', 'multiple=1');
    expect(owl.sparsity).toBeLessThan(0.97);
    expect(owl.warnings).toEqual([
      expect.stringMatching(/^layer \d, q and \d+ more: this block should lose .* is missed/),
      expect.stringMatching(/^the sparsity is .*, where the setting asks for 99\.0/),
    ]);
    expect((await numbersOf(model('fine'), 'magnitude')).warnings).toEqual([]);
  });

  test('of shards the index says which tensor counts; a single file counts before an index', async () => {
    const whole = tinyFolder();
    const plain = await numbersOf(model('one file', whole), 'magnitude');
    const tensors = tensorsOf(whole);
    const stale = 'model.layers.0.mlp.up_proj.weight';
    const old = { ...tensors[stale]!, bytes: tensors[stale]!.bytes.map((byte) => byte ^ 1) };
    const [first, ...others] = Object.keys(tensors);
    const map = Object.fromEntries([
      [first!, 'a.safetensors'],
      ...others.map((name) => [name, 'b.safetensors']),
    ]) as Record<string, string>;
    const rest = Object.fromEntries(others.map((name) => [name, tensors[name]!]));
    const shards: [string, ArrayBuffer][] = [
      ['model.safetensors.index.json', bytesOfJson({ weight_map: map })],
      ['a.safetensors', writeSafetensors({ [first!]: tensors[first!]!, [stale]: old })],
      ['b.safetensors', writeSafetensors(rest)],
    ];
    const files = new Map([...whole, ...shards]);
    const out = join(folder, 'single-out');
    const from = model('single and index', files);
    const args = ['prune', 'magnitude', '--model', from, '--out', out];
    expect(await atlas(...args)).toMatchObject({ code: 0 });
    expect(readdirSync(out).sort()).toEqual([
      ...['config.json', 'model.safetensors', 'pruning.json', 'tokenizer.json'],
    ]);
    files.delete('model.safetensors');
    const sharded = model('shards', files);
    expect(await numbersOf(sharded, 'magnitude')).toEqual(plain);
    const to = join(folder, 'shards-out');
    await atlas('prune', 'magnitude', '--model', sharded, '--out', to);
    const written = readSafetensors(
      Uint8Array.from(readFileSync(join(to, 'a.safetensors'))).buffer,
    );
    expect(written.names).toEqual([first]);

    const spec = 'm=window&layer=0&head=1&n=12&text=the+river';
    const svg = async (name: string, at: string): Promise<string> => {
      const file = join(folder, `${name}.svg`);
      expect(await atlas('render', spec, '--model', at, '--out', file)).toMatchObject({ code: 0 });
      return readFileSync(file, 'utf8').replaceAll(/one-file|shards/g, 'same');
    };
    expect(await svg('o', sharded)).toBe(
      (await svg('p', join(folder, 'one file'))).replaceAll('one file', 'same'),
    );
    rmSync(join(sharded, 'b.safetensors'));
    await refused(
      'has no b.safetensors',
      'render',
      spec,
      '--model',
      sharded,
      '--out',
      join(folder, 'q.svg'),
    );
  });

  test('a text that names a token beyond the model is refused, and no other', async () => {
    const from = withTokenizer('padded', (json) => {
      const pad = { ...json.added_tokens[0], id: 999, content: '[PAD]' };
      const vocab = { ...json.model.vocab };
      for (let id = Object.keys(vocab).length; id < 300; id++) vocab[`unused ${id}`] = id;
      return {
        ...json,
        added_tokens: [...json.added_tokens, pad],
        model: { ...json.model, vocab },
      };
    });
    await numbersOf(from, 'magnitude');
    const path = join(folder, 'pad.txt');
    writeFileSync(path, 'the [PAD] of it '.repeat(20));
    await refused(
      'the text has the token "[PAD]" (id 300) at character 4, but the model has 300 tokens',
      ...['prune', 'magnitude', '--model', from, '--text', path, '--out', join(folder, 'no-pad')],
    );
  });

  test('refuses what it cannot do, and writes nothing then', async () => {
    const from = model('plain');
    const out = join(folder, 'never');
    const args = ['--model', from, '--out', out, '--text', text('fine.txt')];
    await refused('prunes no weights', 'prune', 'window', ...args);
    await refused('prunes none', 'prune', 's2ft', ...args);
    await refused('did you mean “wanda”', 'prune', 'wand', ...args);
    await refused(
      'sparsity must be from 0 to 0.99',
      'prune',
      'wanda',
      '--set',
      'sparsity=1.5',
      ...args,
    );
    await refused('prune needs --model', 'prune', 'wanda', '--out', out);
    await refused('prune needs --out', 'prune', 'wanda', '--model', from);
    await refused('calibrates on a text', 'prune', 'wanda', '--model', from, '--out', out);
    await refused(
      'cannot read “absent.txt”',
      'prune',
      'wanda',
      '--model',
      from,
      '--out',
      out,
      '--text',
      'absent.txt',
    );
    await refused(
      'at least 16 are needed',
      'prune',
      'wanda',
      '--model',
      from,
      '--out',
      out,
      '--text',
      text('short.txt', 2),
    );
    await refused('whole number from 16 on', 'prune', 'wanda', ...args, '--tokens', '3');
    await refused(
      'cannot read the model folder',
      'prune',
      'wanda',
      '--model',
      join(folder, 'nowhere'),
      '--out',
      out,
      '--text',
      text('again.txt'),
    );
    await refused(
      'is not empty',
      'prune',
      'wanda',
      '--model',
      from,
      '--out',
      from,
      '--text',
      text('same.txt'),
    );
    expect(existsSync(out)).toBe(false);
  });
});
