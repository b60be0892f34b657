// What MoA shows: where a head matters, and the spans that the plan gave out.
import { causalTiles } from '../../core/mask/ops.ts';
import type { TileMask } from '../../core/mask/tiles.ts';
import { matrix } from '../../core/tensor.ts';
import type { Stage } from '../../core/trace.ts';
import type { AttentionHead } from '../attention.ts';
import { nearestTable, type Search } from './_moa-plan.ts';
import { bandOf, type Rule } from './_moa-rules.ts';
import { resultStage } from './_stages.ts';
import { count, number, percent, whole } from './_words.ts';

export function moaStages(
  head: AttentionHead,
  search: Search | null,
  ruleOf: (head: number) => Rule,
  uniform: boolean,
  mask: TileMask,
): Stage[] {
  const { n } = head;
  const { block } = mask;
  const own = ruleOf(head.head);
  const band = Math.min(mask.tileRows, bandOf(own, mask.tileRows, block));
  return [
    ...(search ? [influenceStage(head, search)] : []),
    spansStage(head, search, ruleOf, uniform),
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

/** Lengths at which spans are drawn. */
const DRAWN = { step: 64, count: 17 };

function spansStage(
  head: AttentionHead,
  search: Search | null,
  ruleOf: (head: number) => Rule,
  uniform: boolean,
): Stage {
  const series = Array.from({ length: head.heads }, (_, h) => {
    const { alpha, beta } = ruleOf(h);
    return {
      label: `head ${h}`,
      values: Float32Array.from({ length: DRAWN.count }, (_, at) => {
        const length = at * DRAWN.step;
        return Math.min(length, Math.max(0, alpha + beta * length));
      }),
    };
  });
  const lost = search && (uniform ? search.lostUniform : search.lost);
  return {
    id: 'spans',
    caption:
      search === null
        ? `All heads of this layer follow one rule, ${ruleOf(head.head).alpha} + ${number(ruleOf(head.head).beta)} · length.`
        : `The plan leaves out ${percent(lost!)} of the influence at ${whole(search.judge.length)} tokens; one rule for all heads leaves out ${percent(search.lostUniform)}.`,
    drawables: [
      {
        kind: 'curve',
        x: `length of the text, ${DRAWN.step} tokens a step`,
        y: 'span in tokens',
        series,
        label: `spans of the heads of layer ${head.layer}`,
      },
      ...(search
        ? [
            {
              kind: 'numbers' as const,
              entries: [
                { label: 'influence left out', value: search.lost },
                { label: 'with one rule for all', value: search.lostUniform },
                ...(search.gap === null
                  ? []
                  : [{ label: 'still possible at most', value: search.gap }]),
                ...search.tables.map(({ length }, at) => ({
                  label: `cache density at ${length}`,
                  value: search.densities[at]!,
                })),
              ],
              label: 'the plan, as shares',
            },
          ]
        : []),
    ],
  };
}
