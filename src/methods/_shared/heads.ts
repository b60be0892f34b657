// Heads made to measure for worked examples: queries and keys whose attention comes out as written.
import { matrix, matrixOf, type Matrix } from '../../core/tensor.ts';

/** One query head of n tokens with keys of its own; all matrices n × d. */
export interface MadeHead {
  readonly n: number;
  readonly d: number;
  readonly layers: number;
  readonly heads: number;
  readonly layer: number;
  readonly head: number;
  readonly kvHead: number;
  readonly q: Matrix;
  readonly k: Matrix;
  readonly v: Matrix;
}

/** Stands for a probability of 0, whose logarithm no float can hold. */
const NEXT_TO_NOTHING = 1e-12;

/** A head from queries and keys (n × d each). Values are unit vectors where none are given. */
export function headFrom(
  q: Matrix,
  k: Matrix,
  site: Partial<Pick<MadeHead, 'v' | 'heads' | 'head' | 'layers' | 'layer'>> = {},
): MadeHead {
  const n = q.rows;
  const v = site.v ?? unitRows(n, q.cols);
  const head = site.head ?? 0;
  const { layers = 1, layer = 0, heads = 1 } = site;
  return { n, d: q.cols, layers, heads, layer, head, kvHead: head, q, k, v };
}

/**
 * A head whose scaled logits q_i·k_j/√d are `rows[i][j]` for j ≤ i: q_i = √d·e_i and k_j[i] = rows[i][j],
 * with d a power of 4, so that √d is exact. Entries above the diagonal may be left out: they are 0.
 */
export function headFromLogits(rows: readonly (readonly number[])[]): MadeHead {
  const n = rows.length;
  const d = 4 ** Math.ceil(Math.log2(n) / 2);
  const q = matrix(n, d);
  const k = matrix(n, d);
  for (const [i, row] of rows.entries()) {
    q.data[i * d + i] = Math.sqrt(d);
    for (let j = 0; j < n; j++) k.data[j * d + i] = row[j] ?? 0;
  }
  return headFrom(q, k);
}

/** A head whose causal attention is `rows` (each sums to 1 over its first i + 1 entries). */
export function headFromAttention(rows: readonly (readonly number[])[]): MadeHead {
  return headFromLogits(
    rows.map((row, i) => row.slice(0, i + 1).map((p) => Math.log(p > 0 ? p : NEXT_TO_NOTHING))),
  );
}

/** A head whose rows are constant within blocks, so that block means are the given vectors. */
export function headFromBlocks(
  qMeans: readonly (readonly number[])[],
  kMeans: readonly (readonly number[])[],
  block: number,
): MadeHead {
  return headFrom(matrixOf(repeat(qMeans, block)), matrixOf(repeat(kMeans, block)));
}

/** A head of n tokens that looks at every earlier key alike; for patterns that read no tensor. */
export function uniformHead(n: number, site: { heads?: number; head?: number } = {}): MadeHead {
  return headFrom(matrix(n, 1), matrix(n, 1), site);
}

/** Rows of probabilities, the given ones placed from row `n − given.length`, the rest uniform. */
export function withUniformStart(given: readonly (readonly number[])[], n: number): number[][] {
  return Array.from({ length: n }, (_, i) => {
    const row = given[i - (n - given.length)];
    return row ? [...row] : Array.from({ length: i + 1 }, () => 1 / (i + 1));
  });
}

function repeat<T>(items: readonly T[], times: number): T[] {
  return items.flatMap((item) => Array.from({ length: times }, () => item));
}

/** n × d with a 1 at (i, i mod d): different values for different keys, as far as d allows. */
function unitRows(n: number, d: number): Matrix {
  const m = matrix(n, d);
  for (let i = 0; i < n; i++) m.data[i * d + (i % d)] = 1;
  return m;
}
