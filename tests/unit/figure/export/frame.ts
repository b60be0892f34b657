// A map of 512 tokens with everything around it, as small as a frame may be.
import type { SvgFrame } from '../../../../src/figure/export/frame.ts';

export const FRAME: SvgFrame = {
  ...{ title: 'MInference', subtitle: 'layer 2', caption: ['It chooses 3.'], theme: 'light' },
  range: { row: 0, col: 0, side: 512, tall: 512 },
  ...{ aspect: 1, across: 'key position', down: 'query position', map: '<path/>' },
  legend: { name: 'attention', ramp: 'sequential', low: '0', high: '1', items: [] },
  freeCorner: () => true,
};
