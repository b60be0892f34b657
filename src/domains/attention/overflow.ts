// Scores beyond 32-bit floats: refused once for all methods, before any of them makes infinities, and numbers
// that are none, of them.
import { ExpectedError } from '../../core/result.ts';
import { matrix, rowOf, type Matrix } from '../../core/tensor.ts';
import type { AttentionHead } from '../../methods/attention.ts';

/**
 * Largest score, about 1.3e30. Methods add scores up over blocks, probes and strides: the rest to the
 * 3.4e38 that a 32-bit float reaches is theirs.
 */
const MOST = 2 ** 100;

/** Largest entry of q and k, about 5e33: means of blocks begin as sums. */
const MOST_ENTRY = 2 ** 112;

/** Powers of two that the largest value may lie from 1: errors are sums of squared outputs. */
const REACH = 40;

const known = new WeakMap<AttentionHead, AttentionHead>();

/**
 * The head as methods and metrics get it: itself, or with its values times a power of two where the squares
 * of outputs would leave 32-bit floats at either end. Errors are ratios, and stay the same. Throws an
 * ExpectedError that names the head, the tensor and its row where scores leave them. Each head is looked at
 * once.
 */
export function inReach(head: AttentionHead): AttentionHead {
  const ready = known.get(head);
  if (ready) return ready;
  refuseLarge(head, 'q', MOST_ENTRY);
  refuseLarge(head, 'k', MOST_ENTRY);
  refuseLarge(head, 'v', Number.MAX_VALUE);
  refuseScores(head);
  const v = scaled(head.v);
  const made = v === head.v ? head : { ...head, v };
  known.set(head, made);
  return made;
}

function scaled(v: Matrix): Matrix {
  const largest = v.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || (largest > 2 ** -REACH && largest < 2 ** REACH)) return v;
  const scale = 2 ** -Math.floor(Math.log2(largest));
  return matrix(
    v.rows,
    v.cols,
    v.data.map((value) => value * scale),
  );
}

function refuseLarge(head: AttentionHead, name: 'q' | 'k' | 'v', most: number): void {
  const { cols, data } = head[name];
  // NaN is not at most anything.
  const at = data.findIndex((value) => !(Math.abs(value) <= most));
  if (at < 0) return;
  const value = data[at]!;
  const why = Number.isFinite(value)
    ? `, and sums of entries beyond ${most.toExponential(0)} may leave 32-bit floats: scale ${name} down`
    : '';
  const index = `[${Math.floor(at / cols)}, ${at % cols}]`;
  throw new ExpectedError(name, `${place(head)}${name} holds ${value} at index ${index}${why}`);
}

function refuseScores(head: AttentionHead): void {
  const { q, k } = head;
  const norms = rowNorms(k);
  const largest = norms.reduce((most, norm) => Math.max(most, norm), 0);
  for (const [i, norm] of rowNorms(q).entries()) {
    // No score is larger than the product of the norms: mostly that is enough to know.
    if (norm * largest <= MOST) continue;
    for (let j = 0; j < k.rows; j++) {
      if (norm * norms[j]! <= MOST) continue;
      const size = sizeOf(rowOf(q, i), rowOf(k, j));
      if (size <= MOST) continue;
      throw new ExpectedError(
        'q',
        `${place(head)}the score of row ${i} of q with row ${j} of k reaches ${size.toExponential(1)}, ` +
          `and sums of scores beyond ${MOST.toExponential(0)} may leave 32-bit floats: scale q or k down`,
      );
    }
  }
}

/** Σ |a_c·b_c|: no partial sum of a·b is larger. */
function sizeOf(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += Math.abs(a[c]! * b[c]!);
  return sum;
}

function rowNorms(m: Matrix): Float64Array {
  return Float64Array.from({ length: m.rows }, (_, i) => {
    let sum = 0;
    for (const value of rowOf(m, i)) sum += value * value;
    return Math.sqrt(sum);
  });
}

/** Where there are several heads, which one. */
function place({ layers, layer, heads, head }: AttentionHead): string {
  if (layers > 1) return `layer ${layer}, head ${head}: `;
  return heads > 1 ? `head ${head}: ` : '';
}
