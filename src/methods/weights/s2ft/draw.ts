// S²FT's draw over the whole model, and the order that brings what was drawn together.
// Source: Infini-AI-Lab/S2FT, s2ft/s2.py and experiments/utils/s2_utils.py.
import { createRandom } from '../../../core/random.ts';
import { matrix, type Matrix } from '../../../core/tensor.ts';
import type { WeightMatrix, WeightModel } from '../../weights.ts';
import { bandsOf, kindOf, type Bands } from '../_shared/units.ts';

/** The matrices of which parts can be trained. */
export const TRAINABLE = ['v', 'o', 'up', 'down'] as const;
export type TrainableName = (typeof TRAINABLE)[number];
export type Ratios = Readonly<Record<TrainableName, number>>;

/** Units that were drawn, by matrix name and then by layer. */
export type Drawn = Readonly<Record<TrainableName, ReadonlyMap<number, ReadonlySet<number>>>>;

/** ⌊ratio · all units of the model⌋ units for each kind of matrix, evenly over the whole model. */
export function drawUnits({ matrices }: WeightModel, ratios: Ratios, seed: number): Drawn {
  const draw = (name: TrainableName): ReadonlyMap<number, ReadonlySet<number>> => {
    const all = matrices
      .filter((each) => each.name === name)
      .flatMap((each) =>
        Array.from({ length: bandsOf(each).count }, (_, unit) => ({ layer: each.layer, unit })),
      );
    const taken = createRandom(`s2ft ${seed} ${name}`).shuffle(all);
    const byLayer = new Map<number, Set<number>>();
    for (const { layer, unit } of taken.slice(0, Math.floor(ratios[name] * all.length))) {
      byLayer.set(layer, (byLayer.get(layer) ?? new Set()).add(unit));
    }
    return byLayer;
  };
  return { v: draw('v'), o: draw('o'), up: draw('up'), down: draw('down') };
}

export interface Order {
  /** Old unit at each new place. */
  readonly units: readonly number[];
  /** New places [from, to) of the units drawn for rows (v, up) and for columns (o, down). */
  readonly rows: readonly [from: number, to: number];
  readonly cols: readonly [from: number, to: number];
}

/** Only rows, both, only columns, the rest; ascending within each. */
export function orderOf(
  rows: ReadonlySet<number>,
  cols: ReadonlySet<number>,
  count: number,
): Order {
  const all = Array.from({ length: count }, (_, unit) => unit);
  const [onlyRows, both, onlyCols, rest] = [
    all.filter((unit) => rows.has(unit) && !cols.has(unit)),
    all.filter((unit) => rows.has(unit) && cols.has(unit)),
    all.filter((unit) => !rows.has(unit) && cols.has(unit)),
    all.filter((unit) => !rows.has(unit) && !cols.has(unit)),
  ] as [number[], number[], number[], number[]];
  return {
    units: [...onlyRows, ...both, ...onlyCols, ...rest],
    rows: [0, rows.size],
    cols: [onlyRows.length, onlyRows.length + cols.size],
  };
}

const NONE: ReadonlySet<number> = new Set();

/** The order of a block's heads or channels. */
export function orderFor(subject: WeightMatrix, drawn: Drawn): Order {
  const [rows, cols] =
    kindOf(subject) === 'heads' ? (['v', 'o'] as const) : (['up', 'down'] as const);
  return orderOf(
    drawn[rows].get(subject.layer) ?? NONE,
    drawn[cols].get(subject.layer) ?? NONE,
    bandsOf(subject).count,
  );
}

/** Units of a matrix that may be trained. */
export function trained({ name, layer }: WeightMatrix, drawn: Drawn): ReadonlySet<number> {
  return isTrainable(name) ? (drawn[name].get(layer) ?? NONE) : NONE;
}

export function isTrainable(name: string): name is TrainableName {
  return (TRAINABLE as readonly string[]).includes(name);
}

/** The matrix with its units moved as whole bands. */
export function permuted(weight: Matrix, bands: Bands, units: readonly number[]): Matrix {
  const { rows, cols, data } = weight;
  const moved = matrix(rows, cols);
  const from = (at: number): number =>
    units[Math.floor(at / bands.width)]! * bands.width + (at % bands.width);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const [row, col] = bands.side === 'rows' ? [from(i), j] : [i, from(j)];
      moved.data[i * cols + j] = data[row * cols + col]!;
    }
  }
  return moved;
}
