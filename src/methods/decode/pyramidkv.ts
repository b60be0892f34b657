// PyramidKV: lower layers keep much of the prompt, upper layers little.
import { clampParam, type IntegerParam } from '../../core/params.ts';
import { headFromAttention, withUniformStart } from '../_shared/heads.ts';
import { count, list, whole } from '../_shared/words.ts';
import { defineDecode, type DecodeHead, type HeadCache } from '../decode.ts';
import { promptKeysFor } from './_shared/budget.ts';
import { keptOfPrompt } from './_shared/cache.ts';
import { pyramidCapacities } from './_shared/capacities.ts';
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
import { cacheStage, capacityStage, headGrid, scoreStage } from './_shared/stages.ts';

const beta: IntegerParam = {
  kind: 'integer',
  label: 'Steepness β',
  help: 'The last layer keeps a β-th of the mean; larger makes the pyramid steeper, 1 makes it a block.',
  ...{ min: 1, max: 64, default: 20 },
};

const params = {
  capacity: {
    ...capacity,
    help: 'Tokens of the prompt that a head keeps, mean over layers, the window among them; more keep more.',
  },
  beta,
  window: { ...window, default: 32 },
  kernel: kernelSize(5),
  pooling: poolingKind('average'),
} as const;

export default defineDecode({
  id: 'pyramidkv',
  name: 'PyramidKV',
  domain: 'decode',
  family: 'evictor',
  summary: 'Cuts the prompt as SnapKV does: much stays in lower layers, little in upper ones.',
  about:
    'Attention of lower layers is spread over the whole text and narrows on the way up. So the budget falls ' +
    'in even steps from the first layer to the last; within a layer every head keeps the keys that the last ' +
    'rows of the prompt look at most, and those rows.',
  notice: [
    'The lowest layers may keep nearly all of the prompt and the last one hardly more than its window.',
    'Where the last layer is the one that retrieves, it is starved: watch the needle there.',
  ],
  differs: [
    'Ties go to the lower position; the released code leaves them to its sort.',
    'Where the capacity is below the window, the window shrinks to it; the released code refuses.',
  ],
  paper: {
    title: 'PyramidKV: Dynamic KV Cache Compression based on Pyramidal Information Funneling',
    authors:
      'Zefan Cai, Yichi Zhang, Bofei Gao, Yuliang Liu, Yucheng Li, Tianyu Liu, Keming Lu, Wayne Xiong, Yue Dong, Junjie Hu, Wen Xiao',
    year: 2024,
    arxiv: '2406.02069',
    repository: 'Zefan-Cai/KVCache-Factory',
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
    { id: 'capacities', title: 'How much each layer keeps' },
    { id: 'scores', title: 'What the window looks at' },
    { id: 'cache', title: 'The cache' },
  ],
  claims: [],
  atBudget: (budget, shape) => ({
    capacity: clampParam(params.capacity, promptKeysFor(budget, shape)),
  }),
  begin({ capacity: kept, beta: steep, window: rows, kernel, pooling }, context) {
    const { prompt, kernels, layers } = context;
    const last = windowWithin(kept, rows);
    const seen = memory<Cut>();
    const capacities =
      prompt < kept
        ? []
        : pyramidCapacities({ base: kept - last, beta: steep, prompt, window: last, layers });
    return {
      layer: (heads) =>
        heads.map((head) => {
          if (prompt < kept) return keptOfPrompt(context, promptKeys(prompt));
          const scores = observe(context, head, { window: last, kernel, pooling, over: 'sum' });
          const chosen = kernels.topK(scores, capacities[head.layer]!);
          const cache = keptOfPrompt(context, [...chosen, ...windowKeys(prompt, last)]);
          seen.keep(head, { cache, scores, chosen });
          return cache;
        }),
      trace(layer, head, row) {
        const cut = seen.of(layer, head);
        if (!cut) return [cacheStage(context, keptOfPrompt(context, promptKeys(prompt)), row)];
        const { cache, scores, chosen } = cut;
        return [
          capacityStage(
            `Beside the window of ${whole(last)}, layers keep ${list(capacities, 12)} keys; this one ${whole(capacities[layer]!)}.`,
            'layer',
            capacities,
            layer,
            headGrid(context, (l) => capacities[l]!),
          ),
          scoreStage(
            `The last ${count(last, 'row')} of the prompt choose ${whole(chosen.length)} of the ${count(scores.length, 'key')} before them.`,
            scores,
            chosen,
          ),
          cacheStage(context, cache, row),
        ];
      },
    };
  },
  facts: [
    {
      name: 'two layers, two keys each on average',
      why: 'β 2 gives the last layer 2 // 2 = 1 and the first 2·2 − 1 = 3 keys, beside a window of one.',
      prompt: 6,
      layers: () => [[observed(0)], [observed(1)]],
      params: { capacity: 3, window: 1, beta: 2, kernel: 1, pooling: 'average' },
      rows: [[['##.#.##']], [['#....##']]],
    },
    {
      name: 'a prompt too short for a pyramid',
      why: 'Six tokens are fewer than 2·4, so both layers keep four and the window.',
      prompt: 6,
      layers: () => [[observed(0)], [observed(1)]],
      params: { capacity: 5, window: 1, beta: 2, kernel: 1, pooling: 'average' },
      rows: [[['##.####']], [['##.####']]],
    },
    {
      name: 'a prompt that fits',
      why: 'Six tokens are fewer than the capacity of seven: nothing leaves.',
      prompt: 6,
      layers: () => [[observed(0)], [observed(1)]],
      params: { capacity: 7, window: 1, beta: 2, kernel: 1, pooling: 'average' },
      rows: [[['#######']], [['#######']]],
    },
  ],
});

interface Cut {
  readonly cache: HeadCache;
  readonly scores: Float32Array;
  readonly chosen: Uint32Array;
}

/** A prompt of six whose last row weighs keys .35 .2 .05 .15 .1 and itself, and one token after it. */
function observed(layer: number): DecodeHead {
  const after = Array.from({ length: 7 }, () => 1 / 7);
  const rows = [...withUniformStart([[0.35, 0.2, 0.05, 0.15, 0.1, 0.15]], 6), after];
  return { ...headFromAttention(rows), layer };
}
