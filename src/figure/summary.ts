// What a figure shows, in a sentence or two.
import type { AttentionMetrics } from '../domains/attention/metrics.ts';
import type { MatrixMetrics } from '../domains/weights/metrics.ts';
import type { WeightMethod } from '../methods/weights.ts';
import { count, fixed, percent } from './format.ts';

export function attentionSummary(
  name: string,
  { sparsity, recall }: Pick<AttentionMetrics, 'sparsity' | 'recall'>,
): string {
  return `${name} keeps ${percent(1 - sparsity)} of the causal pairs and ${fixed(recall, 2)} of the attention mass.`;
}

export function weightSummary(
  name: string,
  { kept, weights, outputError }: Pick<MatrixMetrics, 'kept' | 'weights' | 'outputError'>,
  effect: WeightMethod['effect'],
): string {
  if (effect === 'train') return `${name} would train ${count(kept)} of ${count(weights)} weights.`;
  const error = outputError === null ? '' : ` Its outputs move by ${fixed(outputError, 2)}.`;
  return `${name} keeps ${count(kept)} of ${count(weights)} weights.${error}`;
}
