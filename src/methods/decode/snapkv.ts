// SnapKV: the prompt is cut once, to what its last rows look at.
import { clampParam } from '../../core/params.ts';
import { headFromAttention, withUniformStart } from '../_shared/heads.ts';
import { count, whole } from '../_shared/words.ts';
import { defineDecode, type DecodeHead, type HeadCache } from '../decode.ts';
import { promptKeysFor } from './_shared/budget.ts';
import { keptOfPrompt } from './_shared/cache.ts';
import { memory } from './_shared/memory.ts';
import {
  capacity,
  kernelSize,
  observe,
  poolingKind,
  promptKeys,
  window,
  windowKeys,
  windowWithin,
} from './_shared/snap.ts';
import { cacheStage, scoreStage } from './_shared/stages.ts';

const params = {
  capacity,
  window,
  kernel: kernelSize(5),
  pooling: poolingKind('average'),
} as const;

export default defineDecode({
  id: 'snapkv',
  name: 'SnapKV',
  domain: 'decode',
  family: 'evictor',
  summary: 'Cuts the prompt once, to what its last tokens look at.',
  about:
    'When the prompt has been read, the attention of its last tokens, the window, is summed for every key ' +
    'before them and smoothed over neighbours. Each head keeps the keys with the highest scores and the ' +
    'window; the rest of the prompt is evicted for good. What is written afterwards stays.',
  notice: [
    'A question inside the window decides what stays; a question that comes later finds what is left.',
    'Smoothing keeps runs of tokens, at the price of single peaks.',
  ],
  differs: [
    'Ties go to the lower position: maximum pooling makes runs of equal scores, within which the released code’s choice is arbitrary.',
    'Where the capacity is below the window, the window shrinks to it; the released code refuses.',
    'Defaults suit short prompts; the released ones keep 320 tokens with a window of 64.',
  ],
  paper: {
    title: 'SnapKV: LLM Knows What You are Looking for Before Generation',
    authors:
      'Yuhong Li, Yingbing Huang, Bowen Yang, Bharat Venkitesh, Acyr Locatelli, Hanchen Ye, Tianle Cai, Patrick Lewis, Deming Chen',
    year: 2024,
    venue: 'NeurIPS 2024',
    arxiv: '2404.14469',
    repository: 'FasterDecoding/SnapKV',
  },
  tags: {
    unit: 'tokens of the prompt',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'decode',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'scores', title: 'What the window looks at' },
    { id: 'cache', title: 'The cache' },
  ],
  claims: [
    {
      text: '3.6 times the generation speed and 8.2 times the memory efficiency at inputs of 16K tokens.',
      source: 'Abstract, arXiv 2404.14469',
    },
  ],
  atBudget: (budget, shape) => ({
    capacity: clampParam(params.capacity, promptKeysFor(budget, shape)),
  }),
  begin({ capacity: kept, window: rows, kernel, pooling }, context) {
    const { prompt, kernels } = context;
    const seen = memory<Cut>();
    return {
      layer: (heads) =>
        heads.map((head) => {
          if (prompt < kept) return keptOfPrompt(context, promptKeys(prompt));
          const last = windowWithin(kept, rows);
          const scores = observe(context, head, { window: last, kernel, pooling, over: 'sum' });
          const chosen = kernels.topK(scores, kept - last);
          const cache = keptOfPrompt(context, [...chosen, ...windowKeys(prompt, last)]);
          seen.keep(head, { cache, scores, chosen });
          return cache;
        }),
      trace(layer, head, row) {
        const cut = seen.of(layer, head);
        if (!cut) return [cacheStage(context, keptOfPrompt(context, promptKeys(prompt)), row)];
        const { cache, scores, chosen } = cut;
        const caption = `The last ${count(prompt - scores.length, 'row')} of the prompt choose ${whole(chosen.length)} of the ${count(scores.length, 'key')} before them.`;
        return [scoreStage(caption, scores, chosen), cacheStage(context, cache, row)];
      },
    };
  },
  facts: [
    {
      name: 'no pooling',
      why: 'Sums .4 .1 .1 .6 .04 .26: keys 3 and 0, and the window of two.',
      prompt: 8,
      layers: () => [[observed()]],
      params: { capacity: 4, window: 2, kernel: 1, pooling: 'average' },
      rows: [[['#..#..###']]],
    },
    {
      name: 'average over three',
      why: 'Pooled .1667 .2 .2667 .2467 .3 .1: keys 4 and 2, neither of the two peaks.',
      prompt: 8,
      layers: () => [[observed()]],
      params: { capacity: 4, window: 2, kernel: 3, pooling: 'average' },
      rows: [[['..#.#.###']]],
    },
    {
      name: 'maximum over three',
      why: 'Pooled .4 .4 .6 .6 .6 .26: of the plateau of three the two lower keys, 2 and 3.',
      prompt: 8,
      layers: () => [[observed()]],
      params: { capacity: 4, window: 2, kernel: 3, pooling: 'max' },
      rows: [[['..##..###']]],
    },
  ],
});

interface Cut {
  readonly cache: HeadCache;
  readonly scores: Float32Array;
  readonly chosen: Uint32Array;
}

/** A prompt of eight with two observing rows, and one token after it. */
function observed(): DecodeHead {
  const rows = [
    [0.3, 0.05, 0.05, 0.2, 0.02, 0.18, 0.2],
    [0.1, 0.05, 0.05, 0.4, 0.02, 0.08, 0.1, 0.2],
  ];
  const after = Array.from({ length: 9 }, () => 1 / 9);
  return headFromAttention([...withUniformStart(rows, 8), after]);
}
