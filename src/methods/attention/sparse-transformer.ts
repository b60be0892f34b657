// Sparse Transformer: two cheap steps, strided or fixed, which together reach every key.
import { lazyCausal } from '../../core/mask/lazy.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { ensureDiagonalForEmptyRows } from '../../core/mask/ops.ts';
import { clampParam } from '../../core/params.ts';
import { defineAttention } from '../attention.ts';
import { causalPairs, firstReaching, sinksAndWindowPairs } from './_shared/budget.ts';
import { uniformHead } from '../_shared/heads.ts';
import { tokens, when } from '../_shared/params.ts';
import { maskStage, resultStage } from './_shared/stages.ts';
import { count } from '../_shared/words.ts';

const params = {
  pattern: {
    kind: 'choice',
    label: 'Pattern',
    help: 'Strided suits data with a period, such as pictures; fixed suits text.',
    options: [
      { value: 'strided', label: 'strided' },
      { value: 'fixed', label: 'fixed' },
    ],
    default: 'strided',
  },
  stride: tokens(
    'Stride',
    32,
    'Length of the local part and distance between the keys of the other; about the root of the text length keeps least.',
  ),
  summary: when(
    'pattern',
    ['fixed'],
    tokens(
      'Summary columns',
      4,
      'How many columns of each stretch every later query reads; more keeps more.',
      { max: 256 },
    ),
  ),
  variants: {
    kind: 'integer',
    label: 'Column variants',
    help: 'How many different summary columns the heads take turns with, counted from the end of a stretch; 1 gives all heads the same.',
    min: 1,
    max: 16,
    default: 1,
    when: { param: 'pattern', is: ['fixed'] },
  },
  steps: {
    kind: 'choice',
    label: 'Steps',
    help: 'Whether a head takes both steps at once, only one of them, or heads take turns.',
    options: [
      { value: 'merged', label: 'both in one head' },
      { value: 'local', label: 'local step only' },
      { value: 'far', label: 'far step only' },
      { value: 'alternate', label: 'even heads local, odd heads far' },
    ],
    default: 'merged',
  },
} as const;

export default defineAttention({
  id: 'sparse-transformer',
  name: 'Sparse Transformer',
  domain: 'attention',
  summary: 'A local stretch and a regular far step: two hops reach every key.',
  about:
    'Attention is split in two patterns of about √n keys each. Strided: the last ℓ keys, and every ℓ-th ' +
    'key before. Fixed: the own stretch of ℓ tokens, and the last c columns of every stretch, which sum ' +
    'it up for all later queries. Applied in turn or merged in one head, two hops connect any query with ' +
    'any earlier key at a cost of n√n.',
  notice: [
    'No single row sees everything, yet the mask times itself fills the whole triangle.',
    'On text the stride hits keys by accident of position; a model trained with the pattern learns to put summaries where they are read.',
    'Both a very short and a very long stride are dense; the cheapest lies near the root of half the text length.',
  ],
  differs: [
    'The pattern is laid over a model that was trained with dense attention; the original trains with it.',
    'The budget moves the stride on its upper branch, where a longer stride keeps more.',
    'Columns are counted singly; the original code works in blocks of 32.',
  ],
  paper: {
    title: 'Generating Long Sequences with Sparse Transformers',
    authors: 'Rewon Child, Scott Gray, Alec Radford, Ilya Sutskever',
    year: 2019,
    arxiv: '1904.10509',
    repository: 'openai/sparse_attention',
  },
  tags: {
    unit: 'diagonals or columns',
    selection: 'static',
    training: 'learned',
    phase: 'both',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'local', title: 'Local step' },
    { id: 'far', title: 'Far step' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Attention in O(n√n) instead of O(n²), for sequences of tens of thousands of steps.',
      source: 'Abstract, arXiv 1904.10509',
    },
  ],
  atBudget(budget, { n }) {
    const cheapest = Math.max(1, Math.round(Math.sqrt(n / 2)));
    const target = budget * causalPairs(n);
    const stride = firstReaching(cheapest, n, (value) => stridedPairs(n, value), target);
    return { stride: clampParam(params.stride, stride) };
  },
  select({ n, head }, { pattern, stride, summary, variants, steps }) {
    const { local, far } =
      pattern === 'strided' ? strided(n, stride) : fixed(n, stride, summary, head % variants);
    const wanted =
      steps === 'alternate' ? (head % 2 === 0 ? local : far) : { merged: null, local, far }[steps];
    const { mask, added } = ensureDiagonalForEmptyRows(wanted ?? either(local, far));
    return {
      mask,
      estimationFlops: 0,
      decodeKeys: mask.rowCount(n - 1),
      warnings:
        added === 0
          ? []
          : [`${count(added, 'row')} saw no summary column yet and kept the own key instead`],
      trace: () => [
        maskStage(
          'local',
          pattern === 'strided'
            ? `The local step reads the last ${count(Math.min(n, stride), 'key')}.`
            : `The local step reads the own stretch of ${count(Math.min(n, stride), 'token')} up to the query.`,
          local,
          'local step',
        ),
        maskStage(
          'far',
          pattern === 'strided'
            ? `The far step reads every ${stride}-th key counted back from the query.`
            : `The far step reads ${count(Math.min(summary, stride), 'column')} of every stretch of ${stride}.`,
          far,
          'far step',
        ),
        resultStage(mask),
      ],
    };
  },
  facts: [
    {
      name: 'strided, 16 tokens, stride 4',
      why: 'The local part is a window of 4 with 58 pairs; offsets 4, 8 and 12 add 12 + 8 + 4.',
      head: () => uniformHead(16),
      params: { pattern: 'strided', stride: 4 },
      pairs: 82,
      recall: { 3: 1, 15: 7 / 16 },
    },
    {
      name: 'strided, far step alone',
      why: 'Offsets 0, 3 and 6.',
      head: () => uniformHead(7),
      params: { pattern: 'strided', stride: 3, steps: 'far' },
      rows: ['#......', '.#.....', '..#....', '#..#...', '.#..#..', '..#..#.', '#..#..#'],
    },
    {
      name: 'fixed, 16 tokens, stride 4, one summary column',
      why: 'Four stretches of 1 + 2 + 3 + 4 = 10 pairs; columns 3, 7 and 11 are read by 12, 8 and 4 later queries.',
      head: () => uniformHead(16),
      params: { pattern: 'fixed', stride: 4, summary: 1 },
      pairs: 64,
    },
    {
      name: 'fixed, merged',
      why: 'Own stretch of 3, and columns 2 and 5 for all that come later.',
      head: () => uniformHead(7),
      params: { pattern: 'fixed', stride: 3, summary: 1 },
      rows: ['#......', '##.....', '###....', '..##...', '..###..', '..####.', '..#..##'],
    },
    {
      name: 'fixed, second variant of the columns',
      why: 'Head 1 takes the column before the last of each stretch: 1 and 4.',
      head: () => uniformHead(7, { heads: 2, head: 1 }),
      params: { pattern: 'fixed', stride: 3, summary: 1, variants: 2 },
      rows: ['#......', '##.....', '###....', '.#.#...', '.#.##..', '.#.###.', '.#..#.#'],
    },
  ],
});

/** Offsets below the stride, and its multiples. */
function strided(n: number, stride: number): { local: Mask; far: Mask } {
  return {
    local: lazyCausal(n, (i, keep) => keep(i - stride + 1, i + 1)),
    far: lazyCausal(n, (i, keep) => {
      for (let j = i % stride; j <= i; j += stride) keep(j, j + 1);
    }),
  };
}

/** The own stretch, and `summary` columns of each stretch, `variant` times that from its end. */
function fixed(
  n: number,
  stride: number,
  summary: number,
  variant: number,
): { local: Mask; far: Mask } {
  const width = Math.min(summary, stride);
  const places = Math.max(1, Math.floor(stride / width));
  const from = stride - width * ((variant % places) + 1);
  return {
    local: lazyCausal(n, (i, keep) => keep(i - (i % stride), i + 1)),
    far: lazyCausal(n, (i, keep) => {
      for (let start = from; start <= i; start += stride) keep(start, start + width);
    }),
  };
}

/** The union of two lazy masks, itself lazy: both rows' runs in ascending order. */
function either(a: Mask, b: Mask): Mask {
  return lazyCausal(a.rows, (i, keep) => {
    const runs: [number, number][] = [];
    const collect = (start: number, end: number) => void runs.push([start, end]);
    a.forEachRun(i, collect);
    b.forEachRun(i, collect);
    runs.sort((x, y) => x[0] - y[0]);
    for (const [start, end] of runs) keep(start, end);
  });
}

/** Pairs of the merged strided pattern. */
function stridedPairs(n: number, stride: number): number {
  const multiples = Math.floor((n - 1) / stride);
  // Offset m·stride has n − m·stride pairs.
  return sinksAndWindowPairs(n, 0, stride) + multiples * n - stride * causalPairs(multiples);
}
