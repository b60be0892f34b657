// Quest: pages of keys are read where the query could score high.
import { clampParam } from '../../../core/params.ts';
import { matrix, matrixOf, rowOf } from '../../../core/tensor.ts';
import { headFrom } from '../../_shared/heads.ts';
import { blockSize, tokens } from '../../_shared/params.ts';
import { count, number, whole } from '../../_shared/words.ts';
import { defineDecode, type DecodeContext, type DecodeHead, type HeadCache } from '../../decode.ts';
import { keysFor } from '../_shared/budget.ts';
import { FLOAT16, firstOf, pageKeys, readSets, wholeLayer } from '../_shared/cache.ts';
import { guessGroups } from '../_shared/guess.ts';
import { memory } from '../_shared/memory.ts';
import { pagesOf, trueMaxima } from '../_shared/pages.ts';
import { denseLayers } from '../_shared/params.ts';
import { positionOf, readStage, wholeStage } from '../_shared/stages.ts';
import { pagesRead, type Reading } from './pages.ts';

const params = {
  budget: tokens(
    'Tokens read',
    64,
    'Tokens that each step may read, in whole pages; more reads more.',
  ),
  page: {
    ...blockSize(8),
    label: 'Page size',
    help: 'Tokens of a page; larger pages are cheaper to choose and have looser bounds.',
  },
  rule: {
    kind: 'choice',
    label: 'Current page',
    help: 'Whether the page being written is always read, as in the released kernels, or has to earn it.',
    options: [
      { value: 'kernel', label: 'always read (kernels)' },
      { value: 'evaluation', label: 'has to rank (evaluation code)' },
    ],
    default: 'kernel',
  },
  denseLayers,
} as const;

export default defineDecode({
  id: 'quest',
  name: 'Quest',
  domain: 'decode',
  family: 'reader',
  summary: 'Reads the pages of the cache in which the query could score high.',
  about:
    'The cache is cut into pages, and for each page the least and the largest value of every channel of its ' +
    'keys is kept. From those a query knows how high it could possibly score in a page. Each step of each ' +
    'head reads the pages with the highest bounds in full; nothing leaves the cache.',
  notice: [
    'Whole pages blink: one heavy key brings its neighbours along.',
    'Large pages have loose bounds, and a page without any heavy key may be read for it.',
  ],
  differs: [
    'The current page is always read and there is no least number of pages, as in the released kernels; the evaluation code, the other choice, lets it compete and reads at least three pages.',
    'A budget of at least all tokens so far reads them all; the released code may leave a page out where they are no whole number of pages.',
    'Ties go to the earlier page.',
    'Pages of 8 suit short texts; the released ones have 16.',
  ],
  paper: {
    title: 'Quest: Query-Aware Sparsity for Efficient Long-Context LLM Inference',
    authors: 'Jiaming Tang, Yilong Zhao, Kan Zhu, Guangxuan Xiao, Baris Kasikci, Song Han',
    year: 2024,
    venue: 'ICML 2024',
    arxiv: '2406.10774',
    repository: 'mit-han-lab/Quest',
  },
  tags: {
    unit: 'pages',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'decode',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'bounds', title: 'Bounds of the pages' },
    { id: 'read', title: 'What is read' },
  ],
  claims: [
    {
      text: 'Up to 7.03 times faster self-attention, 2.23 times lower latency, negligible loss of accuracy.',
      source: 'Project page, hanlab.mit.edu (the abstract of arXiv 2406.10774 has the two swapped)',
    },
  ],
  atBudget(budget, shape) {
    const keys = keysFor(budget, shape);
    const size = params.page.default;
    const inPages = Math.max(1, Math.round(keys / size)) * size;
    return { budget: clampParam(params.budget, keys < shape.n ? inPages : keys) };
  },
  begin({ budget, page, rule, denseLayers: dense }, context) {
    const seen = memory<{ readonly cache: HeadCache }>();
    const reading = { budget, page, rule };
    return {
      layer(heads) {
        if (heads[0]!.layer < dense) return wholeLayer(context, heads);
        return heads.map((head) => {
          const cache = walk(context, head, reading);
          seen.keep(head, { cache });
          return cache;
        });
      },
      trace(layer, at, row) {
        const found = seen.of(layer, at);
        if (!found) return [wholeStage(context, layer, row, 'is dense')];
        const { head, cache } = found;
        const t = positionOf(context, row);
        const bounds = boundsAt(head, t, page);
        const maxima = trueMaxima(head.q, head.k, t, page);
        const chosen = [...pagesRead(bounds, t, reading, context.kernels)];
        const best = context.kernels.topK(maxima, chosen.length);
        const pages = Float32Array.from(bounds.keys());
        const loosest = loosestOf(bounds, maxima);
        return [
          {
            id: 'bounds',
            caption: `Step ${whole(t)} reads ${whole(chosen.length)} of ${count(bounds.length, 'page')}; the loosest bound is that of page ${whole(loosest)}: ${number(bounds[loosest]!)} where its best key scores ${number(maxima[loosest]!)}.`,
            drawables: [
              {
                kind: 'scatter',
                x: 'page',
                y: 'q·k',
                groups: [
                  { role: 'bound', label: 'bound of a page', xs: pages, ys: bounds },
                  ...guessGroups(pages, maxima, new Set(chosen), new Set(best), [
                    'best key of a page, read and among the best',
                    'read, though others hold better keys',
                    'among the best, not read',
                    'neither',
                  ]),
                ],
                label: 'How high a query could score in each page, and how high it does',
              },
              {
                kind: 'bars',
                axis: 'key-block',
                values: bounds,
                chosen,
                ...(rule === 'kernel' && { forced: [bounds.length - 1] }),
                label: 'upper bounds of q·k, pages that are read marked',
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
      name: 'four pages of two, evaluation code',
      why: 'Bounds 1, 3, 1 and 2.5; at least three pages are read: 1, 3 and, of the two that tie, 0.',
      prompt: 6,
      layers: () => [[example()]],
      params: { budget: 4, page: 2, rule: 'evaluation', denseLayers: 0 },
      rows: [[['####..#']]],
    },
    {
      name: 'four pages of two, kernels',
      why: 'The current page 3, and of the earlier ones the best: page 1 with a bound of 3.',
      prompt: 6,
      layers: () => [[example()]],
      params: { budget: 4, page: 2, rule: 'kernel', denseLayers: 0 },
      rows: [[['..##..#']]],
    },
    {
      name: 'the first layer dense',
      why: 'Layer 0 reads everything, layer 1 the current page and page 1.',
      prompt: 6,
      layers: () => [[example()], [{ ...example(), layer: 1 }]],
      params: { budget: 4, page: 2, rule: 'kernel', denseLayers: 1 },
      rows: [[['#######']], [['..##..#']]],
    },
  ],
});

/** Reads page by page; the estimate reads two vectors a page wherever pages have to be left out. */
function walk(context: DecodeContext, head: DecodeHead, reading: Reading): HeadCache {
  const pages = pagesOf(head.k, reading.page);
  const first = firstOf(context);
  for (let key = 0; key < first; key++) pages.take();
  let probed = 0;
  const keysAt = (t: number): Iterable<number> => {
    pages.take();
    const bounds = pages.bounds(rowOf(head.q, t));
    if (reading.budget <= t) probed += bounds.length;
    return pageKeys(pagesRead(bounds, t, reading, context.kernels), reading.page, t + 1);
  };
  const read = readSets(context, keysAt, first);
  return { read, leaves: null, estimatorBytes: probed * 2 * head.d * FLOAT16 };
}

function boundsAt(head: DecodeHead, t: number, size: number): Float32Array {
  const pages = pagesOf(head.k, size);
  for (let key = 0; key <= t; key++) pages.take();
  return pages.bounds(rowOf(head.q, t));
}

function loosestOf(bounds: Float32Array, maxima: Float32Array): number {
  let loosest = 0;
  for (let page = 1; page < bounds.length; page++) {
    const slack = bounds[page]! - maxima[page]!;
    if (slack > bounds[loosest]! - maxima[loosest]!) loosest = page;
  }
  return loosest;
}

/** Seven keys of two channels; the last token asks (1, −1). */
function example(): DecodeHead {
  const k = matrixOf([
    ...[
      [1, 0],
      [0, 1],
    ],
    ...[
      [2, -1],
      [-1, 3],
    ],
    ...[
      [0, 0],
      [1, 1],
    ],
    [0.5, -2],
  ]);
  const q = matrix(7, 2);
  q.data.set([1, -1], 12);
  return headFrom(q, k);
}
