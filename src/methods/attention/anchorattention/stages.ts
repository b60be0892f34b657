// What AnchorAttention shows of its working.
import type { Mask } from '../../../core/mask/mask.ts';
import { buildCausal } from '../../../core/mask/runs.ts';
import type { Stage } from '../../../core/trace.ts';
import type { AnchorRun, AnchorSettings } from './steps.ts';
import { compareGrains } from './tiles.ts';
import { resultStage } from '../_shared/stages.ts';
import { count, list, number, percent, whole } from '../../_shared/words.ts';

export function anchorStages(
  n: number,
  run: AnchorRun,
  set: AnchorSettings,
  region: Mask,
  mask: Mask,
  dense: () => Float32Array,
): Stage[] {
  const { superblock, superblocks, anchors } = run;
  const tail = n - superblocks * superblock;
  return [
    {
      id: 'anchor',
      caption:
        `The first block of ${set.block}, the block before each superblock of ${superblock} and the superblock itself are computed densely` +
        `${tail > 0 ? `, and so ${tail === 1 ? 'is the last row' : `are the last ${count(tail, 'row')}`}` : ''}.`,
      drawables: [
        { kind: 'mask', mask: region, label: 'anchor region' },
        ...(anchors.length > 0
          ? [
              {
                kind: 'bars' as const,
                axis: 'query-block' as const,
                values: anchors,
                label: 'anchor level per block of queries, scaled logits',
              },
            ]
          : []),
      ],
    },
    ...testStage(n, run, set),
    stripesStage(n, run, set, dense),
    resultStage(mask),
  ];
}

/** The stripes, and what whole tiles would cost that hold as much attention. */
function stripesStage(
  n: number,
  run: AnchorRun,
  { block }: AnchorSettings,
  dense: () => Float32Array,
): Stage {
  const { superblock, superblocks, stripes } = run;
  const onlyStripes = buildCausal(n, (i, keep) => {
    for (const j of stripes[Math.floor(i / superblock)] ?? []) keep(j, j + 1);
  });
  const found = stripes.reduce((sum, { length }) => sum + length, 0);
  const what = `${count(found, 'stripe')} in ${count(superblocks, 'superblock')}: a key that one block of queries wants is kept for the whole superblock.`;
  const drawn = { kind: 'mask', mask: onlyStripes, label: 'stripes' } as const;
  if (found === 0) return { id: 'stripes', caption: what, drawables: [drawn] };
  const grains = compareGrains(dense(), n, run, block);
  const share = percent(grains.kept.mass / n);
  return {
    id: 'stripes',
    caption:
      `${what} Beside the anchor region they hold ${share} of the attention in ${count(grains.kept.pairs, 'pair')}; ` +
      `no choice of whole tiles of ${block} holds as much in fewer than ${whole(grains.tiles.pairs)}.`,
    drawables: [
      drawn,
      {
        kind: 'mask',
        mask: grains.mask,
        tile: block,
        label: 'fewest whole tiles with as much attention',
      },
      {
        kind: 'numbers',
        entries: [
          { label: 'these stripes', value: grains.kept.pairs, unit: 'pairs' },
          { label: 'best stripes, knowing all', value: grains.stripes.pairs, unit: 'pairs' },
          { label: 'best whole tiles, knowing all', value: grains.tiles.pairs, unit: 'pairs' },
          { label: 'tiles that these stripes touch', value: grains.touched.pairs, unit: 'pairs' },
        ],
        compared: true,
        label: `pairs for ${share} of the attention; the last holds ${percent(grains.touched.mass / n)}`,
      },
    ],
  };
}

/** The difference test in the last superblock, for the block that finds most. */
function testStage(n: number, run: AnchorRun, { block, step, theta }: AnchorSettings): Stage[] {
  const { superblock, superblocks, anchors, scores, stripes } = run;
  const g = superblocks - 1;
  const from = block;
  const to = g * superblock - block;
  if (to <= from) return []; // nothing lies between: no test was made
  const votes = (b: number): number[] => {
    const found: number[] = [];
    for (let j = from; j < to; j++) {
      if (scores.data[b * n + j]! + theta >= anchors[b]!) found.push(j);
    }
    return found;
  };
  let keenest = g * step;
  for (let b = keenest + 1; b < (g + 1) * step; b++) {
    if (votes(b).length > votes(keenest).length) keenest = b;
  }
  const level = anchors[keenest]!;
  const values = scores.data.slice(keenest * n, keenest * n + to);
  return [
    {
      id: 'test',
      caption:
        `In the last superblock, block ${keenest} has its anchor at ${number(level)}; ` +
        `${count(votes(keenest).length, 'key')} of ${whole(to - from)} ${theta === Infinity ? 'pass' : `come within ${number(theta)}`}, ` +
        `and all of its blocks together keep ${stripes[g]!.length === 0 ? 'none' : list(stripes[g]!)}.`,
      drawables: [
        {
          kind: 'rows',
          from: keenest * block,
          to: (keenest + 1) * block,
          label: 'block of queries',
        },
        {
          kind: 'curve',
          x: 'key',
          y: 'scaled logit',
          series: [
            { label: 'score of the mean query', values },
            { label: 'anchor level', values: new Float32Array(to).fill(level) },
          ],
          ...(Number.isFinite(theta) && { threshold: level - theta }),
          label: 'scores against the anchor',
        },
        {
          kind: 'lines',
          columns: stripes[g]!,
          offsets: [],
          label: 'stripes of the last superblock',
        },
      ],
    },
  ];
}
