// DSnoT's cycles: each grows one dropped weight of a row and prunes one kept weight, so that what the row
// has lost on average comes back. Source: zyxxmu/DSnoT, lib/prune.py. A row that has stopped stays as it
// is, and every row stops where its lists end; the released code lets stopped rows move on.
import type { LayerInputs } from '../../weights.ts';
import type { Keep } from '../_shared/keep.ts';
import type { Groups } from '../_shared/params.ts';

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
  const kept = keep.slice(offset, offset + size);
  const most = queue(growth, (j) => growth[j]! > 0, -1);
  const least = queue(growth, (j) => growth[j]! < 0, 1);
  const negative = queue(wanda, (j) => kept[j] === 1 && contributions[j]! < 0, 1);
  const positive = queue(wanda, (j) => kept[j] === 1 && contributions[j]! > 0, 1);
  let residual = start;
  const sign = Math.sign(start);
  const swaps: Swap[] = [];
  const grownNow = new Set<number>();
  const done = (stop: Stop): RowRun => ({ contributions, growth, start, residual, swaps, stop });

  while (swaps.length < rules.cycles) {
    if (Math.abs(residual) <= rules.threshold) return done('small enough');
    // A growth of 0 is a weight that is kept, or one that brings nothing: neither ever grows.
    const grow = residual > 0 ? most() : least();
    if (grow === undefined) return done('nothing left');
    const prune = rules.groups
      ? lowestInGroup(initial, keep, offset, grow, rules.groups.m, grownNow)
      : residual > 0
        ? negative()
        : positive();
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

/**
 * Hands out the members' places one after the other: by ascending value, the lower place first among
 * equals, or exactly the other way round. Few are ever asked for, so each is looked for anew.
 */
function queue(
  values: Float32Array | Float64Array,
  member: (place: number) => boolean,
  direction: 1 | -1,
): () => number | undefined {
  const size = values.length;
  let last = -1;
  /** Whether place a comes before place b. */
  const before = (a: number, b: number): boolean => {
    const difference = direction * (values[a]! - values[b]!);
    return difference < 0 || (values[a] === values[b] && direction * (a - b) < 0);
  };
  return () => {
    let best: number | undefined;
    for (let j = 0; j < size; j++) {
      if (!member(j) || (last >= 0 && !before(last, j))) continue;
      if (best === undefined || before(j, best)) best = j;
    }
    if (best !== undefined) last = best;
    return best;
  };
}
