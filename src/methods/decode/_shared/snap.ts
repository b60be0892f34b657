// What the last rows of a prompt look at: the scores by which SnapKV, and those after it, cut the prompt.
import type { ChoiceParam, IntegerParam } from '../../../core/params.ts';
import { tokens } from '../../_shared/params.ts';
import type { DecodeContext, DecodeHead } from '../../decode.ts';

export type Pooling = 'average' | 'max';

export const capacity: IntegerParam = tokens(
  'Capacity',
  64,
  'Tokens of the prompt that each head keeps, the window among them; more keep more.',
);

export const window: IntegerParam = tokens(
  'Window',
  16,
  'The last tokens of the prompt: always kept, and their attention is what all others are scored by.',
  { max: 512 },
);

/** Neighbours over which scores are pooled. */
export function kernelSize(preset: number): IntegerParam {
  return {
    kind: 'integer',
    label: 'Pooling width',
    help: 'Scores are pooled over so many neighbours; wider keeps whole runs of tokens, 1 single ones.',
    ...{ min: 1, max: 63, step: 2, default: preset, unit: 'tokens' },
  };
}

export function poolingKind(preset: Pooling): ChoiceParam<Pooling> {
  return {
    kind: 'choice',
    label: 'Pooling',
    help: 'Whether a score becomes the mean or the largest of its neighbourhood.',
    options: [
      { value: 'average', label: 'average' },
      { value: 'max', label: 'maximum' },
    ],
    default: preset,
  };
}

/** How a prompt is observed; `window` must be at least 1 and at most the prompt. */
export interface Observer {
  readonly window: number;
  readonly kernel: number;
  readonly pooling: Pooling;
  /** Whether scores are sums or means over the window's rows. */
  readonly over: 'sum' | 'mean';
}

/** Attention that the window's rows give to the keys before it, pooled: prompt − window scores. */
export function observe(
  context: Pick<DecodeContext, 'n' | 'prompt' | 'attention'>,
  head: DecodeHead,
  { window: rows, kernel, pooling, over }: Observer,
): Float32Array {
  const { n, prompt } = context;
  const probs = context.attention(head, prompt - rows, prompt);
  const scores = new Float32Array(prompt - rows);
  for (let row = 0; row < rows; row++) {
    for (let key = 0; key < scores.length; key++) scores[key]! += probs[row * n + key]!;
  }
  if (over === 'mean') for (let key = 0; key < scores.length; key++) scores[key]! /= rows;
  return pool(scores, kernel, pooling);
}

/**
 * Each value with its neighbours, `kernel` of them in all. An average takes what lies beyond the ends as 0
 * and always divides by `kernel`; a maximum looks at what there is.
 */
export function pool(values: Float32Array, kernel: number, pooling: Pooling): Float32Array {
  if (kernel === 1) return values;
  const before = kernel >> 1;
  return values.map((_, at) => {
    const part = values.subarray(Math.max(0, at - before), at - before + kernel);
    if (pooling === 'max') return part.reduce((most, value) => Math.max(most, value), -Infinity);
    return part.reduce((sum, value) => sum + value, 0) / kernel;
  });
}

/** The window that is left where the capacity is smaller than it. */
export function windowWithin(capacityOf: number, rows: number): number {
  return Math.min(capacityOf, rows);
}

/** Keys of the window, the last ones of the prompt. */
export function windowKeys(prompt: number, rows: number): number[] {
  return Array.from({ length: rows }, (_, at) => prompt - rows + at);
}

/** All keys of the prompt. */
export function promptKeys(prompt: number): number[] {
  return windowKeys(prompt, prompt);
}
