// Quest in the form that The Sparse Frontier gave it: the current page comes on top, heads that share keys may choose
// together, and no layer is dense.
import { clampParam } from '../../core/params.ts';
import { matrix, matrixOf, rowOf } from '../../core/tensor.ts';
import { headFrom } from '../_shared/heads.ts';
import { blockSize, tokens } from '../_shared/params.ts';
import { count, whole } from '../_shared/words.ts';
import { defineDecode, type DecodeContext, type DecodeHead, type HeadCache } from '../decode.ts';
import { keysFor } from './_shared/budget.ts';
import { FLOAT16, pageKeys, readSets } from './_shared/cache.ts';
import { groupsOf, paper, tags } from './_shared/frontier.ts';
import { memory } from './_shared/memory.ts';
import { pagesOf, type Pages } from './_shared/pages.ts';
import { positionOf, readStage } from './_shared/stages.ts';

const params = {
  budget: tokens(
    'Tokens read',
    64,
    'Tokens of finished pages that each step reads, in whole pages; the page being written comes on top.',
  ),
  page: {
    ...blockSize(8),
    label: 'Page size',
    help: 'Tokens of a page; larger pages are cheaper to choose and have looser bounds.',
  },
  share: {
    kind: 'boolean',
    label: 'Shared pages',
    help: 'Whether query heads that read the same keys add up their bounds and read the same pages.',
    default: true,
  },
} as const;

export default defineDecode({
  id: 'sparse-frontier-quest',
  name: 'Quest (Frontier)',
  domain: 'decode',
  family: 'reader',
  summary: 'Quest as The Sparse Frontier compares it: the page being written is read on top.',
  about:
    'For each page of the cache the least and the largest value of every channel of its keys bound what a query ' +
    'can score there. Each step reads the finished pages with the highest bounds, and always the page that is ' +
    'being written. Heads that share keys may choose their pages together. Nothing leaves the cache.',
  notice: [
    'Whole pages blink, as in Quest; here the first two layers do so, too.',
    'Where every head has keys of its own, as in this model, sharing pages changes nothing.',
  ],
  differs: [
    'This is not Quest as published: the current page does not count towards the budget, no layer is dense, and heads that share keys choose together.',
    'Pages of 8 suit short texts; the study has 16, and a budget of 1,024 tokens.',
    'Ties go to the earlier page.',
  ],
  paper,
  tags: { ...tags, unit: 'pages' },
  params,
  stages: [
    { id: 'bounds', title: 'Bounds of the pages' },
    { id: 'read', title: 'What is read' },
  ],
  claims: [],
  atBudget(budget, shape) {
    const keys = keysFor(budget, shape);
    const size = params.page.default;
    // Of the page being written about half is there.
    const pages = keys < shape.n ? (keys - (size + 1) / 2) / size : shape.n / size;
    return { budget: clampParam(params.budget, Math.max(1, Math.ceil(pages - 0.5)) * size) };
  },
  begin({ budget, page, share }, context) {
    const seen = memory<{ readonly cache: HeadCache; readonly group: readonly DecodeHead[] }>();
    const most = Math.floor(budget / page);
    return {
      layer(heads) {
        const groups = share ? groupsOf(heads) : heads.map((head) => [head]);
        const caches = new Map(
          groups.flatMap((group) => {
            const cache = walk(context, group, page, most);
            for (const head of group) seen.keep(head, { cache, group });
            return group.map((head) => [head, cache] as const);
          }),
        );
        return heads.map((head) => caches.get(head)!);
      },
      trace(layer, at, row) {
        const { head, cache, group } = seen.of(layer, at)!;
        const t = positionOf(context, row);
        const pages = pagesOf(head.k, page);
        for (let key = 0; key <= t; key++) pages.take();
        const bounds = boundsFor(pages, group, t);
        const current = bounds.length - 1;
        const chosen = [...pagesRead(bounds, most, context)];
        return [
          {
            id: 'bounds',
            caption: `Step ${whole(t)} reads ${whole(chosen.length - 1)} of ${count(current, 'finished page')}, and the page being written.`,
            drawables: [
              {
                ...{ kind: 'bars', axis: 'key-block', values: bounds, chosen, forced: [current] },
                label:
                  group.length > 1
                    ? `upper bounds of q·k, summed over ${count(group.length, 'head')}`
                    : 'upper bounds of q·k',
              },
            ],
          },
          readStage(context, head, cache, row),
        ];
      },
    };
  },
  facts: [
    {
      name: 'a bound by hand',
      why: 'Pages of two with bounds 4 (q = (1, −2), least (0, −1), largest (2, 3)) and 3; one is read: page 0, and the current one.',
      prompt: 4,
      layers: () => [[asking([1, -2], 0)]],
      params: { budget: 2, page: 2, share: true },
      rows: [[['##..#']]],
    },
    {
      name: 'two heads that share keys',
      why: 'Bounds 4 and 3 of one head, 0 and 6 of the other: 4 and 9 together, so both read page 1.',
      prompt: 4,
      layers: () => [[asking([1, -2], 0), asking([-3, 0], 1)]],
      params: { budget: 2, page: 2, share: true },
      rows: [[['..###'], ['..###']]],
    },
    {
      name: 'each for itself',
      why: 'The same two heads: page 0 for the one, page 1 for the other.',
      prompt: 4,
      layers: () => [[asking([1, -2], 0), asking([-3, 0], 1)]],
      params: { budget: 2, page: 2, share: false },
      rows: [[['##..#'], ['..###']]],
    },
  ],
});

/** Upper bounds per page, summed over heads that read the same keys. */
function boundsFor(pages: Pages, group: readonly DecodeHead[], t: number): Float32Array {
  const [first, ...others] = group.map(({ q }) => pages.bounds(rowOf(q, t)));
  for (const bounds of others) bounds.forEach((bound, page) => (first![page]! += bound));
  return first!;
}

/** The best finished pages, and the last one, which is being written. */
function pagesRead(
  bounds: Float32Array,
  most: number,
  { kernels }: Pick<DecodeContext, 'kernels'>,
): Iterable<number> {
  const current = bounds.length - 1;
  return [...kernels.topK(bounds.subarray(0, current), most), current];
}

function walk(
  context: DecodeContext,
  group: readonly DecodeHead[],
  size: number,
  most: number,
): HeadCache {
  const [{ k, d }] = group as readonly [DecodeHead];
  const pages = pagesOf(k, size);
  for (let key = 0; key < context.prompt; key++) pages.take();
  let probed = 0;
  const read = readSets(context, (t) => {
    pages.take();
    const bounds = boundsFor(pages, group, t);
    if (bounds.length - 1 > most) probed += bounds.length - 1;
    return pageKeys(pagesRead(bounds, most, context), size, t + 1);
  });
  // Bounds belong to the keys: heads that choose together read them once.
  return {
    read,
    leaves: null,
    estimatorBytes: Math.round((probed * 2 * d * FLOAT16) / group.length),
  };
}

/** Five keys of two channels that all heads share; the last token asks `query`. */
function asking(query: readonly number[], head: number): DecodeHead {
  const k = matrixOf([
    [0, 3],
    [2, -1],
    [-2, -1],
    [1, -1],
    [0, 0],
  ]);
  const q = matrix(5, 2);
  q.data.set(query, 8);
  return { ...headFrom(q, k), head, kvHead: 0 };
}
