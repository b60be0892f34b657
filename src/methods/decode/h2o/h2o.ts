// H2O: the cache keeps the tokens that have been looked at most, and the newest.
import { clampParam } from '../../../core/params.ts';
import { headFromLogits } from '../../_shared/heads.ts';
import { tokens } from '../../_shared/params.ts';
import { count, whole } from '../../_shared/words.ts';
import { defineDecode, type DecodeHead } from '../../decode.ts';
import { keysFor } from '../_shared/budget.ts';
import { memory } from '../_shared/memory.ts';
import { cacheStage } from '../_shared/stages.ts';
import { walkCache, walkMasked, type Walked } from './walks.ts';

const params = {
  heavy: tokens('Heavy hitters', 32, 'Tokens kept for the attention that they have drawn so far.', {
    min: 0,
  }),
  recent: tokens('Recent', 32, 'The newest tokens, kept whatever they have drawn.', { min: 1 }),
  variant: {
    kind: 'choice',
    label: 'Version',
    help: 'Whether tokens are really dropped or hidden by a mask, as in two files of the released code.',
    options: [
      { value: 'cache', label: 'dropped from the cache' },
      { value: 'mask', label: 'hidden by a mask' },
    ],
    default: 'cache',
  },
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
    'Follows the cache that really drops tokens: heavy + recent stay after each step, the token of the step is read beside them.',
    'The other choice is the version with a mask and its slip: the current token counts as recent, and one that leaves the recent ones cannot be seen for a step before it competes. A token with a score of 0 never comes back.',
    'The version that sums attention over the whole text, later rows included, is left out: it is no decoder.',
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
  begin({ heavy, recent, variant }, context) {
    const seen = memory<Walked>();
    const walk = variant === 'mask' ? walkMasked : walkCache;
    return {
      layer: (heads) =>
        heads.map((head) => {
          const walked = walk(context, head, heavy, recent);
          seen.keep(head, walked);
          return walked.cache;
        }),
      trace(layer, head, row) {
        const { scores, cache } = seen.of(layer, head)!;
        const scored = [...scores.keys()].filter((key) => scores[key]! > 0);
        return [
          {
            id: 'scores',
            caption: `After the last step ${count(scored.length, 'token')} of ${whole(scores.length)} still have a score; the ${count(heavy, 'heaviest older token')} and the newest ${count(recent, 'token')} stay.`,
            drawables: [
              {
                kind: 'bars',
                axis: 'key',
                values: scores,
                chosen: scored,
                label: 'attention drawn so far',
              },
            ],
          },
          cacheStage(context, cache, row),
        ];
      },
    };
  },
  facts: [
    {
      name: 'one heavy hitter and two recent tokens',
      why: 'Column sums 1.5, 1.3, 0.2 after the prompt; the steps then evict 1, 2 and 3.',
      prompt: 3,
      layers: () => [[example()]],
      params: { heavy: 1, recent: 2, variant: 'cache' },
      rows: [[['####..', '#.###.', '#..###']]],
    },
    {
      name: 'the same by mask',
      why: 'Three tokens are no more than 1 + 2, so step 3 sees all. Then 0 beats 1 while 2 waits, and 0 beats 2 while 3 waits.',
      prompt: 3,
      layers: () => [[example()]],
      params: { heavy: 1, recent: 2, variant: 'mask' },
      rows: [[['####..', '#..##.', '#...##']]],
    },
  ],
});

/** Column sums 1.5, 1.3 and .2 after a prompt of three; three steps. */
function example(): DecodeHead {
  return headFromLogits([
    [0],
    [Math.log(0.3), Math.log(0.7)],
    [Math.log(0.2), Math.log(0.6), Math.log(0.2)],
    [1, 0.2, 0.1, 0.5],
    [0.1, 2, 0.3, 0, 0.2],
    [0, 0.5, 2, 0.1, 0, 0.4],
  ]);
}
