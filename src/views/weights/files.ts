// Pictures of a weight matrix, in a page or without one.
import type { WeightTypes } from '../../domains/weights/types.ts';
import { captionOf, weightSvg } from '../../figure/export/picture.ts';
import type { FigureFiles } from '../file-contract.ts';

const files: FigureFiles<WeightTypes> = {
  svg: weightSvg,
  caption: captionOf,
  portrait: ({ rows, cols, colDensity, metrics: { sparsity, outputError } }) => ({
    ...{ rows, cols, kept: colDensity, rest: 'dropped' },
    measured: { sparsity, ...(outputError !== null && { outputError }) },
  }),
};

export default files;
