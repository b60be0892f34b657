// Weights: which entries of a matrix stay when a model is pruned.
import type { Card } from '../../core/card.ts';
import { defaultsOf } from '../../core/params.ts';
import { NOTHING_MORE, PLAIN_VIEW, type FigureSpec } from '../../core/spec.ts';

/** Where a figure is: walked by links and controls. */
export const params = {
  layer: {
    kind: 'integer',
    label: 'Layer',
    help: 'Block of the model, counted from the input; 0 is the first.',
    min: 0,
    max: 63,
    default: 3,
  },
  matrix: {
    kind: 'choice',
    label: 'Matrix',
    help: 'Weight matrix within the layer: attention’s projections or those of the feed-forward part.',
    options: [
      { value: 'q', label: 'Query projection' },
      { value: 'k', label: 'Key projection' },
      { value: 'v', label: 'Value projection' },
      { value: 'o', label: 'Output projection' },
      { value: 'gate', label: 'Gate projection' },
      { value: 'up', label: 'Up projection' },
      { value: 'down', label: 'Down projection' },
    ],
    default: 'o',
  },
} as const;

const usual: FigureSpec = {
  domain: 'weights',
  kind: 'matrix',
  model: 'atlas-3m',
  text: { kind: 'tale', seed: 7 },
  tokens: 512,
  subject: defaultsOf(params),
  ...NOTHING_MORE,
  method: 'wanda',
  budget: 0.5,
  set: {},
  compare: ['sparsegpt', 'magnitude'],
  view: { ...PLAIN_VIEW, show: 'kept' },
};

export const card: Card = {
  id: 'weights',
  order: 1,
  title: 'Weights',
  sentence: 'Which weights of a model can go, and what it writes without them.',
  page: 'weights.html',
  kinds: [
    {
      id: 'matrix',
      title: 'One weight matrix',
      reads: ['model', 'text'],
      params,
      counts: { layer: 'layers' },
      place: [
        { param: 'layer', prefix: 'layer' },
        { param: 'matrix', prefix: '' },
      ],
      axes: { row: 'output', col: 'input' },
      aspects: { param: 'matrix', values: { down: 0.5 } },
    },
  ],
  gallery: {
    subject: `64 × 64 weights of one matrix (layer ${usual.subject['layer']}, output projection): outputs down, inputs across. Asked to keep 50\u00a0% of all weights.`,
    told: { id: 'outputError', label: 'output error' },
    preview:
      'Maps of one weight matrix under %name%: what is kept, a part of it with all weights and with those lost, and how much every input keeps.',
  },
  shows: [
    {
      value: 'weights',
      formerly: 'attention',
      paints: 'all',
      label: 'Weights',
      title: 'The sizes of all weights',
    },
    {
      value: 'kept',
      paints: 'kept',
      label: 'Kept & lost',
      title: 'What is kept, and large weights that are dropped',
    },
    {
      value: 'lost',
      paints: 'lost',
      label: 'Lost',
      title: 'Only what is dropped although large',
    },
  ],
  words: {
    object: 'weights',
    about: 'weight sparsity',
    budget:
      'Share of the weights of this matrix that every method keeps: the knob of each is turned until it drops the rest.',
    whole: 'the weights of this matrix',
    kept: 'kept',
    lost: 'large',
  },
  // Where two heads of the model that comes along meet.
  portrait: { rows: [96, 160], cols: [96, 160] },
  usual: { 1: usual },
};
