// Does a block compute the same after its units were moved? Tried on random inputs, in double precision,
// outputs rounded to single. Positions are left out: they turn every head by itself.
import { createRandom } from '../../../core/random.ts';
import { matrix, type Matrix } from '../../../core/tensor.ts';
import type { MatrixName, WeightMatrix } from '../../weights.ts';

const TOKENS = 8;

export interface Check {
  readonly outputs: number;
  /** Outputs that agree to the last bit. */
  readonly identical: number;
}

/**
 * Compares the attention part or the feed-forward part before and after. Both hold all matrices of the
 * part; null where any is missing.
 */
export function compareParts(
  before: readonly WeightMatrix[],
  after: readonly WeightMatrix[],
): Check | null {
  const [old, moved] = [before, after].map(outputsOf);
  if (!old || !moved) return null;
  const pairs = [old, moved].map((values) => Float32Array.from(values)) as [
    Float32Array,
    Float32Array,
  ];
  const identical = pairs[0].filter((y, p) => Object.is(y, pairs[1][p])).length;
  return { outputs: pairs[0].length, identical };
}

function outputsOf(part: readonly WeightMatrix[]): Float64Array | null {
  const of = (name: MatrixName): WeightMatrix | undefined =>
    part.find((each) => each.name === name);
  const [gate, up, down] = [of('gate'), of('up'), of('down')];
  if (gate && up && down) {
    const x = probe(gate.in);
    const [g, u] = [product(x, gate.weight), product(x, up.weight)];
    return product(
      g.map((value, p) => (value / (1 + Math.exp(-value))) * u[p]!),
      down.weight,
    );
  }
  const [q, k, v, o] = [of('q'), of('k'), of('v'), of('o')];
  if (!q || !k || !v || !o) return null;
  const x = probe(q.in);
  const [queries, keys, values] = [q, k, v].map(({ weight }) => product(x, weight)) as Triple;
  return product(attend([queries, keys, values], q, k), o.weight);
}

type Triple = [Float64Array, Float64Array, Float64Array];

function probe(size: number): Float64Array {
  const random = createRandom('s2ft probe');
  return Float64Array.from({ length: TOKENS * size }, () => random.normal());
}

/** x·Wᵀ for TOKENS rows. */
function product(x: Float64Array, { rows, cols, data }: Matrix): Float64Array {
  const y = new Float64Array(TOKENS * rows);
  for (let t = 0; t < TOKENS; t++) {
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0; j < cols; j++) sum += x[t * cols + j]! * data[i * cols + j]!;
      y[t * rows + i] = sum;
    }
  }
  return y;
}

/** Causal attention of every query head, side by side. */
function attend(
  [q, k, v]: Triple,
  { out, heads, kvHeads }: WeightMatrix,
  keys: WeightMatrix,
): Float64Array {
  const d = out / heads;
  const mixed = new Float64Array(TOKENS * out);
  for (let head = 0; head < heads; head++) {
    const shared = Math.floor((head * kvHeads) / heads) * d;
    for (let t = 0; t < TOKENS; t++) {
      const weights: number[] = [];
      for (let s = 0; s <= t; s++) {
        let score = 0;
        for (let c = 0; c < d; c++)
          score += q[t * out + head * d + c]! * k[s * keys.out + shared + c]!;
        weights.push(Math.exp(score / Math.sqrt(d)));
      }
      const total = weights.reduce((sum, w) => sum + w, 0);
      for (let c = 0; c < d; c++) {
        let value = 0;
        for (let s = 0; s <= t; s++) value += weights[s]! * v[s * keys.out + shared + c]!;
        mixed[t * out + head * d + c] = value / total;
      }
    }
  }
  return mixed;
}

/** The same matrix with other weights. */
export function withWeight(subject: WeightMatrix, weight: Matrix): WeightMatrix {
  return { ...subject, weight: matrix(weight.rows, weight.cols, weight.data) };
}
