// H2O: the cache keeps the tokens that have been looked at most, and the newest.
import { clampParam } from '../../core/params.ts';
import { headFromLogits } from '../_shared/heads.ts';
import { tokens } from '../_shared/params.ts';
import { count } from '../_shared/words.ts';
import { defineDecode, type DecodeContext, type DecodeHead, type HeadCache } from '../decode.ts';
import { keysFor } from './_shared/budget.ts';
import { evicting } from './_shared/cache.ts';
import { topKeys } from './_shared/rows.ts';

const params = {
  heavy: tokens('Heavy hitters', 32, 'Tokens kept for the attention that they have drawn so far.', {
    min: 0,
  }),
  recent: tokens('Recent', 32, 'The newest tokens, kept whatever they have drawn.', { min: 1 }),
} as const;

export default defineDecode({
  id: 'h2o',
  name: 'H2O',
  domain: 'decode',
  family: 'evictor',
  summary: 'Keeps the tokens that have drawn the most attention so far, and the newest.',
  about:
    'Every token’s score is the sum of all attention that it has been given. The cache holds the newest ' +
    'tokens and, of the older ones, those with the highest scores; after each step the lowest of them is ' +
    'evicted, and its score with it.',
  notice: [
    'Early tokens score high simply for having been there longer: the left edge survives.',
    'A number told in passing draws little attention until it is asked for; by then it has often gone.',
  ],
  differs: [
    'Follows the cache that really drops tokens (heavy + recent after each step); the version that masks them is off by one.',
    'Sizes are tokens; the evaluation of the paper sets shares of the prompt’s length (a tenth each).',
  ],
  paper: {
    title: 'H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models',
    authors:
      'Zhenyu Zhang, Ying Sheng, Tianyi Zhou, Tianlong Chen, Lianmin Zheng, Ruisi Cai, Zhao Song, Yuandong Tian, Christopher Ré, Clark Barrett, Zhangyang Wang, Beidi Chen',
    year: 2023,
    venue: 'NeurIPS 2023',
    arxiv: '2306.14048',
    repository: 'FMInference/H2O',
  },
  tags: {
    unit: 'tokens',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'decode',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'scores', title: 'Attention drawn' },
    { id: 'cache', title: 'The cache' },
  ],
  claims: [],
  atBudget(budget, shape) {
    const keys = keysFor(budget, shape) - 1; // the token of the step is read beside them
    const heavy = clampParam(params.heavy, Math.floor(keys / 2));
    return { heavy, recent: clampParam(params.recent, keys - heavy) };
  },
  begin({ heavy, recent }, context) {
    const drawn = new Map<string, Float32Array>();
    return {
      layer: (heads) =>
        heads.map((head) => {
          const { cache, scores } = walk(context, head, heavy, recent);
          drawn.set(`${head.layer}.${head.head}`, scores);
          return cache;
        }),
      trace(layer, head) {
        const scores = drawn.get(`${layer}.${head}`)!;
        const left = [...scores.keys()].filter((key) => scores[key]! > 0);
        return [
          {
            id: 'scores',
            caption: `After the last step ${count(left.length, 'token')} of ${scores.length} still have a score.`,
            drawables: [
              { kind: 'bars', axis: 'key', values: scores, label: 'attention drawn so far' },
            ],
          },
          {
            id: 'cache',
            caption: `The ${count(heavy, 'heaviest older token')} and the newest ${count(recent, 'token')} stay; the lowest score goes first.`,
            drawables: [],
          },
        ];
      },
    };
  },
  facts: [
    {
      name: 'one heavy hitter and two recent tokens',
      why: 'Column sums 1.5, 1.3, 0.2 after the prompt; the steps then evict 1, 2 and 3.',
      prompt: 3,
      layers: () => [
        [
          headFromLogits([
            [0],
            [Math.log(0.3), Math.log(0.7)],
            [Math.log(0.2), Math.log(0.6), Math.log(0.2)],
            [1, 0.2, 0.1, 0.5],
            [0.1, 2, 0.3, 0, 0.2],
            [0, 0.5, 2, 0.1, 0, 0.4],
          ]),
        ],
      ],
      params: { heavy: 1, recent: 2 },
      rows: [[['####..', '#.###.', '#..###']]],
    },
  ],
});

/** The cache step by step, and the scores of what is in it at the end. */
function walk(
  context: DecodeContext,
  head: DecodeHead,
  heavy: number,
  recent: number,
): { readonly cache: HeadCache; readonly scores: Float32Array } {
  const { n, prompt } = context;
  const rows = context.attention(head, 0, n);
  const scores = new Float32Array(n);
  for (let t = 0; t < prompt; t++) {
    for (let key = 0; key <= t; key++) scores[key]! += rows[t * n + key]!;
  }
  const leaves = new Int32Array(n).fill(n);
  let cached = Array.from({ length: prompt }, (_, key) => key);
  /** Keeps the newest and the heaviest of what is older; the rest is gone from step `at` on. */
  const cut = (at: number): void => {
    if (cached.length <= heavy + recent) return;
    const newest = cached.length - recent;
    const kept = topKeys(scores, cached.slice(0, newest), heavy);
    const stays = new Set([...kept, ...cached.slice(newest)]);
    for (const key of cached) {
      if (stays.has(key)) continue;
      leaves[key] = at;
      scores[key] = 0;
    }
    cached = cached.filter((key) => stays.has(key));
  };
  cut(prompt);
  for (let t = prompt; t < n; t++) {
    cached.push(t);
    let sum = 0;
    for (const key of cached) sum += rows[t * n + key]!;
    for (const key of cached) scores[key]! += rows[t * n + key]! / sum;
    cut(t + 1);
  }
  return { cache: evicting(context, leaves), scores };
}
