// The oracle of decoding: each step reads the keys that it weighs most.
import { clampParam } from '../../core/params.ts';
import { headFromLogits } from '../_shared/heads.ts';
import { blockSize, tokens, when } from '../_shared/params.ts';
import { defineDecode, type DecodeContext, type DecodeHead, type HeadCache } from '../decode.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { keysFor } from './_shared/budget.ts';
import { firstOf, pageKeys, readSets } from './_shared/cache.ts';
import { memory } from './_shared/memory.ts';
import { readStage } from './_shared/stages.ts';
import { stepLogits, stepRows, sumOf } from './_shared/rows.ts';

const params = {
  k: tokens('Keys read', 64, 'How many keys each step of each head reads; more keep more.'),
  variant: {
    kind: 'choice',
    label: 'One choice for',
    help: 'For whom the heaviest keys are chosen; the wider it is shared, the less it fits each head.',
    options: [
      { value: 'head', label: 'each head' },
      { value: 'group', label: 'heads that share keys (mean logits)' },
      { value: 'layer', label: 'all heads of a layer (sum of attention)' },
      { value: 'block', label: 'each head, in blocks' },
    ],
    default: 'head',
  },
  block: when('variant', ['block'], blockSize(16)),
} as const;

export default defineDecode({
  id: 'topk-oracle-decode',
  name: 'Oracle top-k',
  domain: 'decode',
  family: 'reader',
  summary: 'Each step reads the keys that it weighs most, known from reading all of them.',
  about:
    'No choice of as many keys keeps more attention than the heaviest ones. To know them, every key has ' +
    'to be read first, so this saves nothing: it is the bound that others are held against.',
  notice: [
    'Columns that blink: a key matters to some steps and not to others, and none of them is ever gone.',
    'The most attention kept is not always the least loss.',
  ],
  differs: ['A bound, not a system: there is no paper to differ from.'],
  tags: {
    unit: 'tokens',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'decode',
    role: 'bound',
  },
  params,
  stages: [{ id: 'read', title: 'What is read' }],
  claims: [],
  atBudget: (budget, shape) => ({ k: clampParam(params.k, keysFor(budget, shape)) }),
  begin({ k, variant, block }, context) {
    const { n, kernels } = context;
    const first = firstOf(context);
    const seen = memory<{ readonly cache: HeadCache }>();
    const size = variant === 'block' ? block : 1;
    return {
      layer(heads) {
        const weights = weightsOf(context, heads, variant);
        return heads.map((head, at) => {
          const keysAt = (t: number): Iterable<number> => {
            const from = (t - first) * n;
            const row = weights[at]!.subarray(from, from + t + 1);
            return heaviest(row, k, size, kernels);
          };
          const read = readSets(context, keysAt, first);
          const cache = { read, leaves: null };
          seen.keep(head, { cache });
          return cache;
        });
      },
      trace(layer, at, row) {
        const { head, cache } = seen.of(layer, at)!;
        return [readStage(context, head, cache, row)];
      },
    };
  },
  facts: [
    {
      name: 'two of four and of five keys',
      why: 'Step 3 weighs 3 and 0 most; in step 4 keys 0 and 2 tie, and the lower one is read beside 1.',
      prompt: 3,
      layers: () => [[headFromLogits([[], [], [], [1, 0.2, 0.1, 2], [0.5, 2, 0.5, 0, 0]])]],
      params: { k: 2 },
      rows: [[['#..#.', '##...']]],
    },
    {
      name: 'one choice for two heads',
      why: 'Sums of attention: keys 0 and 1 carry .5 + .1 and .2 + .5 of the two heads, key 3 only .3.',
      prompt: 3,
      layers: two,
      params: { k: 2, variant: 'layer' },
      rows: [[['##..'], ['##..']]],
    },
    {
      name: 'one choice for heads with the same keys',
      why: 'Mean logits of the rows .5 .2 .2 .1 and .1 .5 .2 .2: products .05 .1 .04 .02, so keys 1 and 0.',
      prompt: 3,
      layers: two,
      params: { k: 2, variant: 'group' },
      rows: [[['##..'], ['##..']]],
    },
    {
      name: 'blocks of two',
      why: 'Blocks hold .7 and .3 of the first head, .6 and .4 of the second: one block of two, the first.',
      prompt: 3,
      layers: two,
      params: { k: 2, variant: 'block', block: 2 },
      rows: [[['##..'], ['##..']]],
    },
  ],
});

type Variant = 'head' | 'group' | 'layer' | 'block';

/** What keys are ranked by, for each head: (n − first) × n. */
function weightsOf(
  context: DecodeContext,
  heads: readonly DecodeHead[],
  variant: Variant,
): readonly Float32Array[] {
  if (variant === 'group') {
    const logits = heads.map((head) => stepLogits(context, head));
    return heads.map(({ kvHead }) => sumOf(logits.filter((_, at) => heads[at]!.kvHead === kvHead)));
  }
  const rows = heads.map((head) => stepRows(context, head));
  if (variant !== 'layer') return rows;
  const all = sumOf(rows);
  return heads.map(() => all);
}

/** The k heaviest keys of a row, or as many whole blocks as they fill, at least one. */
function heaviest(row: Float32Array, k: number, size: number, kernels: Kernels): Iterable<number> {
  if (size === 1 || k >= row.length) return kernels.topK(row, k);
  const mass = new Float32Array(Math.ceil(row.length / size));
  for (let key = 0; key < row.length; key++) mass[Math.floor(key / size)]! += row[key]!;
  return pageKeys(kernels.topK(mass, Math.max(1, Math.floor(k / size))), size, row.length);
}

/** Two heads over the same keys; the fourth token weighs .5 .2 .2 .1 and .1 .5 .2 .2. */
function two(): DecodeHead[][] {
  const weights = [
    [0.5, 0.2, 0.2, 0.1],
    [0.1, 0.5, 0.2, 0.2],
  ];
  return [
    weights.map((row, head) => ({
      ...headFromLogits([[], [], [], row.map((weight) => Math.log(weight))]),
      head,
    })),
  ];
}
