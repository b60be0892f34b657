// Bars for more values than there are pixels: each bar is the largest of its values, per class and on
// either side of zero, so a single heavy key among a thousand still stands out.

export interface Bar {
  /** Values [from, to) that this bar stands for. */
  readonly from: number;
  readonly to: number;
  /** Largest value above zero per class, 0 where the class has none. */
  readonly tops: readonly number[];
  /** Smallest value below zero per class, 0 where the class has none. */
  readonly lows: readonly number[];
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
    const tops = new Array<number>(classes).fill(0);
    const lows = new Array<number>(classes).fill(0);
    for (let i = from; i < to; i++) {
      const kind = classOf(i);
      const value = values[i] ?? 0;
      tops[kind] = Math.max(tops[kind] ?? 0, value);
      lows[kind] = Math.min(lows[kind] ?? 0, value);
    }
    bars.push({ from, to, tops, lows });
  }
  return bars;
}

/** Index of the value furthest from zero among [from, to). */
export function furthestIn(values: Float32Array, from: number, to: number): number {
  let best = from;
  for (let i = from + 1; i < to; i++) {
    if (Math.abs(values[i] ?? 0) > Math.abs(values[best] ?? 0)) best = i;
  }
  return best;
}

export interface BarPath {
  /** Class of the bars. */
  readonly kind: number;
  /** Path data. */
  readonly d: string;
}

/** Shortest bar that is still seen, px. */
const LEAST = 0.75;

/**
 * One path per class and layer, in drawing order: on either side of zero the tallest class of a bar lies
 * behind the others. `step` px per bar, zero at `zero` px from the top, `scale` px per unit, no bar
 * outside 0 … `height`.
 */
export function barPaths(
  bars: readonly Bar[],
  classes: number,
  { step, zero, scale, height }: Record<'step' | 'zero' | 'scale' | 'height', number>,
): BarPath[] {
  const layers = Array.from({ length: 2 * classes }, () => '');
  const wide = step - (step >= 4 ? 1 : 0);
  const put = (at: number, sizes: readonly number[], up: boolean): void => {
    const tallest = sizes.indexOf(Math.max(...sizes));
    for (const [kind, size] of sizes.entries()) {
      if (size <= 0) continue;
      const tall = Math.max(LEAST, Math.min(size * scale, up ? zero : height - zero));
      const layer = kind === tallest ? kind : classes + kind;
      const [down, back] = up ? [-tall, tall] : [tall, -tall];
      const before = layers[layer] ?? '';
      layers[layer] = `${before}M${fix(at)},${fix(zero)}v${fix(down)}h${fix(wide)}v${fix(back)}z`;
    }
  };
  for (const [i, { tops, lows }] of bars.entries()) {
    put(i * step, tops, true);
    put(
      i * step,
      lows.map((low) => -low),
      false,
    );
  }
  return layers.flatMap((d, layer) => (d ? [{ kind: layer % classes, d }] : []));
}

function fix(value: number): number {
  return Math.round(value * 100) / 100;
}
