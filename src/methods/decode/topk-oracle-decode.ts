// The oracle of decoding: each step reads the keys that it weighs most.
import { clampParam } from '../../core/params.ts';
import { headFromLogits } from '../_shared/heads.ts';
import { tokens } from '../_shared/params.ts';
import { count } from '../_shared/words.ts';
import { defineDecode } from '../decode.ts';
import { keysFor } from './_shared/budget.ts';
import { readSets } from './_shared/cache.ts';
import { stepRows } from './_shared/rows.ts';

const params = {
  k: tokens('Keys read', 64, 'How many keys each step of each head reads; more keep more.'),
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
  begin({ k }, context) {
    const { n, prompt, kernels } = context;
    return {
      layer: (heads) =>
        heads.map((head) => {
          const rows = stepRows(context, head);
          const read = readSets(context, (t) =>
            kernels.topK(
              rows.subarray((t - prompt) * n, (t - prompt) * n + t + 1),
              Math.min(k, t + 1),
            ),
          );
          return { read, leaves: null };
        }),
      trace: () => [
        {
          id: 'read',
          caption: `Each step reads its ${count(k, 'heaviest key', 'heaviest keys')}; all others stay in the cache, unread.`,
          drawables: [],
        },
      ],
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
  ],
});
