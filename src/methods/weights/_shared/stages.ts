// Stages and drawables that traces of weight methods have in common.
import { countsPerTile } from '../../../core/mask/counts.ts';
import type { Mask } from '../../../core/mask/mask.ts';
import { matrix, rowOf, type Matrix } from '../../../core/tensor.ts';
import type { Drawable, Stage } from '../../../core/trace.ts';
import { percent, whole } from '../../_shared/words.ts';
import { countKept, type Keep } from './keep.ts';

/** The last stage of every trace: the mask as it is handed on. */
export function resultStage(mask: Mask, lead = 'The mask', more: readonly Drawable[] = []): Stage {
  const kept = mask.count();
  const all = mask.rows * mask.cols;
  return {
    id: 'mask',
    caption: `${lead} keeps ${whole(kept)} of ${whole(all)} weights: sparsity ${percent(1 - kept / all)}.`,
    drawables: [{ kind: 'mask', mask, label: 'kept weights' }, ...more],
  };
}

/** A matrix over outputs and inputs, beside the map. */
export function drawMatrix(scores: Matrix, label: string): Drawable {
  return { kind: 'matrix', matrix: scores, rows: 'output', cols: 'input', causal: false, label };
}

/** Bars over the input features. */
export function drawInputs(
  values: Float32Array,
  label: string,
  chosen: readonly number[] = [],
): Drawable {
  return { kind: 'bars', axis: 'input', values, chosen, label };
}

/** Share of each input feature's weights that are kept. */
export function columnDensity(mask: Mask): Float32Array {
  return Float32Array.from(countsPerTile(mask, mask.rows, 1).counts, (count) => count / mask.rows);
}

/** Scores of one row: over the inputs with those kept, and sorted with the place of the cut. */
export function drawRow(scores: Matrix, keep: Keep, row: number): Drawable[] {
  const values = rowOf(scores, row).slice();
  const start = row * scores.cols;
  const chosen = [...values.keys()].filter((j) => keep[start + j]);
  const sorted = values.slice().sort().reverse();
  return [
    { kind: 'rows', from: row, to: row + 1, label: `output ${row}` },
    drawInputs(values, `scores of output ${row}`, chosen),
    {
      kind: 'curve',
      x: 'rank within the row',
      y: 'score',
      series: [
        { label: `output ${row}, sorted`, values: sorted, cut: Math.max(0, chosen.length - 1) },
      ],
      label: `scores of output ${row}, largest first`,
    },
  ];
}

/** Kept weights of one row. */
export function keptInRow(keep: Keep, cols: number, row: number): number {
  return countKept(keep, row * cols, (row + 1) * cols);
}

/** |W|. */
export function magnitudes(weight: Matrix): Matrix {
  const { data } = weight;
  const sizes = new Float32Array(data.length);
  for (let p = 0; p < data.length; p++) sizes[p] = Math.abs(data[p]!);
  return matrix(weight.rows, weight.cols, sizes);
}

/** A row that exists, by default the first. */
export function rowWithin(mask: { rows: number }, row: number | undefined, usual = 0): number {
  return Math.min(mask.rows - 1, Math.max(0, Math.trunc(row ?? usual)));
}
