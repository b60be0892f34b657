// What a head's figure shows, in a sentence.
import type { AttentionMetrics } from '../../domains/attention/metrics.ts';
import { fixed, percent } from '../../figure/format.ts';

export function attentionSummary(
  name: string,
  { sparsity, recall }: Pick<AttentionMetrics, 'sparsity' | 'recall'>,
): string {
  return `${name} keeps ${percent(1 - sparsity)} of the causal pairs and ${fixed(recall, 2)} of the attention mass.`;
}
