// Sliding window: the plainest static pattern.
import { lazyCausal } from '../../core/mask/lazy.ts';
import { clampParam } from '../../core/params.ts';
import { defineAttention } from '../attention.ts';
import { windowFor } from './_shared/budget.ts';
import { uniformHead } from '../_shared/heads.ts';
import { tokens } from '../_shared/params.ts';
import { maskStage, resultStage } from './_shared/stages.ts';
import { count } from '../_shared/words.ts';

const params = {
  window: tokens(
    'Window',
    64,
    'How many of the newest keys each query reads, its own included; larger keeps more.',
  ),
};

export default defineAttention({
  id: 'window',
  name: 'Sliding window',
  domain: 'attention',
  summary: 'Every query reads only the newest keys.',
  about:
    'Query i reads key j while i − j is less than the window. Work and cache stay constant per token, ' +
    'however long the text grows. Stacked layers pass information on: two layers with window w reach ' +
    'back 2(w − 1) tokens, but no further.',
  notice: [
    'Heads that look at the previous few tokens lose next to nothing; heads with an attention sink on the first token fall off a cliff as soon as the window leaves it.',
    'A fact told earlier than the window can only arrive through deeper layers.',
  ],
  differs: [
    'The mask is laid over a model that was trained with dense attention; models such as Mistral are trained with their window.',
    'Cost is counted per pair; a block kernel would also compute the rest of the tiles at the edges of the band.',
  ],
  tags: {
    unit: 'diagonals',
    selection: 'static',
    training: 'training-free',
    phase: 'both',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'row', title: 'What the last query reads' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget: (budget, { n }) => ({ window: clampParam(params.window, windowFor(budget, n, 0)) }),
  select({ n }, { window }) {
    const mask = lazyCausal(n, (i, keep) => keep(i - window + 1, i + 1));
    const last = lazyCausal(n, (i, keep) => i === n - 1 && keep(i - window + 1, i + 1));
    const reads = Math.min(n, window);
    return {
      mask,
      estimationFlops: 0,
      decodeKeys: reads,
      trace: () => [
        maskStage(
          'row',
          `Query ${n - 1} reads its own key and the ${count(reads - 1, 'key')} before it.`,
          last,
          'keys of the last query',
        ),
        resultStage(mask, 'The same band along the whole diagonal'),
      ],
    };
  },
  facts: [
    {
      name: '16 tokens, window 4',
      why: 'The first 4 rows hold 1 + 2 + 3 + 4 = 10 pairs, the other 12 hold 4 each: 58.',
      head: () => uniformHead(16),
      params: { window: 4 },
      pairs: 58,
      recall: { 3: 1, 7: 0.5, 15: 0.25 },
    },
    {
      name: 'window 1',
      why: 'Only offset 0 is smaller than 1, so each query reads itself.',
      head: () => uniformHead(4),
      params: { window: 1 },
      rows: ['#...', '.#..', '..#.', '...#'],
    },
    {
      name: 'window as long as the text',
      why: 'All offsets 0 … n − 1 are below n: dense.',
      head: () => uniformHead(4),
      params: { window: 4 },
      rows: ['#...', '##..', '###.', '####'],
    },
  ],
});
