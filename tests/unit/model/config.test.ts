import { describe, expect, test } from 'vitest';
import { ExpectedError } from '../../../src/core/result.ts';
import { readConfig } from '../../../src/model/config.ts';

/** As older files have it, only what has no default. */
const BARE = {
  model_type: 'llama',
  vocab_size: 100,
  hidden_size: 64,
  intermediate_size: 128,
  num_hidden_layers: 3,
  num_attention_heads: 8,
};

describe('readConfig', () => {
  test('fills in what transformers fills in', () => {
    expect(readConfig(BARE)).toEqual({
      family: 'llama',
      vocabSize: 100,
      hiddenSize: 64,
      intermediateSize: 128,
      layers: 3,
      heads: 8,
      kvHeads: 8,
      headDim: 8,
      maxTokens: 2048,
      ropeTheta: 10000,
      normEps: 1e-6,
      tied: false,
      bias: { qkv: false, o: false, mlp: false },
    });
  });

  // null is as many as query heads, absent the family's usual number: 8 and 32 there.
  test.each([
    ['mistral', 16, 8],
    ['qwen2', 64, 32],
    ['llama', 16, 16],
  ])('key/value heads of %s: null is not the same as absent', (model_type, heads, usual) => {
    const config = { ...BARE, model_type, num_attention_heads: heads, hidden_size: 2 * heads };
    expect(readConfig(config).kvHeads).toBe(usual);
    expect(readConfig({ ...config, num_key_value_heads: null }).kvHeads).toBe(heads);
  });

  test('null means the default, too', () => {
    const nulls = { num_key_value_heads: null, head_dim: null, rope_scaling: null };
    expect(readConfig({ ...BARE, ...nulls })).toEqual(readConfig(BARE));
  });

  test.each([
    ['rope_theta', { rope_theta: 500 }, { ropeTheta: 500 }],
    [
      'rope_parameters',
      { rope_parameters: { rope_type: 'default', rope_theta: 7 } },
      { ropeTheta: 7 },
    ],
    ['both', { rope_theta: 5, rope_parameters: { rope_theta: 7 } }, { ropeTheta: 7 }],
    ['default scaling', { rope_scaling: { type: 'default' } }, { ropeTheta: 10000 }],
    ['grouped', { num_key_value_heads: 2 }, { kvHeads: 2 }],
    ['head size', { head_dim: 32 }, { headDim: 32 }],
    ['tied', { tie_word_embeddings: true }, { tied: true }],
    ['eps', { rms_norm_eps: 1e-5 }, { normEps: 1e-5 }],
    [
      'Llama bias',
      { attention_bias: true, mlp_bias: true },
      { bias: { qkv: true, o: true, mlp: true } },
    ],
    [
      'Qwen2',
      { model_type: 'qwen2', num_key_value_heads: 4, sliding_window: 9 },
      { bias: { qkv: true, o: false, mlp: false }, maxTokens: 32768, kvHeads: 4 },
    ],
    [
      'Qwen2 with a window',
      { model_type: 'qwen2', num_key_value_heads: 8, sliding_window: 9, use_sliding_window: true },
      { maxTokens: 9 },
    ],
    ['Mistral', { model_type: 'mistral' }, { kvHeads: 8, maxTokens: 4096 }],
    ['Mistral, no window', { model_type: 'mistral', sliding_window: null }, { maxTokens: 131072 }],
    [
      'Mistral, short window',
      { model_type: 'mistral', sliding_window: 50, max_position_embeddings: 80 },
      { maxTokens: 50 },
    ],
  ])('%s', (_, change, expected) => {
    expect(readConfig({ ...BARE, ...change })).toMatchObject(expected);
  });

  test.each([
    ['no object', [1], 'config.json must be an object, got [1]'],
    [
      'another model',
      { ...BARE, model_type: 'gpt2' },
      'model_type is "gpt2"; models that open here',
    ],
    ['no model type', { ...BARE, model_type: undefined }, 'model_type is nothing'],
    ['inherited name', { ...BARE, model_type: 'toString' }, 'model_type is "toString"'],
    ['missing size', { ...BARE, hidden_size: undefined }, 'hidden_size is missing'],
    ['broken size', { ...BARE, vocab_size: '100' }, 'vocab_size is "100"'],
    ['zero', { ...BARE, num_hidden_layers: 0 }, 'num_hidden_layers is 0'],
    ['groups', { ...BARE, num_key_value_heads: 3 }, '3, which does not divide 8 query heads'],
    ['head size by division', { ...BARE, hidden_size: 60 }, 'head_dim is 7.5'],
    ['odd head', { ...BARE, head_dim: 7 }, 'head_dim is 7'],
    ['theta', { ...BARE, rope_theta: -1 }, 'rope_theta is -1'],
    ['scaled', { ...BARE, rope_scaling: { type: 'linear', factor: 2 } }, 'asks for "linear"'],
    ['scaled, new', { ...BARE, rope_parameters: { rope_type: 'llama3' } }, 'asks for "llama3"'],
    ['per kind of layer', { ...BARE, rope_parameters: { full: {} } }, 'for all layers is needed'],
    ['partial', { ...BARE, partial_rotary_factor: 0.5 }, 'partial_rotary_factor is 0.5'],
    ['activation', { ...BARE, hidden_act: 'gelu' }, 'hidden_act is "gelu"'],
    ['quantised', { ...BARE, quantization_config: { bits: 4 } }, 'quantised weights'],
  ])('refuses: %s', (_, json, message) => {
    expect(() => readConfig(json)).toThrow(ExpectedError);
    expect(() => readConfig(json)).toThrow(message);
  });
});

describe('what would silently change the numbers is refused', () => {
  test.each([
    ['rope_scaling without a type', { rope_scaling: { factor: 4 } }, 'rope_scaling has "factor"'],
    [
      'a factor of plain positions',
      { rope_scaling: { rope_type: 'default', factor: 4 } },
      'rope_scaling has "factor", which says nothing of "default" rotary positions',
    ],
    ['positions by part', { rope_parameters: { mrope_section: [1, 2] } }, 'has "mrope_section"'],
    ['a flag in quotes', { tie_word_embeddings: 'true' }, 'tie_word_embeddings is "true"'],
    ['a flag as a number', { attention_bias: 1 }, 'attention_bias is 1, expected true or false'],
    ['a flag of Qwen2', { model_type: 'qwen2', use_sliding_window: 'no' }, 'use_sliding_window is'],
    ['no epsilon', { rms_norm_eps: null }, 'rms_norm_eps is null'],
    ['no activation', { hidden_act: null }, 'hidden_act is null'],
    ['windows in Llama', { layer_types: ['sliding_attention'] }, 'layer_types asks for sliding'],
    ['other layers', { layer_types: ['chunked_attention'] }, 'layer_types has "chunked_attention"'],
    ['layers in words', { layer_types: 'full_attention' }, 'expected a list'],
  ])('%s', (_, change, message) => {
    const reading = () => readConfig({ ...BARE, num_key_value_heads: 8, ...change });
    expect(reading).toThrow(ExpectedError);
    expect(reading).toThrow(message);
  });
});
