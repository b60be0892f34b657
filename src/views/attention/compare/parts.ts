import type { SideParts } from '../../../kit/compare/parts.ts';
import AttentionMap from './AttentionMap.svelte';
import BrokenHeads from './BrokenHeads.svelte';
import HeadSite from './HeadSite.svelte';
import IsoFlops from './IsoFlops.svelte';
import type { AttentionFigure } from './side.ts';

export const attentionParts: SideParts<AttentionFigure> = {
  Site: HeadSite,
  Map: AttentionMap,
  sections: [BrokenHeads],
  general: [IsoFlops],
};
