// Where a head's figure is, in a line.
import { OWN_MODEL } from '../../core/own-tensors.ts';
import type { Tags } from '../../core/method.ts';
import { textName } from '../../core/spec-parts.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { card } from '../../domains/attention/card.ts';
import { placeParts } from '../../figure/export/caption.ts';

/** "layer 3 · head 1 · text tale.7 · dynamic, training-free". */
export function subtitleOf(spec: FigureSpec, { tags }: { readonly tags: Tags }): string {
  return [
    ...placeParts(card, spec),
    ...(spec.model === OWN_MODEL ? [] : [`text ${textName(spec.text)}`]),
    `${tags.selection}, ${tags.training}`,
  ].join(' · ');
}
