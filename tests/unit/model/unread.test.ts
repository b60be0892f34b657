// Tensors that nothing reads, weights that are no numbers, and weights in several files.
import { describe, expect, test } from 'vitest';
import { ExpectedError } from '../../../src/core/result.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { readConfig } from '../../../src/model/config.ts';
import { openModel } from '../../../src/model/folder.ts';
import { openLlama } from '../../../src/model/llama.ts';
import type { RawTensor } from '../../../src/model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../../src/model/safetensors-write.ts';
import { bytesOfJson, sourceOf, TINY, tinyFolder, tinyTensors } from './tiny.ts';

const config = readConfig(TINY);
const tensors = tinyTensors(config, 3);
const layer = 'model.layers.1';
const open = (more: Readonly<Record<string, RawTensor>>, change: object = {}) =>
  openLlama({ ...config, ...change }, sourceOf({ ...tensors, ...more }), typescriptKernels);
const some = tensorOf([4], [1, 2, 3, 4]);

describe('a tensor that nothing reads', () => {
  test.each([
    `${layer}.self_attn.q_proj.bias`,
    `${layer}.mlp.up_proj.bias`,
    `${layer}.self_attn.q_norm.weight`,
    `${layer}.post_feedforward_layernorm.weight`,
    `${layer}.self_attn.q_proj.lora_A.weight`,
    `${layer}.self_attn.q_proj.weight_scale`,
    `${layer}.self_attn.k_proj.k_scale`,
    'model.embed_tokens.lora_B',
    'score.weight',
    'lm_head.bias',
    'rest',
  ])('%s is refused by name', (name) => {
    expect(() => open({ [name]: some })).toThrow(ExpectedError);
    expect(() => open({ [name]: some })).toThrow(
      `nothing reads the tensor “${name}” under this config.json`,
    );
  });

  test('of several one is named, and the others counted', () => {
    const biases = { [`${layer}.mlp.up_proj.bias`]: some, [`${layer}.mlp.gate_proj.bias`]: some };
    expect(() => open(biases)).toThrow(`“${layer}.mlp.gate_proj.bias”, nor 1 more,`);
  });

  test.each([
    `${layer}.self_attn.rotary_emb.inv_freq`,
    'model.rotary_emb.inv_freq',
    'freqs_cis',
    'rope.freqs',
  ])('%s follows from the configuration', (name) => {
    expect(open({ [name]: some }).warnings).toEqual([]);
  });

  test('the output of a tied model is told where it is another', () => {
    const embedding = tensors['model.embed_tokens.weight']!;
    expect(open({ 'lm_head.weight': embedding }).warnings).toEqual([]);
    const other = { ...embedding, bytes: embedding.bytes.map((byte) => byte ^ 1) };
    expect(open({ 'lm_head.weight': other }).warnings).toEqual([
      '“lm_head.weight” differs from the embedding and is not read: config.json has tie_word_embeddings',
    ]);
  });

  test('layers beyond those of the configuration are told', () => {
    const { warnings } = open({}, { layers: 1 });
    expect(warnings).toEqual([
      'config.json has num_hidden_layers 1; layers beyond are not read: “model.layers.1.input_layernorm.weight” and 8 more',
    ]);
  });
});

test.each([3, 2 ** 32, 2 ** 53 - 1])(
  'of %d layers the first that is missing is named',
  (layers) => {
    expect(() => open({}, { layers })).toThrow(
      'there is no tensor “model.layers.2.input_layernorm',
    );
  },
);

describe('weights must be finite', () => {
  const name = `${layer}.mlp.up_proj.weight`;
  test.each(['F32', 'F16', 'BF16'] as const)('in %s', (dtype) => {
    for (const value of [NaN, Infinity, -Infinity]) {
      const { shape } = tensors[name]!;
      const values = Float32Array.from({ length: shape[0]! * shape[1]! }, (_, p) => p / 1000);
      values[3 * shape[1]! + 5] = value;
      expect(() => open({ [name]: tensorOf(shape, values, dtype) })).toThrow(
        `tensor “${name}” holds ${value} at index [3, 5]; weights must be finite`,
      );
    }
  });

  test.each(['model.norm.weight', 'model.embed_tokens.weight'])('%s too', (each) => {
    const { shape } = tensors[each]!;
    const length = shape.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length }, (_, p) => (p === length - 1 ? NaN : 1));
    const last = shape.map((size) => size - 1).join(', ');
    expect(() => open({ [each]: tensorOf(shape, values) })).toThrow(`holds NaN at index [${last}]`);
  });
});

describe('weights in several files', () => {
  const norm = 'model.norm.weight';
  const names = Object.keys(tensors);
  const places = Object.fromEntries(
    names.map((name, i) => [name, i % 2 ? 'a.safetensors' : 'b.safetensors']),
  );
  const folder = (
    map: Readonly<Record<string, unknown>>,
    more: Readonly<Record<string, Readonly<Record<string, RawTensor>>>> = {},
  ) => {
    const files = tinyFolder();
    files.delete('model.safetensors');
    files.set('model.safetensors.index.json', bytesOfJson({ weight_map: map }));
    for (const file of ['a.safetensors', 'b.safetensors']) {
      const own = names.filter((name) => places[name] === file);
      const held = Object.fromEntries(own.map((name) => [name, tensors[name]!]));
      files.set(file, writeSafetensors({ ...held, ...more[file] }));
    }
    return files;
  };
  const logits = async (files: ReadonlyMap<string, ArrayBuffer>) =>
    (await openModel(files, typescriptKernels).llama.forward([0, 5, 9])).logits.data;
  const opening = (files: ReadonlyMap<string, ArrayBuffer>) => () =>
    openModel(files, typescriptKernels);
  const other = (file: string) => (file === 'a.safetensors' ? 'b.safetensors' : 'a.safetensors');
  const stale = {
    [other(places[norm]!)]: { [norm]: tensorOf([config.hiddenSize], Array(20).fill(9)) },
  };

  test('are those of one file, and the index says which of two tensors counts', async () => {
    const expected = (
      await openLlama(config, sourceOf(tensors), typescriptKernels).forward([0, 5, 9])
    ).logits.data;
    expect(await logits(folder(places))).toEqual(expected);
    expect(await logits(folder(places, stale))).toEqual(expected);
    const turned = { ...places, [norm]: other(places[norm]!) };
    expect(await logits(folder(turned, stale))).not.toEqual(expected);
  });

  test('an index that does not fit its files is refused', () => {
    const wrong = { ...places, [norm]: other(places[norm]!) };
    expect(opening(folder(wrong))).toThrow(
      `has the tensor “${norm}” in ${wrong[norm]}, where it is not`,
    );
    const { [norm]: _, ...without } = places;
    expect(opening(folder(without, stale))).toThrow(`“${norm}” is in two files`);
    expect(opening(folder({ ...places, more: 'c.safetensors' }))).toThrow(
      'has no c.safetensors; it has',
    );
    expect(opening(folder({}))).toThrow('names no tensor');
    for (const path of ['../a.safetensors', '/etc/passwd', 'x/a.safetensors', '..', 7, null]) {
      expect(opening(folder({ ...places, [norm]: path }))).toThrow(
        `names the file ${JSON.stringify(path)}, expected x.safetensors`,
      );
    }
  });
});
