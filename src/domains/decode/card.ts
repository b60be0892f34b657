// Decode: what a model keeps of a text, reads and throws away while it writes.
import type { Card } from '../../core/card.ts';
import { defaultsOf } from '../../core/params.ts';
import { HEAD_PARAMS } from '../head-params.ts';
import { NOTHING_MORE, PLAIN_VIEW, type FigureSpec } from '../../core/spec.ts';

const params = {
  ...HEAD_PARAMS,
  prompt: {
    kind: 'integer',
    label: 'Prompt',
    help: 'How many tokens are there before writing begins: they are read densely, as one piece.',
    min: 1,
    max: 16384,
    default: 256,
    unit: 'tokens',
    scale: 'log',
  },
} as const;

const usual: FigureSpec = {
  domain: 'decode',
  kind: 'cache',
  model: 'atlas-3m',
  text: { kind: 'tale', seed: 7 },
  tokens: 512,
  subject: defaultsOf(params),
  ...NOTHING_MORE,
  method: 'h2o',
  budget: 0.2,
  set: {},
  compare: ['streaming-llm', 'topk-oracle-decode'],
  view: { ...PLAIN_VIEW, show: 'kept' },
};

export const card: Card = {
  id: 'decode',
  order: 2,
  title: 'Decode',
  sentence:
    'What a model still knows of the text while it writes: the cache, what is read, what is forgotten.',
  page: 'decode.html',
  kinds: [
    {
      id: 'cache',
      title: 'The cache of one head',
      reads: ['model', 'text'],
      params,
      counts: { layer: 'layers', head: 'heads' },
      common: ['prompt'],
      place: [
        { param: 'layer', prefix: 'layer' },
        { param: 'head', prefix: 'head' },
        { param: 'prompt', prefix: 'prompt' },
      ],
      axes: { row: 'step', col: 'cache position' },
    },
  ],
  gallery: {
    subject: `The cache of one head (layer ${usual.subject['layer']}, head ${usual.subject['head']}) while a tale is written: steps ${usual.subject['prompt']} to ${usual.tokens - 1} down, cache positions across. Asked to read 20\u00a0% of all that came before.`,
    told: { id: 'recall', label: 'recall' },
    preview:
      'Timelines of one head’s cache under %name%: what each step reads, all of its attention, what is lost, and how much every step keeps.',
  },
  shows: [
    {
      value: 'attention',
      paints: 'all',
      label: 'Attention',
      title: 'What each step wants to read, whether it is still there or not',
    },
    {
      value: 'kept',
      paints: 'kept',
      label: 'Read & lost',
      title: 'What each step reads, what is held unread or gone, and what is missed',
    },
    {
      value: 'lost',
      paints: 'lost',
      label: 'Lost',
      title: 'Only what a step wanted and did not read',
    },
  ],
  words: {
    object: 'the cache',
    about: 'KV cache sparsity',
    budget:
      'Share of all earlier tokens that a step reads, mean over the steps: the knob of each method is turned until it reads that much.',
    whole: 'all earlier tokens',
    kept: 'read',
    lost: 'wanted',
  },
  usual: { 1: usual },
};
