// Attention on the WebAssembly tiers: strips of queries in, rows out.
import type { Mask } from '../../core/mask/mask.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import { checkHead, checkLength, checkMask, checkRange } from '../check.ts';
import type { Kernels } from '../contract.ts';
import { attention as reference } from '../typescript/attention.ts';
import { roundUp, type Engine } from './exports.ts';
import { maskedOutput, maskedCosts } from './masked.ts';
import { eachStrip, openHead, openValues, queriesOf } from './strips.ts';

type Attention = Pick<Kernels, 'attentionRows' | 'attentionOutput' | 'maskedRows' | 'recallRows'>;

export function createAttention(engine: Engine): Attention {
  const { wasm, arena } = engine;
  return {
    attentionRows(q, k, scale, from, to, out, statistics) {
      checkHead('attentionRows', q, k);
      checkRange('attentionRows', from, to, q.rows);
      const n = k.rows;
      checkLength('attentionRows: out', out?.length ?? (to - from) * n, (to - from) * n);
      const probs = out ?? new Float32Array((to - from) * n);
      if (statistics) {
        checkLength('attentionRows: statistics.max', statistics.max.length, to - from);
        checkLength('attentionRows: statistics.sum', statistics.sum.length, to - from);
      }
      arena.begin();
      const head = openHead(engine, q, k, scale, from, to);
      const { panels, panelBytes, most, d } = head;
      const max = arena.take(32 * most);
      const sum = arena.take(32 * most);
      const factors = arena.take(32);
      const stride = 4 * roundUp(to, 4);
      const rows = arena.take(8 * most * stride);
      eachStrip(head, (first, count, real) => {
        wasm.scoreStrip(queriesOf(head, first), head.keys, panels, panelBytes, first, count, to, d);
        wasm.softmaxStrip(panels, panelBytes, first, count, to, max, sum);
        wasm.rowsStrip(panels, panelBytes, first, count, to, sum, factors, rows, stride);
        const strip = arena.floats(rows, (real * stride) / 4);
        for (let r = 0; r < real; r++) {
          const at = (first + r - from) * n;
          const seen = first + r + 1;
          probs.set(strip.subarray((r * stride) / 4, (r * stride) / 4 + seen), at);
          if (out) probs.fill(0, at + seen, at + n);
        }
        if (statistics) {
          const largest = arena.floats(max, real);
          for (let r = 0; r < real; r++) {
            statistics.max[first - from + r] = (largest[r] as number) * Math.LN2;
          }
          statistics.sum.set(arena.floats(sum, real), first - from);
        }
      });
      return probs;
    },

    attentionOutput(q, k, v, scale, mask, from, to) {
      checkHead('attentionOutput', q, k, v);
      checkRange('attentionOutput', from, to, q.rows);
      if (mask) checkMask('attentionOutput', mask, q.rows);
      arena.begin();
      return mask
        ? maskedOutput(engine, q, k, v, scale, mask, from, to)
        : denseOutput(engine, q, k, v, scale, from, to);
    },

    maskedRows(q, k, v, scale, mask: Mask, from, to) {
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

function denseOutput(
  engine: Engine,
  q: Matrix,
  k: Matrix,
  v: Matrix,
  scale: number,
  from: number,
  to: number,
): Matrix {
  const { wasm, arena } = engine;
  const head = openHead(engine, q, k, scale, from, to);
  const { panels, panelBytes, most, d } = head;
  const values = openValues(engine, v, to);
  const wide = roundUp(v.cols, 4);
  const max = arena.take(32 * most);
  const sum = arena.take(32 * most);
  const scratch = arena.take(32 + 32 * wide);
  const rows = arena.take(32 * most * wide);
  const result = matrix(to - from, v.cols);
  eachStrip(head, (first, count, real) => {
    wasm.scoreStrip(queriesOf(head, first), head.keys, panels, panelBytes, first, count, to, d);
    wasm.softmaxStrip(panels, panelBytes, first, count, to, max, sum);
    wasm.outputStrip(
      ...([values.at, values.groupBytes, panels, panelBytes, first, count, to] as const),
      ...([v.cols, sum, scratch, rows] as const),
    );
    copyRows(engine, rows, wide, result, first - from, real);
  });
  return result;
}

/** Copies `count` rows, `wide` numbers apart, into a matrix from row `first` on. */
export function copyRows(
  { arena }: Engine,
  rows: number,
  wide: number,
  to: Matrix,
  first: number,
  count: number,
): void {
  const from = arena.floats(rows, count * wide);
  if (wide === to.cols) {
    to.data.set(from, first * wide);
    return;
  }
  for (let r = 0; r < count; r++) {
    to.data.set(from.subarray(r * wide, r * wide + to.cols), (first + r) * to.cols);
  }
}
