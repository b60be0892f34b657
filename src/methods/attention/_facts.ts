// Heads made to measure for worked examples: queries and keys whose attention comes out as written.
import { matrix, matrixOf, type Matrix } from '../../core/tensor.ts';
import type { AttentionHead } from '../attention.ts';

/** Stands for a probability of 0, whose logarithm no float can hold. */
const NEXT_TO_NOTHING = 1e-12;

/** A head from queries and keys (n × d each). Values are the identity where none are given. */
export function headFrom(
  q: Matrix,
  k: Matrix,
  site: Partial<Pick<AttentionHead, 'v' | 'heads' | 'head' | 'layers' | 'layer'>> = {},
): AttentionHead {
  const n = q.rows;
  const v = site.v ?? padTo(identity(n), q.cols);
  const head = site.head ?? 0;
  const { layers = 1, layer = 0, heads = 1 } = site;
  return { n, d: q.cols, layers, heads, layer, head, kvHead: head, q, k, v };
}

/**
 * A head whose scaled logits q_i·k_j/√d are `rows[i][j]` for j ≤ i: d = n, q_i = √n·e_i and
 * k_j[i] = rows[i][j]. Entries above the diagonal may be left out; they are read as 0.
 */
export function headFromLogits(rows: readonly (readonly number[])[]): AttentionHead {
  const n = rows.length;
  const q = identity(n, Math.sqrt(n));
  const k = matrix(n, n);
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j < n; j++) k.data[j * n + i] = row[j] ?? 0;
  }
  return headFrom(q, k);
}

/** A head whose causal attention is `rows` (each sums to 1 over its first i + 1 entries). */
export function headFromAttention(rows: readonly (readonly number[])[]): AttentionHead {
  return headFromLogits(
    rows.map((row, i) => row.slice(0, i + 1).map((p) => Math.log(p > 0 ? p : NEXT_TO_NOTHING))),
  );
}

/** A head whose rows are constant within blocks, so that block means are the given vectors. */
export function headFromBlocks(
  qMeans: readonly (readonly number[])[],
  kMeans: readonly (readonly number[])[],
  block: number,
): AttentionHead {
  return headFrom(matrixOf(repeat(qMeans, block)), matrixOf(repeat(kMeans, block)));
}

/** A head of n tokens that looks at every earlier key alike; for patterns that read no tensor. */
export function uniformHead(
  n: number,
  site: { heads?: number; head?: number } = {},
): AttentionHead {
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

function identity(n: number, value = 1): Matrix {
  const m = matrix(n, n);
  for (let i = 0; i < n; i++) m.data[i * n + i] = value;
  return m;
}

/** The first `cols` columns of a square matrix. */
function padTo(m: Matrix, cols: number): Matrix {
  if (cols === m.cols) return m;
  const out = matrix(m.rows, cols);
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < Math.min(cols, m.cols); j++)
      out.data[i * cols + j] = m.data[i * m.cols + j] ?? 0;
  }
  return out;
}
