// What AnchorAttention shows of its working.
import type { Mask } from '../../core/mask/mask.ts';
import { buildCausal } from '../../core/mask/runs.ts';
import type { Stage } from '../../core/trace.ts';
import type { AnchorRun, AnchorSettings } from './_anchor.ts';
import { maskStage, resultStage } from './_stages.ts';
import { count, list, number, whole } from './_words.ts';

export function anchorStages(
  n: number,
  run: AnchorRun,
  set: AnchorSettings,
  region: Mask,
  mask: Mask,
): Stage[] {
  const { superblock, superblocks, stripes, anchors } = run;
  const tail = n - superblocks * superblock;
  const onlyStripes = buildCausal(n, (i, keep) => {
    for (const j of stripes[Math.floor(i / superblock)] ?? []) keep(j, j + 1);
  });
  const total = stripes.reduce((sum, found) => sum + found.length, 0);
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
    maskStage(
      'stripes',
      `${count(total, 'stripe')} in ${count(superblocks, 'superblock')}: a key that one block of queries wants is kept for the whole superblock.`,
      onlyStripes,
      'stripes',
    ),
    resultStage(mask),
  ];
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
