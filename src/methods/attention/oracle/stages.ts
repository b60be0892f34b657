// What the oracles show of their choice.
import type { Mask } from '../../../core/mask/mask.ts';
import type { TileMask } from '../../../core/mask/tiles.ts';
import type { Matrix } from '../../../core/tensor.ts';
import type { Stage } from '../../../core/trace.ts';
import { causalPairs } from '../_shared/budget.ts';
import { concentration } from './largest.ts';
import { count, percent } from '../../_shared/words.ts';

const POINTS = 200;

/** How much attention the largest weights of the map hold, and where the mask stops. */
export function concentrationStage(probs: Float32Array, mask: Mask, lead: string): Stage {
  const n = mask.rows;
  const values = concentration(probs, n, POINTS);
  const kept = mask.count() / causalPairs(n);
  return {
    id: 'cut',
    caption: `${lead}: ${percent(kept)} of the pairs hold ${percent(massOf(probs, mask))} of the attention.`,
    drawables: [
      {
        kind: 'curve',
        x: `causal pairs, heaviest first, 1/${POINTS} of all`,
        y: 'share of attention',
        series: [{ label: 'attention held', values, cut: kept * POINTS }],
        label: 'concentration of the map',
      },
    ],
  };
}

/** The last query's keys, heaviest first, and where its row stops. */
export function rowStage(probs: Float32Array, mask: Mask, lead: string): Stage {
  const n = mask.rows;
  const values = probs
    .slice((n - 1) * n, n * n)
    .sort()
    .reverse();
  for (let j = 1; j < n; j++) values[j]! += values[j - 1]!;
  const cut = mask.rowCount(n - 1);
  return {
    id: 'cut',
    caption: `${lead}; for the last query that is ${count(cut, 'key')} with ${percent(Math.min(1, values[cut - 1]!))}.`,
    drawables: [
      { kind: 'rows', from: n - 1, to: n, label: 'last query' },
      {
        kind: 'curve',
        x: 'keys, heaviest first',
        y: 'attention held so far',
        series: [{ label: `query ${n - 1}`, values, cut: cut - 1 }],
        label: 'cumulative attention of the last query',
      },
    ],
  };
}

/** Attention mass per tile. */
export function tilesStage(sums: Matrix, mask: TileMask, k: number): Stage {
  return {
    id: 'cut',
    caption: `Each of ${count(sums.rows, 'block row')} keeps its ${count(k, 'heaviest block')} of ${mask.block} × ${mask.block}.`,
    drawables: [
      {
        kind: 'matrix',
        matrix: sums,
        rows: 'query-block',
        cols: 'key-block',
        causal: true,
        label: 'attention mass per block',
      },
    ],
  };
}

/** Mean share of the attention that a mask holds. */
function massOf(probs: Float32Array, mask: Mask): number {
  const n = mask.rows;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    mask.forEachRun(i, (start, end) => {
      for (let j = start; j < end; j++) sum += probs[i * n + j]!;
    });
  }
  return sum / n;
}
