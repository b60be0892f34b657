// Ada-SnapKV in the form that The Sparse Frontier gave it: heads of a layer share one budget, to the key.
import { clampParam } from '../../core/params.ts';
import { headFromAttention, withUniformStart } from '../_shared/heads.ts';
import { share } from '../_shared/params.ts';
import { count, list, whole } from '../_shared/words.ts';
import { defineDecode, type DecodeHead, type HeadCache } from '../decode.ts';
import { promptKeysFor } from './_shared/budget.ts';
import { keptOfPrompt } from './_shared/cache.ts';
import {
  alwaysKept,
  CUT_DIFFERS,
  cutParams,
  groupsOf,
  importanceOf,
  paper,
  sharedOut,
  tags,
  withForced,
} from './_shared/frontier.ts';
import { memory } from './_shared/memory.ts';
import { promptKeys } from './_shared/snap.ts';
import { cacheStage, capacityStage, scoreStage } from './_shared/stages.ts';

const params = {
  ...cutParams,
  capacity: {
    ...cutParams.capacity,
    help: 'Tokens of the prompt that a head keeps, mean over the layer’s heads, the always kept among them; more keep more.',
  },
  floor: share(
    'Floor',
    0.2,
    'Share of the capacity that every head gets for certain, at least what always stays; 1 gives all heads the same.',
  ),
} as const;

interface Cut {
  readonly cache: HeadCache;
  readonly scores: Float32Array;
  readonly chosen: Uint32Array;
  readonly forced: readonly number[];
  readonly capacities: readonly number[];
  /** Which of the capacities. */
  readonly own: number;
}

export default defineDecode({
  id: 'sparse-frontier-ada-snapkv',
  name: 'Ada-SnapKV (Frontier)',
  domain: 'decode',
  family: 'evictor',
  summary: 'Ada-KV as The Sparse Frontier compares it: one budget a layer, shared to the key.',
  about:
    'Each head scores the prompt by the largest attention that any of the last rows pays a key. It first gets ' +
    'its own best few, among them the start and the end of the prompt; the rest of the layer’s budget goes to the ' +
    'best scores of all heads together. Nothing is lost to rounding.',
  notice: [
    'Heads of one layer keep very different numbers of keys; together exactly what SnapKV (Frontier) would.',
    'A floor of 1 gives every head the same.',
  ],
  differs: [
    'This is not Ada-KV as published: scores are the largest over rows instead of their mean, they are smoothed by a mean, all keys of the prompt are scored, and the floor is a share of the whole capacity.',
    ...CUT_DIFFERS,
  ],
  paper,
  tags: { ...tags, unit: 'tokens of the prompt' },
  params,
  stages: [
    { id: 'capacities', title: 'Who gets how much' },
    { id: 'scores', title: 'What the last rows look at' },
    { id: 'cache', title: 'The cache' },
  ],
  claims: [],
  atBudget: (budget, shape) => ({
    capacity: clampParam(params.capacity, promptKeysFor(budget, shape)),
  }),
  begin(given, context) {
    const { prompt } = context;
    const seen = memory<Cut>();
    const all = keptOfPrompt(context, promptKeys(prompt));
    return {
      layer(heads) {
        if (prompt <= given.capacity) return heads.map(() => all);
        const forced = alwaysKept(prompt, given);
        const groups = groupsOf(heads);
        const scores = groups.map((group) => importanceOf(group, given, 'max', context));
        const least = Math.max(Math.trunc(given.floor * given.capacity), forced.length);
        const ranked = scores.map((each) => withForced(each, forced));
        const kept = sharedOut(ranked, given.capacity, least, context.kernels);
        const capacities = kept.map((keys) => keys.length);
        const cuts = new Map(
          groups.map(([first], own): [number, Cut] => {
            const chosen = kept[own]!;
            const cache = keptOfPrompt(context, chosen);
            return [
              first!.kvHead,
              { cache, scores: scores[own]!, chosen, forced, capacities, own },
            ];
          }),
        );
        return heads.map((head) => {
          const cut = cuts.get(head.kvHead)!;
          seen.keep(head, cut);
          return cut.cache;
        });
      },
      trace(layer, head, row) {
        const cut = seen.of(layer, head);
        if (!cut) return [cacheStage(context, all, row)];
        const { cache, scores, chosen, forced, capacities, own } = cut;
        return [
          capacityStage(
            `Of ${whole(given.capacity)} keys a head on average, the heads of this layer get ${list(capacities, 12)}, this one ${whole(capacities[own]!)}.`,
            'head',
            capacities,
            own,
            null,
            'keys that each head keeps',
          ),
          scoreStage(
            `The last ${count(Math.min(given.window, prompt), 'row')} score all ${count(prompt, 'key')} of the prompt; ${whole(forced.length)} stay anyway, the best ${whole(chosen.length - forced.length)} of the others with them.`,
            scores,
            chosen,
            forced,
          ),
          cacheStage(context, cache, row),
        ];
      },
    };
  },
  facts: [
    ...[
      {
        floor: 0,
        rows: ['####.##', '#...###'],
        why: 'Keys 0 and 5 stay in both; the four best of the others are .3, .2, .1 of head 0 and .2 of head 1: five keys and three.',
      },
      {
        floor: 1,
        rows: ['###..##', '##..###'],
        why: 'Each head gets its own best four, 0 and 5 among them.',
      },
    ].map(({ floor, rows, why }) => ({
      name: `a floor of ${floor}`,
      why,
      prompt: 6,
      layers: () => [
        [looking([0.1, 0.3, 0.2, 0.1, 0.08], 0), looking([0.5, 0.07, 0.06, 0.05, 0.2], 1)],
      ],
      params: { capacity: 4, window: 1, local: 1, prefix: 1, kernel: 1, floor },
      rows: [rows.map((row) => [row])],
    })),
  ],
});

/** A prompt of six whose last row gives these weights, the rest to itself, and one token after it. */
function looking(weights: readonly number[], head: number): DecodeHead {
  const own = 1 - weights.reduce((a, b) => a + b, 0);
  const after = Array.from({ length: 7 }, () => 1 / 7);
  const rows = [...withUniformStart([[...weights, own]], 6), after];
  return { ...headFromAttention(rows), head, kvHead: head };
}
