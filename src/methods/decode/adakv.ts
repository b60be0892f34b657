// Ada-KV: heads of a layer share one budget, and those that look at more keys get more of it.
import type { Matrix } from '../../core/tensor.ts';
import { clampParam, type IntegerParam } from '../../core/params.ts';
import { headFromAttention, withUniformStart } from '../_shared/heads.ts';
import { share } from '../_shared/params.ts';
import { count, list, whole } from '../_shared/words.ts';
import { defineDecode, type DecodeContext, type DecodeHead, type HeadCache } from '../decode.ts';
import { promptKeysFor } from './_shared/budget.ts';
import { keptOfPrompt } from './_shared/cache.ts';
import { adaCapacities } from './_shared/capacities.ts';
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

const skip: IntegerParam = {
  kind: 'integer',
  label: 'Uniform layers',
  help: 'In so many first layers all heads get the same; more leaves fewer layers to share in.',
  ...{ min: 0, max: 64, default: 0, unit: 'layers' },
};

const params = {
  capacity: {
    ...capacity,
    help: 'Tokens of the prompt that a head keeps, mean over the layer’s heads, the window among them; more keep more.',
  },
  floor: share(
    'Floor α',
    0.2,
    'Share of an even part that every head gets for certain; 1 gives all heads the same.',
  ),
  window: { ...window, default: 32 },
  kernel: kernelSize(7),
  pooling: poolingKind('max'),
  skip,
} as const;

export default defineDecode({
  id: 'adakv',
  name: 'Ada-KV',
  domain: 'decode',
  family: 'evictor',
  summary: 'Cuts the prompt as SnapKV does, but lets heads of a layer share one budget.',
  about:
    'Every head scores the prompt’s keys by its last rows. The best scores of all heads of a layer are then ' +
    'taken together: a head gets as much as it has among them, less a part that is dealt out evenly. Heads ' +
    'that look at many keys keep many, heads that look at few keep few.',
  notice: [
    'Heads of one layer keep very different numbers of keys; together they keep what SnapKV would.',
    'A floor of 1 gives every head the same: SnapKV again.',
  ],
  differs: [
    'Ties go to the lower position and the lower head; the released code leaves them to its sort.',
    'Every query head counts as its own; the grouped-query variant of the released code is left out.',
    'Where the capacity is below the window, the window shrinks to it.',
  ],
  paper: {
    title:
      'Ada-KV: Optimizing KV Cache Eviction by Adaptive Budget Allocation for Efficient LLM Inference',
    authors: 'Yuan Feng, Junlin Lv, Yukun Cao, Xike Xie, S. Kevin Zhou',
    year: 2024,
    arxiv: '2407.11550',
    repository: 'FFY0/AdaKV',
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
    { id: 'capacities', title: 'Who gets how much' },
    { id: 'scores', title: 'What the window looks at' },
    { id: 'cache', title: 'The cache' },
  ],
  claims: [],
  atBudget: (budget, shape) => ({
    capacity: clampParam(params.capacity, promptKeysFor(budget, shape)),
  }),
  begin({ capacity: kept, floor, window: rows, kernel, pooling, skip: uniform }, context) {
    const { prompt, kernels } = context;
    const seen = memory<Cut>();
    return {
      layer(heads) {
        if (prompt < kept) return heads.map(() => keptOfPrompt(context, promptKeys(prompt)));
        const last = windowWithin(kept, rows);
        const observer = { window: last, kernel, pooling, over: 'mean' } as const;
        const scores = heads.map((head) => observe(context, head, observer));
        const base = kept - last;
        const capacities =
          heads[0]!.layer < uniform
            ? heads.map(() => base)
            : adaCapacities(scores, base, floor, kernels);
        return heads.map((head, at) => {
          const chosen = kernels.topK(scores[at]!, capacities[at]!);
          const cache = keptOfPrompt(context, [...chosen, ...windowKeys(prompt, last)]);
          seen.keep(head, { cache, scores: scores[at]!, chosen, capacities, base });
          return cache;
        });
      },
      trace(layer, head, row) {
        const cut = seen.of(layer, head);
        if (!cut) return [cacheStage(context, keptOfPrompt(context, promptKeys(prompt)), row)];
        const grid = headGrid(context, (l, h) => seen.of(l, h)?.chosen.length ?? 0);
        return [...stagesOf(cut, head, context, grid), cacheStage(context, cut.cache, row)];
      },
    };
  },
  facts: [
    ...[
      { floor: 0, rows: ['######', '....##'], gets: '(4, 0)' },
      { floor: 0.2, rows: ['###.##', '....##'], gets: '(3, 0): rounding loses one' },
      { floor: 0.5, rows: ['###.##', '#...##'], gets: '(3, 1)' },
      { floor: 1, rows: ['##..##', '##..##'], gets: '(2, 2)' },
    ].map(({ floor, rows, gets }) => ({
      name: `a floor of ${floor}`,
      why: `All four best scores lie in head 0; two even parts of 2 become ${gets}.`,
      prompt: 5,
      layers: () => [[observed([0.5, 0.2, 0.1, 0.09], 0), observed([0.08, 0.07, 0.04, 0.03], 1)]],
      params: { capacity: 3, window: 1, kernel: 1, pooling: 'max', skip: 0, floor },
      rows: [rows.map((row) => [row])],
    })),
    {
      name: 'a uniform layer',
      why: 'The first layer is left out of the sharing: two keys each.',
      prompt: 5,
      layers: () => [[observed([0.5, 0.2, 0.1, 0.09], 0), observed([0.08, 0.07, 0.04, 0.03], 1)]],
      params: { capacity: 3, window: 1, kernel: 1, pooling: 'max', skip: 1, floor: 0 },
      rows: [[['##..##'], ['##..##']]],
    },
  ],
});

interface Cut {
  readonly cache: HeadCache;
  readonly scores: Float32Array;
  readonly chosen: Uint32Array;
  readonly capacities: readonly number[];
  readonly base: number;
}

function stagesOf(
  { scores, chosen, capacities, base }: Cut,
  head: number,
  { prompt }: DecodeContext,
  grid: Matrix,
) {
  return [
    capacityStage(
      `An even part is ${count(base, 'key')} a head; the heads of this layer get ${list(capacities, 12)}, this one ${whole(capacities[head]!)}.`,
      'head',
      capacities,
      head,
      grid,
    ),
    scoreStage(
      `The last ${count(prompt - scores.length, 'row')} of the prompt choose ${whole(chosen.length)} of the ${count(scores.length, 'key')} before them.`,
      scores,
      chosen,
    ),
  ];
}

/** A prompt of five whose last row gives these weights, the rest to itself, and one token after it. */
function observed(weights: readonly number[], head: number): DecodeHead {
  const own = 1 - weights.reduce((a, b) => a + b, 0);
  const after = Array.from({ length: 6 }, () => 1 / 6);
  const rows = [...withUniformStart([[...weights, own]], 5), after];
  return { ...headFromAttention(rows), head, kvHead: head };
}
