// A row's scores as bars.
import type { Mask } from '../../core/mask/mask.ts';
import type { MatrixRow } from './matrix-row.ts';

export interface SortedRow {
  /** Scores, or sizes where nothing is scored, in the order of the bars. */
  readonly values: Float32Array;
  /** Input feature of each bar. */
  readonly inputs: Uint32Array;
  /** 1 where the bar's weight stays. */
  readonly kept: Uint8Array;
  /**
   * The score above which all stay and below which all go: halfway between the smallest kept and the
   * largest dropped; null where the row has no such place.
   */
  readonly cut: number | null;
}

/** `sorted`: largest first, of equals the lower input; else by input. */
export function sortedRow(read: MatrixRow, mask: Mask, row: number, sorted: boolean): SortedRow {
  const of = read.scores ?? read.values.map(Math.abs);
  const stays = new Uint8Array(of.length);
  mask.forEachRun(row, (start, end) => stays.fill(1, start, end));
  const inputs = Uint32Array.from(of.keys());
  if (sorted) inputs.sort((a, b) => (of[b] ?? 0) - (of[a] ?? 0) || a - b);
  let [least, most] = [Infinity, -Infinity];
  for (const [j, value] of of.entries()) {
    if (stays[j]) least = Math.min(least, value);
    else most = Math.max(most, value);
  }
  return {
    values: Float32Array.from(inputs, (j) => of[j] ?? 0),
    inputs,
    kept: Uint8Array.from(inputs, (j) => stays[j] ?? 0),
    cut:
      least >= most && Number.isFinite(least) && Number.isFinite(most) ? (least + most) / 2 : null,
  };
}
