// Pictures of a weight matrix, in a page or without one.
import type { WeightTypes } from '../../domains/weights/types.ts';
import { captionOf, weightSvg } from '../../figure/export/picture.ts';
import type { FigureFiles } from '../contract.ts';

const files: FigureFiles<WeightTypes> = { svg: weightSvg, caption: captionOf };

export default files;
