import { beforeAll, describe, expect, test } from 'vitest';
import { lazyCausal } from '../../../src/core/mask/lazy.ts';
import { causalMask } from '../../../src/core/mask/patterns.ts';
import { createRandom } from '../../../src/core/random.ts';
import { CancelledError, ExpectedError } from '../../../src/core/result.ts';
import type { Matrix } from '../../../src/core/tensor.ts';
import type { Kernels } from '../../../src/kernels/contract.ts';
import type { AttentionHead } from '../../../src/methods/attention.ts';
import { readConfig, type LlamaConfig } from '../../../src/model/config.ts';
import { LINEAR_NAMES } from '../../../src/model/linear.ts';
import { openLlama, type ForwardResult, type Llama } from '../../../src/model/llama.ts';
import { emptyPast } from '../../../src/model/past.ts';
import type { TensorSource } from '../../../src/model/safetensors.ts';
import { largestGap } from './gap.ts';
import { naiveForward, type Allowed } from './naive.ts';
import { kernelsOf, TIERS } from './tiers.ts';
import { sourceOf, TINY, tinyTensors } from './tiny.ts';

function randomIds(n: number, seed: string): number[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => random.int(TINY.vocab_size));
}

interface Opened {
  readonly config: LlamaConfig;
  readonly source: TensorSource;
  readonly model: Llama;
}

function open(kernels: Kernels, change: object = {}, dtype?: 'F32' | 'F16' | 'BF16'): Opened {
  const config = readConfig({ ...TINY, ...change });
  const source = sourceOf(tinyTensors(config, 1, dtype));
  return { config, source, model: openLlama(config, source, kernels) };
}

describe.each(TIERS)('forward pass with %s kernels', (tier) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await kernelsOf(tier);
  });

  async function expectNaive(
    { config, source, model }: Opened,
    ids: readonly number[],
    options: Parameters<Llama['forward']>[1] = {},
    allowed?: Allowed,
  ): Promise<ForwardResult> {
    const naive = naiveForward(config, source, ids, allowed);
    const result = await model.forward(ids, { ...options, keep: 'heads' });
    expect(largestGap(result.logits.data, naive.logits.flat())).toBeLessThan(2e-4);
    if (!allowed) {
      for (const head of result.heads.flat()) {
        const map = naive.attention[head.layer]![head.head]!.flat();
        expect(largestGap(model.attention(head), map)).toBeLessThan(1e-5);
      }
    }
    return result;
  }

  test.each([
    ['grouped queries, tied output', {}],
    ['one key/value head for all', { num_key_value_heads: 1 }],
    ['a key/value head for each', { num_key_value_heads: 4 }],
    ['output weights of its own', { tie_word_embeddings: false }],
    ['biases in attention and feed-forward', { attention_bias: true, mlp_bias: true }],
    ['Qwen2: biases on q, k and v', { model_type: 'qwen2' }],
    ['Mistral', { model_type: 'mistral', sliding_window: null }],
    ['head size from the hidden size', { head_dim: undefined, hidden_size: 16 }],
  ])('equals the naive one: %s', async (_, change) => {
    await expectNaive(open(kernels, change), randomIds(37, 'naive'));
  });

  test.each(['F16', 'BF16'] as const)(
    '%s weights compute as what they stand for',
    async (dtype) => {
      await expectNaive(open(kernels, {}, dtype), randomIds(21, dtype));
    },
  );

  test.each([
    ['token by token', [1, 1, 1, 1, 1, 1, 1]],
    ['in pieces', [20, 1, 7, 9]],
  ])('a text read %s gives the logits of one pass', async (_, pieces) => {
    const { config, source, model } = open(kernels, { num_key_value_heads: 2 });
    const ids = randomIds(
      pieces.reduce((sum, n) => sum + n, 0),
      'past',
    );
    const naive = naiveForward(config, source, ids);
    const past = emptyPast(config, ids.length);
    let read = 0;
    for (const n of pieces) {
      const part = ids.slice(read, read + n);
      const { logits, heads } = await model.forward(part, { past });
      expect(heads).toEqual([]);
      expect(largestGap(logits.data, naive.logits.slice(read, read + n).flat())).toBeLessThan(2e-4);
      read += n;
    }
    await expect(model.forward([1], { past })).rejects.toThrow(`room for ${ids.length} tokens`);
  });

  test('one token', async () => {
    await expectNaive(open(kernels), [5]);
  });

  test('a mask of all causal pairs changes nothing', async () => {
    const { model } = open(kernels);
    const ids = randomIds(33, 'causal');
    const dense = await model.forward(ids);
    const masked = await model.forward(ids, { mask: ({ n }) => causalMask(n) });
    expect(largestGap(masked.logits.data, dense.logits.data)).toBeLessThan(1e-6);
  });

  test('a window with sinks equals the naive window, in all layers and heads', async () => {
    const keep: Allowed = (_, __, i, j) => j < 2 || i - j < 5;
    const mask = ({ n }: AttentionHead) =>
      lazyCausal(n, (row, add) => {
        add(0, 2);
        add(row - 4, row + 1);
      });
    const opened = open(kernels);
    const ids = randomIds(40, 'window');
    const result = await expectNaive(opened, ids, { mask }, keep);
    const dense = await opened.model.forward(ids);
    expect(largestGap(result.logits.data, dense.logits.data)).toBeGreaterThan(0.1);
  });

  test('masks differ per layer and head, null is dense', async () => {
    const keep: Allowed = (layer, head, i, j) => !(layer === 1 && head === 2) || j === i;
    const mask = ({ n, layer, head }: AttentionHead) =>
      layer === 1 && head === 2 ? lazyCausal(n, (row, add) => add(row, row + 1)) : null;
    await expectNaive(open(kernels), randomIds(20, 'one head'), { mask }, keep);
  });

  test('the provider sees Q and K as changed by the masks below, and the whole layer', async () => {
    const { model } = open(kernels);
    const ids = randomIds(16, 'perturbed');
    const dense = (await model.forward(ids, { keep: 'heads' })).heads;
    const seen: string[] = [];
    await model.forward(ids, {
      mask: (head, layer) => {
        expect(layer.length).toBe(4);
        expect(layer[head.head]).toBe(head);
        const gap = largestGap(head.q.data, dense[head.layer]![head.head]!.q.data);
        seen.push(`${head.layer}.${head.head} ${gap > 1e-3 ? 'changed' : 'same'}`);
        return lazyCausal(head.n, (row, add) => add(row, row + 1));
      },
    });
    const of = (layer: number, word: string) => [0, 1, 2, 3].map((h) => `${layer}.${h} ${word}`);
    expect(seen).toEqual([...of(0, 'same'), ...of(1, 'changed')]);
  });

  test('heads of a group share keys and values; position 0 is not rotated', async () => {
    const { model } = open(kernels);
    const { heads } = await model.forward(randomIds(9, 'heads'), { keep: 'heads' });
    const layer: readonly AttentionHead[] = heads[1]!;
    expect(layer.map(({ kvHead }) => kvHead)).toEqual([0, 0, 1, 1]);
    expect(layer[0]!.k).toBe(layer[1]!.k);
    expect(layer[1]!.k).not.toBe(layer[2]!.k);
    for (const { q, qPre, n, d, layers, heads } of layer) {
      expect([n, d, layers, heads, q.rows, q.cols]).toEqual([9, 6, 2, 4, 9, 6]);
      expect(q.data.subarray(0, 6)).toEqual(qPre!.data.subarray(0, 6));
      expect(largestGap(q.data, qPre!.data)).toBeGreaterThan(0.01);
    }
  });

  test('logits of all, of the last, of none; heads kept only when asked for', async () => {
    const { model } = open(kernels);
    const ids = randomIds(12, 'logits');
    const all = await model.forward(ids);
    const last = await model.forward(ids, { logits: 'last' });
    expect([all.logits.rows, last.logits.rows, all.heads.length]).toEqual([12, 1, 0]);
    expect(largestGap(last.logits.data, all.logits.data.slice(11 * 300))).toBeLessThan(1e-6);
    expect((await model.forward(ids, { logits: 'none' })).logits.rows).toBe(0);
    const middle = await model.logits(all.hidden, 3, 5);
    expect(largestGap(middle.data, all.logits.data.slice(900, 1500))).toBeLessThan(1e-6);
  });

  test('walking the blocks by hand is the forward pass', async () => {
    const { model } = open(kernels);
    const ids = randomIds(10, 'walk');
    const streams: Matrix[] = [];
    const { hidden } = await model.forward(ids, { onHidden: (_, stream) => streams.push(stream) });
    let stream = model.embed(ids);
    for (const layer of [0, 1]) {
      expect(stream).toEqual(streams[layer]);
      stream = (await model.block(layer, stream)).hidden;
    }
    expect(stream).toEqual(streams[2]);
    expect(model.finalNorm(stream)).toEqual(hidden);
  });

  test('an observer sees what enters each linear layer', async () => {
    const { model, config } = open(kernels);
    const seen: string[] = [];
    const downs: Matrix[] = [];
    await model.forward(randomIds(7, 'observe'), {
      onLinear: (layer, name, input) => {
        seen.push(`${layer} ${name} ${input.rows}×${input.cols}`);
        if (name === 'down_proj') downs.push(input);
      },
    });
    const sizes = [20, 20, 20, 24, 20, 20, 28];
    const layer = (l: number) => LINEAR_NAMES.map((name, i) => `${l} ${name} 7×${sizes[i]}`);
    expect(seen).toEqual([...layer(0), ...layer(1)]);
    expect(config.intermediateSize).toBe(28);
    expect(downs[0]).not.toEqual(downs[1]);
  });

  test('replacing a linear layer gives another model and leaves this one alone', async () => {
    const { config, model } = open(kernels);
    const ids = randomIds(15, 'replace');
    const before = await model.forward(ids);
    const { out, in: inFeatures } = model.linear(1, 'up_proj');
    const pruned = model.linear(1, 'up_proj').weights().data;
    for (let i = 0; i < pruned.length; i += 2) pruned[i] = 0;
    const changed = model.replaced(1, 'up_proj', pruned);
    expect(changed.linear(1, 'up_proj').weights().data).toEqual(pruned);

    const tensors = tinyTensors(config, 1);
    const name = 'model.layers.1.mlp.up_proj.weight';
    tensors[name] = {
      dtype: 'F32',
      shape: [out, inFeatures],
      bytes: new Uint8Array(pruned.buffer),
    };
    const naive = naiveForward(config, sourceOf(tensors), ids);
    const after = await changed.forward(ids);
    expect(largestGap(after.logits.data, naive.logits.flat())).toBeLessThan(2e-4);
    expect(largestGap(after.logits.data, before.logits.data)).toBeGreaterThan(0.01);
    expect((await model.forward(ids)).logits).toEqual(before.logits);
    expect(() => model.replaced(1, 'up_proj', new Float32Array(3))).toThrow('got 3');
  });

  test('a checkpoint comes between heads and ends the pass with what it throws', async () => {
    const { model } = open(kernels);
    const ids = randomIds(8, 'cancel');
    let calls = 0;
    await model.forward(ids, { checkpoint: () => void calls++ });
    expect(calls).toBeGreaterThanOrEqual(8); // 2 layers of 4 heads
    let heads = 0;
    const cancelled = model.forward(ids, {
      onHead: () => void heads++,
      checkpoint: async () => {
        if (heads === 3) throw new CancelledError();
      },
    });
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(heads).toBe(3);
  });

  test('after release the model prepares its weights again', async () => {
    const { model } = open(kernels);
    const ids = randomIds(6, 'release');
    const before = await model.forward(ids);
    model.release();
    expect((await model.forward(ids)).logits).toEqual(before.logits);
  });
});

describe('checks', () => {
  test('bad token ids are quoted', async () => {
    const { model } = open(await kernelsOf('typescript'));
    await expect(model.forward([])).rejects.toThrow('1 to 128 tokens, got 0');
    await expect(model.forward(new Array<number>(129).fill(1))).rejects.toThrow('got 129');
    await expect(model.forward([1, 300])).rejects.toThrow('token 1 has the id 300');
    await expect(model.forward([0.5])).rejects.toThrow('id 0.5');
    expect(() => model.linear(2, 'q_proj')).toThrow('no layer 2');
  });

  test('tensors that are missing or have the wrong shape are named', async () => {
    const kernels = await kernelsOf('typescript');
    const config = readConfig(TINY);
    const tensors = tinyTensors(config, 1);
    const name = 'model.layers.1.self_attn.k_proj.weight';
    const k = tensors[name]!;
    const opening = () => openLlama(config, sourceOf(tensors), kernels);
    tensors[name] = { ...k, shape: [20, 12] };
    expect(opening).toThrow(`“${name}” has shape [20, 12], config.json asks for [12, 20]`);
    const others = Object.fromEntries(Object.entries(tensors).filter(([other]) => other !== name));
    const without = () => openLlama(config, sourceOf(others), kernels);
    expect(without).toThrow(ExpectedError);
    expect(without).toThrow(`no tensor “${name}”`);
  });

  test('parameters are counted once', async () => {
    const kernels = await kernelsOf('typescript');
    // Embedding 300·20; per layer norms 2·20, q and o 2·24·20, k and v 2·12·20, three of 28·20; norm 20.
    const tied = 6000 + 2 * (40 + 960 + 480 + 1680) + 20;
    expect(open(kernels).model.parameters).toBe(tied);
    expect(open(kernels, { tie_word_embeddings: false }).model.parameters).toBe(tied + 6000);
    // Biases on q (24), k and v (12 each).
    expect(open(kernels, { model_type: 'qwen2' }).model.parameters).toBe(tied + 2 * 48);
  });
});
