// Where a figure is, in words.
import type { WeightFigureReply } from '../../../workers/weights-api.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { textName } from '../../core/spec-parts.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { subjectTables } from '../../core/subjects.ts';

/**
 * "layer 3 · head 1 · text tale.7 · dynamic, training-free", or of weights "layer 3 · query projection · 192 × 192". The text is named
 * where the figure depends on it.
 */
export function subtitleOf(
  { spec, entry }: { readonly spec: FigureSpec; readonly entry: Pick<CatalogueEntry, 'tags'> },
  size?: string,
  depends = true,
): string {
  const parts = placeOf(spec);
  if (size !== undefined) parts.push(size);
  if (depends && spec.model !== OWN_MODEL) parts.push(`text ${textName(spec.text)}`);
  if (spec.domain === 'attention') parts.push(`${entry.tags.selection}, ${entry.tags.training}`);
  return parts.join(' · ');
}

/** What chooses by lot and removes nothing has nothing to do with a text. */
export function readsText(reply: Pick<WeightFigureReply, 'effect' | 'calibration'>): boolean {
  return reply.effect === 'prune' || reply.calibration > 0;
}

export function placeOf({ domain, subject, model, tokens }: FigureSpec): string[] {
  if (model === OWN_MODEL) return [`given tensors of ${tokens} tokens`];
  const layer = `layer ${subject['layer']}`;
  if (domain === 'attention') return [layer, `head ${subject['head']}`];
  const { options } = subjectTables.weights.matrix;
  const named = options.find(({ value }) => value === subject['matrix']);
  return [layer, named?.label.toLowerCase() ?? String(subject['matrix'])];
}
