// What HiP shows of its search: the tree of one query block over the scores that it could not see.
import { lazyCausal } from '../../../core/mask/lazy.ts';
import type { Mask } from '../../../core/mask/mask.ts';
import type { Stage } from '../../../core/trace.ts';
import type { AttentionHead } from '../../attention.ts';
import { trueScores, type HipSettings, type Search } from './search.ts';
import { maskStage, resultStage } from '../_shared/stages.ts';
import { count, whole } from '../../_shared/words.ts';

export function hipStages(
  head: AttentionHead,
  set: HipSettings,
  mask: Mask,
  start: number,
  search: Search,
): Stage[] {
  const { n } = head;
  const end = Math.min(n, start + set.queryBlock);
  return [
    treeStage(head, set, start, end, search),
    foundStage(head, set, start, end, search),
    maskStage(
      'fixed',
      `The first ${count(Math.min(n, set.sinks), 'key')} and the ${count(set.window, 'key')} before the end of each query block are read in any case.`,
      lazyCausal(n, (i, keep) => {
        const stop = Math.min(n, (Math.floor(i / set.queryBlock) + 1) * set.queryBlock);
        keep(0, set.sinks);
        keep(Math.max(0, stop - set.window), stop);
      }),
      'sinks and window',
    ),
    resultStage(mask),
  ];
}

function treeStage(
  head: AttentionHead,
  set: HipSettings,
  start: number,
  end: number,
  search: Search,
): Stage {
  const { levels, blocks, scored, chosen } = search;
  const values = trueScores(head, start, set);
  const toKeys = (block: number) => Math.min(end, block * set.keyBlock);
  const caption =
    levels.length === 0
      ? `Queries ${start} to ${end - 1} have ${count(blocks, 'block')} before their window: all of them fit, and no search is needed.`
      : `For queries ${start} to ${end - 1}, ${count(levels.length, 'level')} lead from ${count(chosen.length, 'stretch', 'stretches')} of ${whole(blocks)} blocks down to single ones, with ${whole(scored)} blocks scored.`;
  return {
    id: 'tree',
    caption,
    drawables: [
      { kind: 'rows', from: start, to: end, label: 'query block' },
      {
        kind: 'levels',
        axis: 'key',
        size: end,
        levels: levels.map((nodes) =>
          nodes.map(({ start: first, size, score, kept }) => ({
            start: toKeys(first),
            end: toKeys(first + size),
            score,
            kept,
          })),
        ),
        values,
        label: 'search over the true scores',
      },
    ],
  };
}

function foundStage(
  head: AttentionHead,
  set: HipSettings,
  start: number,
  end: number,
  search: Search,
): Stage {
  const values = trueScores(head, start, set);
  const perBlock = Float32Array.from({ length: search.blocks }, (_, b) =>
    values
      .subarray(b * set.keyBlock, (b + 1) * set.keyBlock)
      .reduce((a, x) => Math.max(a, x), -Infinity),
  );
  const best = [...perBlock.keys()].sort((a, b) => perBlock[b]! - perBlock[a]! || a - b);
  const ideal = new Set(best.slice(0, search.chosen.length));
  const hits = search.chosen.filter((b) => ideal.has(b)).length;
  return {
    id: 'found',
    caption:
      search.blocks === 0
        ? 'No key lies before the window.'
        : `Of the ${count(search.chosen.length, 'best block')} the search found ${whole(hits)}.`,
    drawables: [
      { kind: 'rows', from: start, to: end, label: 'query block' },
      ...(search.blocks === 0
        ? []
        : [
            {
              kind: 'bars' as const,
              axis: 'key-block' as const,
              values: perBlock,
              chosen: [...search.chosen],
              label: 'largest product per block, found ones chosen',
            },
          ]),
    ],
  };
}
