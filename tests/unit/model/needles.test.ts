import { beforeAll, describe, expect, test } from 'vitest';
import { lazyCausal } from '../../../src/core/mask/lazy.ts';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { readConfig } from '../../../src/model/config.ts';
import type { MaskProvider } from '../../../src/model/block.ts';
import type { LlamaHead } from '../../../src/model/heads.ts';
import { openLlama, type Llama } from '../../../src/model/llama.ts';
import {
  needleCase,
  scoreNeedles,
  withDenseRows,
  type Needle,
} from '../../../src/model/needles.ts';
import { makeTale } from '../../../src/model/tales.ts';
import { Tokenizer } from '../../../src/model/tokenizer.ts';
import { kernelsOf } from './tiers.ts';
import { sourceOf, TINY, tinyTensors, tokenizerJson } from './tiny.ts';

// No merges: a token a character, so that positions in the text are positions in the tokens, plus one.
const tokenizer = new Tokenizer(tokenizerJson({}));

const diagonal = ({ n }: { n: number }): Mask => lazyCausal(n, (row, add) => add(row, row + 1));

describe('needleCase', () => {
  test('finds every number question of a tale that fits', () => {
    const { ids, needles } = needleCase(tokenizer, 3, 1500);
    expect(ids.length).toBeLessThanOrEqual(1500);
    expect(ids.length).toBeGreaterThan(1100);
    const text = tokenizer.decode(ids);
    expect(needles.length).toBe(text.match(/What is the lucky number of \w+\? \d{4}/g)!.length);
    expect(needles.length).toBeGreaterThan(1);
    for (const { answer, start, end, question, distance } of needles) {
      expect(text.slice(start - 1, end - 1)).toBe(answer);
      expect(text.slice(0, start - 1).endsWith(`${question} `)).toBe(true);
      expect(text.slice(start - 1 - distance, end - 1 - distance)).toBe(answer);
      expect(distance).toBeGreaterThan(answer.length);
    }
  });

  test('answers may be cut in any way', () => {
    const digits = tokenizerJson({ merges: ['1 2', '3 4', '12 34', 'Ġ 1234'] });
    const level = { type: 'ByteLevel', add_prefix_space: false };
    const coarse = new Tokenizer({ ...digits, pre_tokenizer: level });
    const { ids, needles } = needleCase(coarse, 3, 1500);
    for (const { answer, start, end } of needles) {
      expect(coarse.decode(ids.slice(start, end)).trim()).toBe(answer);
    }
  });

  test('is the same for the same seed and says how much room is needed', () => {
    expect(needleCase(tokenizer, 5, 2000)).toEqual(needleCase(tokenizer, 5, 2000));
    expect(() => needleCase(tokenizer, 5, 40)).toThrow(/at least \d+ tokens .* room for 40/);
    const shortest = tokenizer.encode(makeTale(5, { minCharacters: 1 }).text).ids.length;
    expect(needleCase(tokenizer, 5, shortest).ids.length).toBe(shortest);
  });
});

describe('scoreNeedles', () => {
  let model: Llama;
  beforeAll(async () => {
    const config = readConfig({ ...TINY, max_position_embeddings: 2048 });
    model = openLlama(config, sourceOf(tinyTensors(config, 1)), await kernelsOf('typescript'));
  });

  /** The likeliest token after position t − 1. */
  const predicted = async (ids: Uint32Array, t: number, mask?: MaskProvider): Promise<number> => {
    const { hidden } = await model.forward(ids, { mask, logits: 'none' });
    const { data } = await model.logits(hidden, t - 1, t);
    return data.indexOf(Math.max(...data));
  };
  const needleAt = (start: number, end: number): Needle => {
    return { question: '', answer: '', distance: 9, start, end };
  };

  test('a needle is right when the largest logit names every one of its tokens', async () => {
    const { ids, seed } = needleCase(tokenizer, 3, 700);
    // Tokens 50 and 51 become what the model says there; 48 becomes something else.
    ids[48] = ((await predicted(ids, 48)) + 1) % 300;
    for (const t of [50, 51]) ids[t] = await predicted(ids, t);
    const needles = [needleAt(50, 52), needleAt(50, 51), needleAt(48, 52)];
    const score = await scoreNeedles(model, { seed, ids, needles });
    expect(score).toEqual({ right: 2, total: 3, hits: [true, true, false] });
  });

  test('dense answers: the rows that predict an answer see everything, the others do not', async () => {
    const { ids, seed } = needleCase(tokenizer, 3, 700);
    const dense = withDenseRows(diagonal, new Set([49, 50]));
    for (const t of [50, 51]) ids[t] = await predicted(ids, t, dense);
    const needles = [needleAt(50, 52)];
    const score = (answersDense: boolean) =>
      scoreNeedles(model, { seed, ids, needles }, { mask: diagonal, answersDense });
    expect((await score(true)).hits).toEqual([true]);
    // The same two tokens are not what the model says when those rows see themselves only.
    expect((await score(false)).hits).toEqual([false]);
  });

  test('the masks of dense rows keep all causal keys there and nothing else changes', () => {
    const mask = withDenseRows(diagonal, new Set([0, 2]))({ n: 4 } as LlamaHead, [])!;
    const rows = [0, 1, 2, 3].map((row) => [0, 1, 2, 3].map((col) => +mask.has(row, col)).join(''));
    expect(rows).toEqual(['1000', '0100', '1110', '0001']);
  });

  test('a head that stays dense stays dense', () => {
    const provider = withDenseRows(() => null, new Set([1]));
    expect(provider({ n: 4 } as LlamaHead, [])).toBeNull();
  });
});
