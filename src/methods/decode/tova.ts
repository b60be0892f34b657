// TOVA: after each step, the token that it looked at least leaves.
import { clampParam } from '../../core/params.ts';
import { headFromLogits } from '../_shared/heads.ts';
import { tokens } from '../_shared/params.ts';
import { count, percent, whole } from '../_shared/words.ts';
import { defineDecode, type DecodeContext, type DecodeHead } from '../decode.ts';
import { keysFor } from './_shared/budget.ts';
import { evicting, keysRead } from './_shared/cache.ts';
import { cacheStage, positionOf } from './_shared/stages.ts';
import { carried } from './_shared/carried.ts';
import { among, topKeys } from './_shared/rows.ts';

const params = {
  size: tokens(
    'Cache size',
    64,
    'Tokens that each layer’s cache holds, the newest among them; more keep more.',
  ),
} as const;

export default defineDecode({
  id: 'tova',
  name: 'TOVA',
  domain: 'decode',
  family: 'evictor',
  summary: 'After each step the token that it looked at least leaves, in all heads of a layer.',
  about:
    'When the cache is full, one token has to go with every step: the one to which the newest query gave ' +
    'the least attention, averaged over the heads of the layer. Nothing is kept for being recent or first; ' +
    'what matters to the last query stays. The prompt is cut once, by its last row.',
  notice: [
    'All heads of a layer hold the same tokens, whatever each of them looks at.',
    'A token that a single step does not look at is lost, however much it was looked at before.',
  ],
  differs: [
    'Keys keep their true positions, as in the released code.',
    'Ties go to the lower position; the released code leaves them to its sort.',
  ],
  paper: {
    title: 'Transformers are Multi-State RNNs',
    authors: 'Matanel Oren, Michael Hassid, Nir Yarden, Yossi Adi, Roy Schwartz',
    year: 2024,
    venue: 'EMNLP 2024',
    arxiv: '2401.06104',
    repository: 'schwartz-lab-NLP/TOVA',
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
    { id: 'attention', title: 'Attention of the step' },
    { id: 'cache', title: 'The cache' },
  ],
  claims: [
    {
      text: 'Nearly on par with the full model, in some cases with 1/8 of the cache, at 4.8 times the throughput.',
      source: 'Abstract, arXiv 2401.06104',
    },
  ],
  atBudget: (budget, shape) => ({
    size: clampParam(params.size, keysFor(budget, shape) - 1), // the token of the step is read beside them
  }),
  begin({ size }, context) {
    const layers = new Map<number, Layer>();
    return {
      layer(heads) {
        const leaves = walk(context, heads, size);
        const cache = evicting(context, leaves);
        layers.set(heads[0]!.layer, { heads, leaves });
        return heads.map(() => cache);
      },
      trace(layer, _head, row) {
        const { heads, leaves } = layers.get(layer)!;
        const t = positionOf(context, row);
        const cache = evicting(context, leaves);
        const cached = keysRead(cache, t - context.prompt);
        const attention = averaged(context, heads, t, cached).slice(0, t + 1);
        const goes = cached.find((key) => leaves[key] === t + 1 && t + 1 < context.n);
        const next =
          goes === undefined
            ? 'nothing has to leave after it'
            : `token ${whole(goes)} got the least, ${percent(attention[goes]!)}, and leaves after it`;
        return [
          {
            id: 'attention',
            caption: `Step ${whole(t)}, mean over ${count(heads.length, 'head')}: ${next}.`,
            drawables: [
              {
                kind: 'bars',
                axis: 'key',
                values: attention,
                chosen: cached.filter((key) => key !== goes),
                label: 'mean attention over what is cached',
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
      name: 'a cache of three tokens',
      why: 'Steps weigh .4061 .1825 .1651 .2463: 2 goes; then 3 goes; then .1945 .3207 .1945 .2902 over 0, 1, 4 and 5: 0 and 4 tie, 0 stays.',
      prompt: 3,
      layers: () => [
        [
          headFromLogits([
            ...[[0], [0, 0], [0, 0, 0]],
            [1, 0.2, 0.1, 0.5],
            [0.1, 2, 0.3, 0, 0.2],
            [0, 0.5, 2, 0.1, 0, 0.4],
            [],
          ]),
        ],
      ],
      params: { size: 3 },
      rows: [[['####...', '##.##..', '##..##.', '##...##']]],
    },
    {
      name: 'two heads, one cache',
      why: 'The prompt’s last row weighs keys .6 .1 .3 and .1 .2 .7: means .35 .15 .5, so both heads lose key 1, though the second would have lost key 0.',
      prompt: 3,
      layers: () => [[lastRowOfPrompt([0.6, 0.1, 0.3], 0), lastRowOfPrompt([0.1, 0.2, 0.7], 1)]],
      params: { size: 2 },
      rows: [[['#.##'], ['#.##']]],
    },
  ],
});

interface Layer {
  readonly heads: readonly DecodeHead[];
  readonly leaves: Int32Array;
}

/** How far the walk of a layer has come. */
interface Walk {
  /** The next row to look at; the prompt's last is the first. */
  next: number;
  cached: number[];
  /** By key, of those that have left: the first position at which it is gone. */
  readonly left: Map<number, number>;
}
const walks = carried<Walk>();

/** When each key leaves a layer's cache. */
function walk(context: DecodeContext, heads: readonly DecodeHead[], size: number): Int32Array {
  const { n, prompt } = context;
  const state = walks(context, heads[0]!, () => ({
    next: prompt - 1,
    cached: Array.from({ length: prompt }, (_, key) => key),
    left: new Map(),
  }));
  const { next: from, left } = state;
  const rows = heads.map((head) => context.attention(head, from, n));
  for (; state.next < n; state.next++) {
    const t = state.next;
    if (t >= prompt) state.cached.push(t);
    const { cached } = state;
    if (cached.length <= size) continue;
    const at = (t - from) * n;
    const mean = meanAmong(
      rows.map((all) => all.subarray(at, at + n)),
      cached,
    );
    const stays = new Set(topKeys(mean, cached, size));
    for (const key of cached) if (!stays.has(key)) left.set(key, t + 1);
    state.cached = cached.filter((key) => stays.has(key));
  }
  const leaves = new Int32Array(n).fill(n);
  for (const [key, at] of left) leaves[key] = at;
  return leaves;
}

/** Attention over what is cached at a step, mean over heads. */
function averaged(
  context: DecodeContext,
  heads: readonly DecodeHead[],
  t: number,
  cached: readonly number[],
): Float32Array {
  return meanAmong(
    heads.map((head) => context.attention(head, t, t + 1)),
    cached,
  );
}

function meanAmong(rows: readonly Float32Array[], cached: readonly number[]): Float32Array {
  const mean = new Float32Array(rows[0]!.length);
  for (const row of rows) {
    const weights = among(row, cached);
    for (const key of cached) mean[key]! += weights[key]! / rows.length;
  }
  return mean;
}

/** Four tokens; the third row's attention as given. */
function lastRowOfPrompt(weights: readonly number[], head: number): DecodeHead {
  const logits = weights.map((weight) => Math.log(weight));
  return { ...headFromLogits([[0], [0, 0], logits, []]), head, kvHead: head };
}
