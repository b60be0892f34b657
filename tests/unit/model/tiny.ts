// Tiny tokenizers and models for tests, made from a seed.
import { symbolOf } from '../../../src/model/tokenizer/bytes.ts';

/**
 * A tokenizer.json of the shape that the project's own model ships: "<s>" = 0, the 256 bytes, then
 * one token per merge. `extra` are tokens that no merge makes.
 */
export function tokenizerJson(options: { merges?: readonly string[]; extra?: readonly string[] }) {
  const merges = [...(options.merges ?? [])];
  const tokens = new Set([
    '<s>',
    ...Array.from({ length: 256 }, (_, byte) => symbolOf(byte)),
    ...merges.map((merge) => merge.replace(' ', '')),
    ...(options.extra ?? []),
  ]);
  return {
    version: '1.0',
    added_tokens: [
      {
        id: 0,
        content: '<s>',
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Digits', individual_digits: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '<s>', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
      ] as object[],
      special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
    },
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      ignore_merges: false,
      byte_fallback: false,
      vocab: Object.fromEntries([...tokens].map((token, id) => [token, id])),
      merges,
    },
  };
}
