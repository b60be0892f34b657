// Where a figure is, in words.
import { cardOf, kindOf } from '../../core/card.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { textName } from '../../core/spec-parts.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { cards } from '../../domains/cards.generated.ts';
import type { MatrixFigure } from '../../domains/weights/types.ts';

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
export function readsText(reply: Pick<MatrixFigure, 'effect' | 'calibration'>): boolean {
  return reply.effect === 'prune' || reply.calibration > 0;
}

/** "layer 3", "query projection", one a parameter of the place. */
export function placeOf(spec: FigureSpec): string[] {
  if (spec.model === OWN_MODEL) return [`given tensors of ${spec.tokens} tokens`];
  const { place, params } = kindOf(cardOf(cards, spec.domain), spec);
  return place.map(({ param, prefix }) => {
    const [table, value] = [params[param], spec.subject[param]];
    const options = table?.kind === 'choice' ? table.options : [];
    const named = options.find((option) => option.value === value);
    return named?.label.toLowerCase() ?? `${prefix} ${String(value)}`.trim();
  });
}
