import type { SideParts } from '../../../kit/compare/parts.ts';
import BrokenMatrices from './BrokenMatrices.svelte';
import MatrixMap from './MatrixMap.svelte';
import MatrixSite from './MatrixSite.svelte';
import type { WeightFigure } from './side.ts';

export const weightsParts: SideParts<WeightFigure> = {
  Site: MatrixSite,
  Map: MatrixMap,
  sections: [BrokenMatrices],
  general: [],
};
