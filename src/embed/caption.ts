// The sentences under and over an embedded figure.
import type { AttentionMetrics } from '../../workers/api.ts';
import { textName } from '../core/spec-parts.ts';
import type { FigureSpec } from '../core/spec.ts';
import { fixed, percent } from '../figure/format.ts';
import type { PlayerEntry } from './tables.ts';

export function captionOf({ name }: Pick<PlayerEntry, 'name'>, metrics: AttentionMetrics): string {
  const kept = percent(1 - metrics.sparsity);
  return `${name} keeps ${kept} of the causal pairs and ${fixed(metrics.recall, 2)} of the attention mass.`;
}

export function whereOf(spec: FigureSpec, { tags }: Pick<PlayerEntry, 'tags'>): string {
  const { layer, head } = spec.subject;
  return `layer ${layer} · head ${head} · text ${textName(spec.text)} · ${tags.selection}, ${tags.training}`;
}
