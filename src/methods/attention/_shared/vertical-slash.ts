// Where the attention of a few probe queries falls: down key columns ("vertical") and along
// diagonals ("slash"), and which of them are worth keeping.
// Source: MInference (microsoft/MInference, minference/modules/minference_forward.py).
import type { Kernels } from '../../../kernels/contract.ts';
import type { AttentionHead } from '../../attention.ts';

export interface Probe {
  /** Probe rows really used: min(asked, n). */
  readonly r: number;
  /** Attention of the last r queries, r × n. */
  readonly rows: Float32Array;
  /** Per key: what the probe rows give it in sum. Sums to r. */
  readonly vertical: Float32Array;
  /** Per offset (query position − key position): likewise. Sums to r. */
  readonly slash: Float32Array;
  /** FLOPs spent. */
  readonly flops: number;
}

/** Computes the attention of the last `asked` queries and sums it both ways; 2·d·r·n FLOPs. */
export function probeLast(head: AttentionHead, asked: number, kernels: Kernels): Probe {
  const { n, d, q, k } = head;
  const r = Math.min(asked, n);
  const rows = kernels.attentionRows(q, k, 1 / Math.sqrt(d), n - r, n);
  return { r, rows, ...sumLines(rows, r, n), flops: 2 * d * r * n };
}

/** Column and diagonal sums of the causal softmax `rows` (r × n) of the last r of n queries. */
export function sumLines(
  rows: Float32Array,
  r: number,
  n: number,
): { vertical: Float32Array; slash: Float32Array } {
  const vertical = new Float32Array(n);
  const slash = new Float32Array(n);
  for (let t = 0; t < r; t++) {
    const position = n - r + t;
    const row = t * n;
    for (let j = 0; j <= position; j++) {
      const p = rows[row + j]!;
      vertical[j]! += p;
      slash[position - j]! += p;
    }
  }
  return { vertical, slash };
}

/** Columns and offsets, best first; the first `forced` of each come before all others. */
export interface RankedLines {
  readonly columns: Uint32Array;
  readonly offsets: Uint32Array;
  readonly forcedColumns: number;
  readonly forcedOffsets: number;
}

/** Ranks all lines by their sums, the first columns and the nearest offsets forced to the front. */
export function rankLines(
  probe: Probe,
  forcedColumns: number,
  forcedOffsets: number,
  kernels: Kernels,
): RankedLines {
  return {
    columns: rank(probe.vertical, forcedColumns, kernels),
    offsets: rank(probe.slash, forcedOffsets, kernels),
    forcedColumns: Math.min(forcedColumns, probe.vertical.length),
    forcedOffsets: Math.min(forcedOffsets, probe.slash.length),
  };
}

function rank(sums: Float32Array, forced: number, kernels: Kernels): Uint32Array {
  const values = sums.slice();
  values.fill(Infinity, 0, forced);
  return kernels.topK(values, values.length);
}

export interface ChosenLines {
  /** Ascending. */
  readonly columns: Uint32Array;
  /** Descending. */
  readonly offsets: Uint32Array;
}

/** The best lines; a size is never smaller than what is forced, nor larger than the text. */
export function chooseLines(ranked: RankedLines, vertical: number, slash: number): ChosenLines {
  return {
    columns: ranked.columns.slice(0, Math.max(vertical, ranked.forcedColumns)).sort(),
    offsets: ranked.offsets.slice(0, Math.max(slash, ranked.forcedOffsets)).sort().reverse(),
  };
}
