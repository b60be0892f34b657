// StreamingLLM while decoding: attention sinks and the newest tokens.
import { clampParam } from '../../core/params.ts';
import { tokens } from '../_shared/params.ts';
import { count } from '../_shared/words.ts';
import { defineDecode } from '../decode.ts';
import { keysFor } from './_shared/budget.ts';
import { evicting } from './_shared/cache.ts';
import { headFromLogits } from '../_shared/heads.ts';

const params = {
  sinks: tokens('Sinks', 4, 'How many of the very first tokens never leave the cache.', {
    min: 0,
    max: 256,
  }),
  window: tokens('Window', 60, 'How many of the newest tokens the cache holds; more keep more.'),
} as const;

export default defineDecode({
  id: 'streaming-llm',
  name: 'Sinks + window',
  domain: 'decode',
  family: 'evictor',
  summary: 'The cache holds the first few tokens and the newest; all else is forgotten.',
  about:
    'Every new token pushes the oldest one of the window out of the cache, except the first few, which ' +
    'models use as a resting place for attention that they do not need. The cache stays as large as it ' +
    'is however long the text grows. What has left is gone: no later query can ask for it.',
  notice: [
    'A diagonal edge of hatching follows the newest token: forgetting by age alone.',
    'A number told early cannot be repeated once it has left, whatever the question.',
  ],
  differs: [
    'The original numbers positions anew inside the cache; here keys keep their true positions.',
    'The prompt is read densely and cut once after it; the original cuts while it reads.',
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
    unit: 'tokens',
    selection: 'static',
    training: 'training-free',
    phase: 'decode',
    role: 'baseline',
  },
  params,
  stages: [{ id: 'cache', title: 'The cache' }],
  claims: [
    {
      text: 'Stable language modelling with up to 4 million tokens and more, without fine-tuning.',
      source: 'Abstract, arXiv 2309.17453',
    },
  ],
  atBudget: (budget, shape) => ({
    window: clampParam(params.window, keysFor(budget, shape) - params.sinks.default - 1),
  }),
  begin({ sinks, window }, context) {
    const { n, prompt } = context;
    // Cut to sinks + window after each step: at step t the new token stands beside them.
    const leaves = Int32Array.from({ length: n }, (_, key) =>
      key < sinks ? n : Math.min(n, Math.max(prompt, key + window + 1)),
    );
    const cache = evicting(context, leaves);
    return {
      layer: (heads) => heads.map(() => cache),
      trace: () => [
        {
          id: 'cache',
          caption: `Every step reads the first ${count(sinks, 'token')}, the newest ${count(window, 'token')} before it, and itself.`,
          drawables: [{ kind: 'mask', mask: cache.read, label: 'the cache' }],
        },
      ],
    };
  },
  facts: [
    {
      name: 'one sink, a window of two, eight tokens',
      why: 'At step t the cache holds token 0, the two before t, and t itself.',
      prompt: 4,
      layers: () => [[headFromLogits(Array.from({ length: 8 }, () => []))]],
      params: { sinks: 1, window: 2 },
      rows: [[['#.###...', '#..###..', '#...###.', '#....###']]],
    },
  ],
});
