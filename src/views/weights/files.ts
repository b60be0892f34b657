// Files of a figure of a weight matrix.
import { paintsOf } from '../../core/card.ts';
import { card } from '../../domains/weights/card.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import { captionOf, weightSvg } from '../../figure/export/picture.ts';
import { defineFiles, type FileSource } from '../contract.ts';

export default defineFiles<WeightTypes>({
  svg: (source, ...drawing) => weightSvg(sourceOf(source), ...drawing),
  caption: captionOf,
  portrait: ({ rows, cols, colDensity, metrics: { sparsity, outputError } }) => ({
    ...{ rows, cols, kept: colDensity, rest: 'dropped' },
    measured: { sparsity, ...(outputError !== null && { outputError }) },
  }),
});

/** Drawings call all there is by the name that it has for attention. */
function sourceOf(source: FileSource<WeightTypes>): FileSource<WeightTypes> {
  const { spec } = source;
  if (paintsOf(card, spec.view.show) !== 'all') return source;
  return { ...source, spec: { ...spec, view: { ...spec.view, show: 'attention' } } };
}
