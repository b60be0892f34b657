// What MoA shows: where a head matters, and the spans that the plan gave out.
import { causalTiles } from '../../../core/mask/ops.ts';
import type { TileMask } from '../../../core/mask/tiles.ts';
import { matrix } from '../../../core/tensor.ts';
import type { Stage } from '../../../core/trace.ts';
import type { AttentionHead } from '../../attention.ts';
import { nearestTable, type Search } from './plan.ts';
import { bandOf, type Rule } from './rules.ts';
import { spansStage } from './spans.ts';
import { resultStage } from '../_shared/stages.ts';
import { count, number, percent, whole } from '../../_shared/words.ts';

export function moaStages(
  head: AttentionHead,
  search: Search | null,
  ruleOf: (layer: number, head: number) => Rule,
  uniform: boolean,
  mask: TileMask,
): Stage[] {
  const { n } = head;
  const { block } = mask;
  const own = ruleOf(head.layer, head.head);
  const band = Math.min(mask.tileRows, bandOf(own, mask.tileRows, block));
  return [
    ...(search ? [influenceStage(head, search)] : []),
    spansStage(head, search, ruleOf, uniform, block),
    {
      id: 'span',
      caption: `Span ${own.alpha} + ${number(own.beta)} · length makes ${count(band, 'block')} of ${block} at ${count(n, 'token')}, beside the first block.`,
      drawables: [
        {
          kind: 'mask',
          mask: causalTiles(n, block, (I, J) => I - J < band),
          tile: block,
          label: 'window',
        },
        {
          kind: 'mask',
          mask: causalTiles(n, block, (_, J) => J === 0),
          tile: block,
          label: 'first block',
        },
      ],
    },
    resultStage(mask, 'The mask', block),
  ];
}

function influenceStage(head: AttentionHead, { tables }: Search): Stage {
  const table = nearestTable(tables, head.n);
  const { nb, tiles, length } = table;
  const at = (head.layer * head.heads + head.head) * nb * nb;
  const own = tiles.slice(at, at + nb * nb);
  const total = tiles.reduce((a, b) => a + b, 0) || 1;
  const part = own.reduce((a, b) => a + b, 0) / total;
  return {
    id: 'influence',
    caption: `On calibration texts of ${whole(length)} tokens this head carries ${percent(part)} of the influence of all ${whole(head.layers * head.heads)} heads.`,
    drawables: [
      {
        kind: 'matrix',
        matrix: matrix(nb, nb, own),
        rows: 'query-block',
        cols: 'key-block',
        causal: true,
        label: 'influence on the loss per tile',
      },
    ],
  };
}
