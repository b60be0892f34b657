import type { MatrixName } from '../../../../workers/weights-api.ts';
import type { Comparison } from '../../../kit/compare/compare.svelte.ts';
import type { WeightFigure } from './side.ts';

/** Moves all panels to another matrix. Its rows and columns mean other things, and may be others in number. */
export function chooseMatrix(
  comparison: Comparison<WeightFigure>,
  site: { readonly layer?: number; readonly matrix?: MatrixName },
): void {
  comparison.cell = null;
  const { subject, view } = comparison.spec;
  comparison.update({
    subject: { ...subject, ...site },
    view: { ...view, query: null, zoom: null },
  });
}
