// DSnoT's cycles: each grows one dropped weight of a row and prunes one kept weight, so that what the row
// has lost on average comes back. Source: zyxxmu/DSnoT, lib/prune.py. A row that has stopped stays as it
// is, and every row stops where its lists end; the released code lets stopped rows move on.
import type { LayerInputs } from '../weights.ts';
import type { Keep } from './_keep.ts';
import type { Groups } from './_params.ts';

export interface Rules {
  readonly cycles: number;
  /** A residual up to this is small enough. */
  readonly threshold: number;
  /** Of the variance that expected contributions are divided by when growing. */
  readonly power: number;
  /** A swap that would turn the residual's sign ends the row. N:M always has it on. */
  readonly sameSign: boolean;
  readonly groups: Groups | null;
}

export interface Swap {
  readonly grow: number;
  readonly prune: number;
  /** Residual after it, or what it would have been. */
  readonly residual: number;
  readonly accepted: boolean;
}

export type Stop = 'small enough' | 'sign' | 'nothing left' | 'cycles';

export interface RowRun {
  /** Expected contribution of every weight to the output, W_j·Σx_j per sequence. */
  readonly contributions: Float64Array;
  /** What is divided by the variance to choose what grows; 0 for kept weights. */
  readonly growth: Float64Array;
  /** Sum of the contributions of all dropped weights, before any swap. */
  readonly start: number;
  readonly residual: number;
  readonly swaps: readonly Swap[];
  readonly stop: Stop;
}

/**
 * Runs the cycles of one row of weights and writes the outcome into `keep` from `offset` on. `wanda` are
 * the scores that weights are pruned by, `initial` those of the initial mask.
 */
export function refineRow(
  row: Float32Array,
  inputs: LayerInputs,
  wanda: Float32Array,
  initial: Float32Array,
  keep: Keep,
  offset: number,
  rules: Rules,
): RowRun {
  const size = row.length;
  const contributions = Float64Array.from(row, (w, j) => w * inputs.sum[j]!);
  const growth = new Float64Array(size);
  let start = 0;
  for (let j = 0; j < size; j++) {
    if (keep[offset + j]) continue;
    start += contributions[j]!;
    const grown = contributions[j]! / inputs.variance[j]! ** rules.power;
    growth[j] = Number.isNaN(grown) ? 0 : grown;
  }
  const ascending = sortedBy(growth);
  const byWanda = sortedBy(wanda).filter((j) => keep[offset + j]);
  const lists = {
    negative: byWanda.filter((j) => contributions[j]! < 0),
    positive: byWanda.filter((j) => contributions[j]! > 0),
  };
  let [low, high] = [0, size - 1];
  let [nextNegative, nextPositive] = [0, 0];
  let residual = start;
  const sign = Math.sign(start);
  const swaps: Swap[] = [];
  const grownNow = new Set<number>();
  const done = (stop: Stop): RowRun => ({ contributions, growth, start, residual, swaps, stop });

  while (swaps.length < rules.cycles) {
    if (Math.abs(residual) <= rules.threshold) return done('small enough');
    const grow = residual > 0 ? ascending[high--] : ascending[low++];
    // A growth of 0 is a weight that is kept, or one that brings nothing.
    if (grow === undefined || growth[grow] === 0) return done('nothing left');
    const prune = rules.groups
      ? lowestInGroup(initial, keep, offset, grow, rules.groups.m, grownNow)
      : residual > 0
        ? lists.negative[nextNegative++]
        : lists.positive[nextPositive++];
    if (prune === undefined) return done('nothing left');
    const after = residual + contributions[prune]! - contributions[grow]!;
    const accepted = Math.sign(after) === sign || !(rules.sameSign || rules.groups !== null);
    swaps.push({ grow, prune, residual: after, accepted });
    if (!accepted) return done('sign');
    keep[offset + grow] = 1;
    keep[offset + prune] = 0;
    grownNow.add(grow);
    residual = after;
  }
  return done('cycles');
}

/** Kept weight of the group with the lowest initial score, none that has just grown. */
function lowestInGroup(
  initial: Float32Array,
  keep: Keep,
  offset: number,
  member: number,
  size: number,
  grownNow: ReadonlySet<number>,
): number | undefined {
  const from = member - (member % size);
  let lowest: number | undefined;
  for (let j = from; j < from + size; j++) {
    if (!keep[offset + j] || grownNow.has(j)) continue;
    if (lowest === undefined || initial[j]! < initial[lowest]!) lowest = j;
  }
  return lowest;
}

/** Places by ascending value, the lower place first among equals. */
function sortedBy(values: Float32Array | Float64Array): number[] {
  return [...values.keys()].sort((a, b) => {
    const [x, y] = [values[a]!, values[b]!];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}
