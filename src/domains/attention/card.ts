// Attention while a text is read: which keys each query of one head keeps.
import type { Card } from '../../core/card.ts';
import { defaultsOf } from '../../core/params.ts';
import { HEAD_PARAMS } from '../head-params.ts';
import { NOTHING_MORE, PLAIN_VIEW, type FigureSpec } from '../../core/spec.ts';

const usual: FigureSpec = {
  domain: 'attention',
  kind: 'head',
  model: 'atlas-3m',
  text: { kind: 'tale', seed: 7 },
  tokens: 512,
  subject: defaultsOf(HEAD_PARAMS),
  ...NOTHING_MORE,
  method: 'minference',
  budget: 0.2,
  set: {},
  compare: ['streaming-llm', 'block-topk', 'oracle'],
  view: { ...PLAIN_VIEW, show: 'kept' },
};

export const card: Card = {
  id: 'attention',
  order: 0,
  title: 'Attention',
  sentence: 'Which words each word looks back at, and which of them a sparse method keeps.',
  page: '',
  kinds: [
    {
      id: 'head',
      title: 'One head on a text',
      reads: ['model', 'text'],
      params: HEAD_PARAMS,
      counts: { layer: 'layers', head: 'heads' },
      place: [
        { param: 'layer', prefix: 'layer' },
        { param: 'head', prefix: 'head' },
      ],
      axes: { row: 'query', col: 'key' },
      causal: true,
    },
  ],
  gallery: {
    subject: `One head (layer ${usual.subject['layer']}, head ${usual.subject['head']}) reading a tale of ${usual.tokens} tokens: queries down, keys across. Asked to keep 20\u00a0% of the causal pairs.`,
    told: { id: 'recall', label: 'recall' },
    preview:
      'Maps of one attention head under %name%: what is kept, all of it, what is lost, and how much every row keeps.',
  },
  shows: [
    {
      value: 'attention',
      paints: 'all',
      label: 'Attention',
      title: 'The dense attention of the head',
    },
    {
      value: 'kept',
      paints: 'kept',
      label: 'Kept & lost',
      title: 'What the method keeps, and heavy cells it drops',
    },
    {
      value: 'lost',
      paints: 'lost',
      label: 'Lost',
      title: 'Only what is dropped although heavy',
    },
  ],
  words: {
    object: 'attention',
    about: 'sparse attention',
    budget:
      'Share of the causal query-key pairs of this head that every method keeps: the knob of each is turned until it drops the rest.',
    whole: 'the causal pairs of this head',
    kept: 'kept',
    lost: 'heavy',
  },
  usual: { 1: usual },
};
