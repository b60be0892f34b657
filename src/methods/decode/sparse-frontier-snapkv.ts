// SnapKV in the form that The Sparse Frontier gave it.
import { clampParam } from '../../core/params.ts';
import { headFromAttention, withUniformStart } from '../_shared/heads.ts';
import { count, whole } from '../_shared/words.ts';
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
  tags,
  withForced,
} from './_shared/frontier.ts';
import { memory } from './_shared/memory.ts';
import { promptKeys } from './_shared/snap.ts';
import { cacheStage, scoreStage } from './_shared/stages.ts';

interface Cut {
  readonly cache: HeadCache;
  readonly scores: Float32Array;
  readonly chosen: Uint32Array;
  readonly forced: readonly number[];
}

export default defineDecode({
  id: 'sparse-frontier-snapkv',
  name: 'SnapKV (Frontier)',
  domain: 'decode',
  family: 'evictor',
  summary: 'SnapKV as The Sparse Frontier compares it: start and end of the prompt always stay.',
  about:
    'The study gives all its patterns one form, so that they can be compared. Here the last rows of the prompt ' +
    'score all of its keys, heads that share keys score together, and scores are smoothed. The first few and ' +
    'the last tokens always stay; the rest of the capacity goes to the best.',
  notice: [
    'The first tokens stay in every head: as sinks they take much attention, whatever the text.',
    'Unlike in SnapKV the rows that look and the tokens that stay at the end are two numbers.',
  ],
  differs: [
    'This is not SnapKV as published: the study scores all keys of the prompt, always keeps its first tokens, and lets heads that share keys score together.',
    ...CUT_DIFFERS,
  ],
  paper,
  tags: { ...tags, unit: 'tokens of the prompt' },
  params: cutParams,
  stages: [
    { id: 'scores', title: 'What the last rows look at' },
    { id: 'cache', title: 'The cache' },
  ],
  claims: [],
  atBudget: (budget, shape) => ({
    capacity: clampParam(cutParams.capacity, promptKeysFor(budget, shape)),
  }),
  begin(given, context) {
    const { prompt, kernels } = context;
    const seen = memory<Cut>();
    const all = keptOfPrompt(context, promptKeys(prompt));
    return {
      layer(heads) {
        if (prompt <= given.capacity) return heads.map(() => all);
        const forced = alwaysKept(prompt, given);
        const cuts = new Map(
          groupsOf(heads).map((group): [number, Cut] => {
            const scores = importanceOf(group, given, 'sum', context);
            const chosen = kernels.topK(withForced(scores, forced), given.capacity);
            const cache = keptOfPrompt(context, chosen);
            return [group[0]!.kvHead, { cache, scores, chosen, forced }];
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
        const { cache, scores, chosen, forced } = cut;
        const rows = Math.min(given.window, prompt);
        const caption = `The last ${count(rows, 'row')} score all ${count(prompt, 'key')} of the prompt; ${whole(forced.length)} stay anyway, the best ${whole(chosen.length - forced.length)} of the others with them.`;
        return [scoreStage(caption, scores, chosen, forced), cacheStage(context, cache, row)];
      },
    };
  },
  facts: [
    {
      name: 'a head of its own',
      why: 'Sums of the two last rows: .4 .1 .1 .6 .04 .26 .3 .2; key 0 and key 7 stay anyway, and of the others 3 and 6.',
      prompt: 8,
      layers: () => [[observed()]],
      params: { capacity: 4, window: 2, local: 1, prefix: 1, kernel: 1 },
      rows: [[['#..#..###']]],
    },
    {
      name: 'smoothed over three',
      why: 'Means .167 .2 .267 .247 .3 .2 .253 .167 (what lies beyond the ends is 0): beside 0 and 7 keys 4 and 2.',
      prompt: 8,
      layers: () => [[observed()]],
      params: { capacity: 4, window: 2, local: 1, prefix: 1, kernel: 3 },
      rows: [[['#.#.#..##']]],
    },
    {
      name: 'a capacity that what always stays fills',
      why: 'The first token, and of the two last only one: two in all.',
      prompt: 8,
      layers: () => [[observed()]],
      params: { capacity: 2, window: 2, local: 2, prefix: 1, kernel: 1 },
      rows: [[['#......##']]],
    },
  ],
});

/** A prompt of eight with two observing rows, and one token after it. */
function observed(): DecodeHead {
  const rows = [
    [0.3, 0.05, 0.05, 0.2, 0.02, 0.18, 0.2],
    [0.1, 0.05, 0.05, 0.4, 0.02, 0.08, 0.1, 0.2],
  ];
  const after = Array.from({ length: 9 }, () => 1 / 9);
  return headFromAttention([...withUniformStart(rows, 8), after]);
}
