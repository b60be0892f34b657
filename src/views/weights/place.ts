// Where a matrix's figure is, in a line.
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { textName } from '../../core/spec-parts.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { card } from '../../domains/weights/card.ts';
import type { MatrixFigure } from '../../domains/weights/types.ts';
import { placeParts } from '../../figure/export/caption.ts';

type Told = Pick<MatrixFigure, 'rows' | 'cols' | 'effect' | 'calibration'>;

/** "layer 3 · query projection · 192 × 192 · text tale.7"; the text where the figure depends on it. */
export function subtitleOf(spec: FigureSpec, reply: Told | null): string {
  return [
    ...placeParts(card, spec),
    ...(reply ? [`${reply.rows} × ${reply.cols}`] : []),
    ...(spec.model !== OWN_MODEL && (!reply || readsText(reply))
      ? [`text ${textName(spec.text)}`]
      : []),
  ].join(' · ');
}

/** What chooses by lot and removes nothing has nothing to do with a text. */
function readsText({ effect, calibration }: Pick<Told, 'effect' | 'calibration'>): boolean {
  return effect === 'prune' || calibration > 0;
}
