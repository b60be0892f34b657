// What can be set of draft-based inference.
import type { ParamValues } from '../../../core/params.ts';
import { share, tokens, when } from '../../_shared/params.ts';
import { kernelSize, poolingKind } from '../_shared/snap.ts';

const KV = ['speckv', 'speckv-pc'] as const;
const PC = ['specpc', 'speckv-pc'] as const;

export const params = {
  variant: {
    kind: 'choice',
    label: 'Variant',
    help: 'Whether each head evicts keys (SpecKV), the prompt loses tokens before the model reads it (SpecPC), or first the one and then the other.',
    options: [
      { value: 'speckv', label: 'SpecKV' },
      { value: 'specpc', label: 'SpecPC' },
      { value: 'speckv-pc', label: 'SpecKV-PC' },
    ],
    default: 'speckv',
  },
  draft: {
    kind: 'choice',
    label: 'Draft',
    help: 'Who writes ahead: a small trained model, the first three layers of the model itself, the text as it really goes on, or a small model of random weights.',
    options: [
      { value: 'trained', label: 'trained, 2 layers' },
      { value: 'self', label: 'the model’s first 3 layers' },
      { value: 'oracle', label: 'oracle: the true text' },
      { value: 'random', label: 'random weights' },
    ],
    default: 'trained',
  },
  capacity: tokens(
    'Capacity',
    64,
    'Tokens of the prompt that stay, besides its last one in SpecKV; more keep more.',
  ),
  lookAhead: tokens(
    'Look-ahead',
    32,
    'Tokens that the draft writes beyond the prompt; more see further, as long as the draft is right.',
    { min: 0, max: 512 },
  ),
  window: tokens(
    'Window',
    16,
    'The last tokens of the prompt: they always stay, and judge the others along with the draft’s.',
    { max: 512 },
  ),
  kernel: when('variant', KV, kernelSize(7)),
  pooling: { ...poolingKind('max'), when: { param: 'variant', is: KV } },
  over: {
    kind: 'choice',
    label: 'Over rows',
    help: 'Whether a key counts by the row that reads it most, or by the mean of all that judge.',
    options: [
      { value: 'max', label: 'largest' },
      { value: 'mean', label: 'mean' },
    ],
    default: 'max',
    when: { param: 'variant', is: KV },
  },
  neighbours: when(
    'variant',
    PC,
    tokens(
      'Neighbours',
      4,
      'Importance is pooled over so many tokens, and so many come along with each that is chosen; more keep whole phrases.',
      { max: 128 },
    ),
  ),
  lowLayers: when(
    'variant',
    PC,
    share(
      'Layers left out',
      0.5,
      'Share of the draft’s layers, from the lowest, that are not asked; more ask only the upper ones.',
      { max: 0.9 },
    ),
  ),
  ratio: when(
    'variant',
    ['speckv-pc'],
    share(
      'Shortened to',
      2,
      'The prompt is first shortened to so many times the capacity; more leave SpecKV more to choose from.',
      { min: 1, max: 8, step: 0.5 },
    ),
  ),
} as const;

export type Params = ParamValues<typeof params>;
