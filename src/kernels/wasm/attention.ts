// Attention on the WebAssembly tiers: strips of queries in, rows out.
import { matrix, type Matrix } from '../../core/tensor.ts';
import { checkHead, checkLength, checkMask, checkRange } from '../check.ts';
import type { Kernels, RowStatistics } from '../contract.ts';
import { attention as reference } from '../typescript/attention.ts';
import { roundUp, type Engine } from './exports.ts';
import { maskedCosts, maskedOutput } from './masked.ts';
import { copyRows, eachStrip, openHead, openValues, queriesOf, type Head } from './strips.ts';

type Attention = Pick<
  Kernels,
  'attentionRows' | 'attentionOutput' | 'attentionBoth' | 'maskedRows' | 'recallRows'
>;

export function createAttention(engine: Engine): Attention {
  const { arena } = engine;
  return {
    attentionRows(q, k, scale, from, to, out, statistics) {
      checkHead('attentionRows', q, k);
      checkRange('attentionRows', from, to, q.rows);
      const rows = rowsFor('attentionRows: out', out, to - from, k.rows);
      if (statistics) {
        checkLength('attentionRows: statistics.max', statistics.max.length, to - from);
        checkLength('attentionRows: statistics.sum', statistics.sum.length, to - from);
      }
      arena.begin();
      const head = openHead(engine, q, k, scale, from, to);
      runDense(engine, head, [
        rowWriter(engine, head, k.rows, rows, out !== undefined),
        ...(statistics ? [statisticsWriter(engine, head, statistics)] : []),
      ]);
      return rows;
    },

    attentionOutput(q, k, v, scale, mask, from, to) {
      checkHead('attentionOutput', q, k, v);
      checkRange('attentionOutput', from, to, q.rows);
      if (mask) checkMask('attentionOutput', mask, q.rows);
      arena.begin();
      if (mask) return maskedOutput(engine, q, k, v, scale, mask, from, to);
      const output = matrix(to - from, v.cols);
      const head = openHead(engine, q, k, scale, from, to);
      runDense(engine, head, [outputWriter(engine, head, v, output)]);
      return output;
    },

    attentionBoth(q, k, v, scale, from, to, out) {
      checkHead('attentionBoth', q, k, v);
      checkRange('attentionBoth', from, to, q.rows);
      const rows = rowsFor('attentionBoth: rows', out, to - from, k.rows);
      arena.begin();
      const output = matrix(to - from, v.cols);
      const head = openHead(engine, q, k, scale, from, to);
      runDense(engine, head, [
        rowWriter(engine, head, k.rows, rows, out !== undefined),
        outputWriter(engine, head, v, output),
      ]);
      return { rows, output };
    },

    maskedRows(q, k, v, scale, mask, from, to) {
      checkHead('maskedRows', q, k, v);
      checkRange('maskedRows', from, to, q.rows);
      checkMask('maskedRows', mask, q.rows);
      arena.begin();
      return maskedCosts(engine, q, k, v, scale, mask, from, to);
    },

    // The map lies outside the module's memory; copying it in costs more than adding it up here.
    recallRows: reference.recallRows,
  };
}

function rowsFor(what: string, out: Float32Array | undefined, rows: number, n: number) {
  if (out) checkLength(what, out.length, rows * n);
  return out ?? new Float32Array(rows * n);
}

/** A strip whose unnormalised weights lie in the head's panels; `real` of its rows are queries. */
interface Strip {
  readonly first: number;
  readonly panels: number;
  readonly real: number;
  /** Addresses of the rows' largest scores, in units of log 2, and sums. */
  readonly max: number;
  readonly sum: number;
}

/** Takes from a strip what it wants. Made before the run, so that its memory is there. */
type StripWriter = (strip: Strip) => void;

/** Scores and weights strip by strip, each handed to all writers. */
function runDense({ wasm, arena }: Engine, head: Head, writers: readonly StripWriter[]): void {
  const { keys, panels, panelBytes, most, to, d } = head;
  const max = arena.take(32 * most);
  const sum = arena.take(32 * most);
  eachStrip(head, (first, count, real) => {
    wasm.scoreStrip(queriesOf(head, first), keys, panels, panelBytes, first, count, to, d);
    wasm.softmaxStrip(panels, panelBytes, first, count, to, max, sum);
    for (const write of writers) write({ first, panels: count, real, max, sum });
  });
}

/** Writes rows of `n` weights; with `clear` also the zeros above the diagonal. */
function rowWriter(
  { wasm, arena }: Engine,
  head: Head,
  n: number,
  out: Float32Array,
  clear: boolean,
): StripWriter {
  const { panels, panelBytes, from, to } = head;
  const wide = roundUp(to, 4);
  const factors = arena.take(32);
  const rows = arena.take(32 * head.most * wide);
  return ({ first, panels: count, real, sum }) => {
    wasm.rowsStrip(panels, panelBytes, first, count, to, sum, factors, rows, 4 * wide);
    const strip = arena.floats(rows, real * wide);
    for (let r = 0; r < real; r++) {
      const at = (first + r - from) * n;
      const seen = first + r + 1;
      out.set(strip.subarray(r * wide, r * wide + seen), at);
      if (clear) out.fill(0, at + seen, at + n);
    }
  };
}

function statisticsWriter({ arena }: Engine, { from }: Head, to: RowStatistics): StripWriter {
  return ({ first, real, max, sum }) => {
    const largest = arena.floats(max, real);
    for (let r = 0; r < real; r++) {
      to.max[first - from + r] = (largest[r] as number) * Math.LN2;
    }
    to.sum.set(arena.floats(sum, real), first - from);
  };
}

function outputWriter(engine: Engine, head: Head, v: Matrix, output: Matrix): StripWriter {
  const { wasm, arena } = engine;
  const { panels, panelBytes, from, to } = head;
  const values = openValues(engine, v, to);
  const wide = roundUp(v.cols, 4);
  const scratch = arena.take(32 + 32 * wide);
  const rows = arena.take(32 * head.most * wide);
  return ({ first, panels: count, real, sum }) => {
    wasm.outputStrip(
      ...([values.at, values.groupBytes, panels, panelBytes, first, count, to] as const),
      ...([v.cols, sum, scratch, rows] as const),
    );
    copyRows(engine, rows, wide, output, first - from, real);
  };
}
