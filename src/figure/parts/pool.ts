// Bars for more values than there are pixels: each bar is the largest of its values, per class, so a
// single heavy key among a thousand still stands out.

export interface Bar {
  /** Values [from, to) that this bar stands for. */
  readonly from: number;
  readonly to: number;
  /** Largest value per class, −1 where the bar has no value of that class. */
  readonly tops: readonly number[];
}

/** `classOf` gives 0 … classes − 1 for an index. Each bar stands for `each` values, the last for fewer. */
export function poolBars(
  values: Float32Array,
  classOf: (index: number) => number,
  classes: number,
  each: number,
): Bar[] {
  const bars: Bar[] = [];
  for (let from = 0; from < values.length; from += each) {
    const to = Math.min(values.length, from + each);
    const tops = new Array<number>(classes).fill(-1);
    for (let i = from; i < to; i++) {
      const kind = classOf(i);
      tops[kind] = Math.max(tops[kind] ?? -1, values[i] ?? 0);
    }
    bars.push({ from, to, tops });
  }
  return bars;
}

/** Index of the largest of values [from, to). */
export function largestIn(values: Float32Array, from: number, to: number): number {
  let best = from;
  for (let i = from + 1; i < to; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}
