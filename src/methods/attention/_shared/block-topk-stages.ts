// What block top-k shows of its working.
import type { Mask } from '../../../core/mask/mask.ts';
import type { TileMask } from '../../../core/mask/tiles.ts';
import { matrix, rowOf, type Matrix } from '../../../core/tensor.ts';
import type { Stage } from '../../../core/trace.ts';
import { lowerPart, type BlockRows } from './blocks.ts';
import { maskStage, resultStage } from './stages.ts';
import { count, list, whole } from '../../_shared/words.ts';

export function blockRowStages(
  scores: Matrix,
  rows: BlockRows,
  mask: TileMask,
  forced: boolean,
): Stage[] {
  const nb = scores.rows;
  const without = rows.filter((kept, I) => kept.at(-1) !== I).length;
  return [
    {
      id: 'scores',
      caption: `Averages over blocks of ${mask.block} give ${whole((nb * (nb + 1)) / 2)} scores for ${whole(nb)} block rows.`,
      drawables: [
        {
          kind: 'matrix',
          matrix: lowerPart(scores),
          rows: 'query-block',
          cols: 'key-block',
          causal: true,
          label: 'products of block means',
        },
      ],
    },
    maskStage(
      'blocks',
      forced
        ? `The first, the previous and the own block are kept in any case; the last row keeps ${list([...rows.at(-1)!])}.`
        : `The last block row keeps ${list([...rows.at(-1)!])}; ${count(without, 'row')} of ${whole(nb)} dropped the own block.`,
      mask,
      'chosen blocks',
      mask.block,
    ),
    resultStage(mask, 'The mask', mask.block),
  ];
}

export function tokenStages(
  scores: Matrix,
  kept: readonly Uint32Array[],
  mask: Mask,
  block: number,
  summary: string,
): Stage[] {
  const last = scores.rows - 1;
  return [
    {
      id: 'scores',
      caption: `Each of ${count(scores.rows, 'query', 'queries')} scores up to ${count(scores.cols, 'block')} by their ${summary}.`,
      drawables: [
        {
          kind: 'matrix',
          matrix: finite(scores),
          rows: 'query',
          cols: 'key-block',
          causal: false,
          label: 'scores of blocks',
        },
      ],
    },
    {
      id: 'blocks',
      caption: `The last query keeps ${count(kept[last]!.length, 'block')}: ${list([...kept[last]!])}.`,
      drawables: [
        { kind: 'rows', from: last, to: last + 1, label: 'last query' },
        {
          kind: 'bars',
          axis: 'key-block',
          values: rowOf(finite(scores), last).slice(),
          chosen: [...kept[last]!],
          label: 'scores of the last query',
        },
      ],
    },
    resultStage(mask, 'The mask', block),
  ];
}

/** A copy with 0 where a block has not begun. */
function finite(scores: Matrix): Matrix {
  return matrix(
    scores.rows,
    scores.cols,
    scores.data.map((score) => (Number.isFinite(score) ? score : 0)),
  );
}
