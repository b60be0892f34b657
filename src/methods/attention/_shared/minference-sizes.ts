// How many columns and diagonals make up a budget, by a rough estimate of what each keeps.
import { sinksAndWindowPairs, causalPairs } from './budget.ts';

export interface LineDefaults {
  /** The ratio that is scaled. */
  readonly columns: number;
  readonly offsets: number;
  readonly forcedColumns: number;
  readonly forcedOffsets: number;
  readonly block: number;
}

/**
 * Sizes at which the tiles of the kernel keep about `budget` of the causal pairs of n tokens.
 * The forced lines keep a known share. Each further column keeps about 1/n of the rest. A further
 * diagonal keeps a band of up to `block` keys, fewer where bands overlap, which they do as chosen
 * diagonals flock together.
 */
export function sizesForBudget(
  budget: number,
  n: number,
  defaults: LineDefaults,
): { verticalSize: number; slashSize: number } {
  const { columns, offsets, forcedColumns, forcedOffsets, block } = defaults;
  if (budget >= 1) return { verticalSize: n, slashSize: n };
  const band = forcedOffsets + block / 2; // tiles reach half a block further on average
  const forced = sinksAndWindowPairs(n, forcedColumns, band) / causalPairs(n);

  const kept = (factor: number): number => {
    const more = Math.max(0, columns * factor - forcedColumns) / n;
    const bands = (Math.max(0, offsets * factor - forcedOffsets) * block * APART) / n;
    return 1 - (1 - forced) * Math.max(0, 1 - more) * Math.exp(-bands);
  };
  let low = 0;
  let high = n / columns;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (kept(middle) < budget) low = middle;
    else high = middle;
  }
  return {
    verticalSize: Math.max(forcedColumns, Math.round(columns * low)),
    slashSize: Math.max(forcedOffsets, Math.round(offsets * low)),
  };
}

/** Share of its own band that a chosen diagonal adds; fitted to the heads of the atlas model. */
const APART = 0.42;
