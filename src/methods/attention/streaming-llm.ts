// StreamingLLM, also called A-shape: attention sinks and a sliding window.
import { lazyCausal } from '../../core/mask/lazy.ts';
import { clampParam } from '../../core/params.ts';
import { defineAttention } from '../attention.ts';
import { windowFor } from './_shared/budget.ts';
import { uniformHead } from '../_shared/heads.ts';
import { tokens } from '../_shared/params.ts';
import { maskStage, resultStage } from './_shared/stages.ts';
import { count, whole } from '../_shared/words.ts';

const params = {
  sinks: tokens(
    'Sinks',
    4,
    'How many of the very first keys every query keeps reading; 0 leaves a plain window.',
    { min: 0, max: 256 },
  ),
  window: tokens(
    'Window',
    64,
    'How many of the newest keys each query reads, its own included; larger keeps more.',
  ),
  trim: {
    kind: 'choice',
    label: 'Make room',
    help: 'Whether the cache is trimmed before the new token is added (window w) or only after it was read (one key more).',
    options: [
      { value: 'before', label: 'before the new token' },
      { value: 'after', label: 'after it was read' },
    ],
    default: 'before',
  },
} as const;

export default defineAttention({
  id: 'streaming-llm',
  name: 'StreamingLLM (A-shape)',
  domain: 'attention',
  summary: 'A sliding window that never lets go of the first few tokens.',
  about:
    'Models learn to put attention that they do not need on the first tokens of a text: attention ' +
    'sinks. A plain window drops them and the softmax loses its resting place. StreamingLLM keeps the ' +
    'first few keys for ever beside the window, and the model stays stable with a cache of constant size.',
  notice: [
    'Four columns at the left edge repair most of the damage that a plain window does to heads with a sink.',
    'It does not remember more: a fact that has left the window is gone, and needle accuracy falls to chance.',
  ],
  differs: [
    'The original stores keys before RoPE and numbers positions anew inside the cache; here keys keep their true positions, as in the A-shape of MInference.',
    'Defaults are scaled to short texts; the original code keeps 4 sinks and 512 recent keys.',
    'Cost is counted per pair; a block kernel would also compute the rest of the tiles at the edges.',
  ],
  paper: {
    title: 'Efficient Streaming Language Models with Attention Sinks',
    authors: 'Guangxuan Xiao, Yuandong Tian, Beidi Chen, Song Han, Mike Lewis',
    year: 2023,
    venue: 'ICLR 2024',
    arxiv: '2309.17453',
    repository: 'mit-han-lab/streaming-llm',
  },
  tags: {
    unit: 'columns and diagonals',
    selection: 'static',
    training: 'training-free',
    phase: 'both',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'sinks', title: 'Attention sinks' },
    { id: 'window', title: 'Recent window' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Stable language modelling with up to 4 million tokens and more, without fine-tuning.',
      source: 'Abstract, arXiv 2309.17453',
    },
    {
      text: 'Up to 22.2× faster than a sliding window with recomputation.',
      source: 'Abstract, arXiv 2309.17453',
    },
  ],
  atBudget: (budget, { n }) => ({
    window: clampParam(params.window, windowFor(budget, n, params.sinks.default)),
  }),
  select({ n }, { sinks, window, trim }) {
    const w = trim === 'before' ? window : window + 1;
    const mask = lazyCausal(n, (i, keep) => {
      keep(0, sinks);
      keep(Math.max(0, i - w + 1), i + 1);
    });
    const reads = Math.min(n, sinks + w);
    return {
      mask,
      estimationFlops: 0,
      decodeKeys: reads,
      trace: () => [
        maskStage(
          'sinks',
          `The first ${count(Math.min(sinks, n), 'key')} ${sinks === 1 ? 'stays' : 'stay'} visible to every later query.`,
          lazyCausal(n, (_, keep) => keep(0, sinks)),
          'sinks',
        ),
        maskStage(
          'window',
          `Each query also reads the newest ${count(w, 'key')}, its own included.`,
          lazyCausal(n, (i, keep) => keep(i - w + 1, i + 1)),
          'window',
        ),
        resultStage(mask, `A cache of ${whole(reads)} keys suffices; the mask`),
      ],
    };
  },
  facts: [
    {
      name: '16 tokens, 2 sinks, window 4',
      why: 'The dropped pairs form a triangle of side 16 − 2 − 4 = 10, that is 55 of 136: 81 stay.',
      head: () => uniformHead(16),
      params: { sinks: 2, window: 4 },
      pairs: 81,
      recall: { 5: 1, 15: 6 / 16 },
    },
    {
      name: 'sinks and window on six tokens',
      why: 'Column 0 and offsets 0 and 1.',
      head: () => uniformHead(6),
      params: { sinks: 1, window: 2 },
      rows: ['#.....', '##....', '###...', '#.##..', '#..##.', '#...##'],
    },
    {
      name: 'trimming after the step',
      why: 'The new token still sees w older keys, so offset w = 2 is kept too.',
      head: () => uniformHead(6),
      params: { sinks: 1, window: 2, trim: 'after' },
      rows: ['#.....', '##....', '###...', '####..', '#.###.', '#..###'],
    },
    {
      name: 'no sinks',
      why: 'Without sinks nothing but the window is left: 58 pairs as for the window of 4.',
      head: () => uniformHead(16),
      params: { sinks: 0, window: 4 },
      pairs: 58,
    },
  ],
});
