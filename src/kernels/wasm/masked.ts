// Masked attention on the WebAssembly tiers. A strip works on whole groups of four keys; where the
// mask is too ragged for that (single columns, diagonals), the kept keys are picked out first.
import type { Mask } from '../../core/mask/mask.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { MaskedRows } from '../contract.ts';
import { roundUp, type Engine } from './exports.ts';
import { copyRows, eachStrip, openHead, openRuns, openValues, queriesOf } from './strips.ts';

/** Picking keys costs about a third of what computing with them costs. */
const WORTH_PICKING = 0.7;

/** Bytes before the panel's output in a scratch block: five times eight numbers. */
const SCRATCH = 160;

export function maskedOutput(
  engine: Engine,
  q: Matrix,
  k: Matrix,
  v: Matrix,
  scale: number,
  mask: Mask,
  from: number,
  to: number,
): Matrix {
  const { wasm, arena } = engine;
  const head = openHead(engine, q, k, scale, from, to);
  const { most, d } = head;
  const values = openValues(engine, v, to);
  const { rowStart, runs } = openRuns(engine, mask, from, to);
  const groups = Math.ceil(to / 4);
  const width = 4 * groups;
  const wide = roundUp(v.cols, 4);
  const bits = arena.take(most * width);
  const stretches = arena.take(8 * groups);
  const scratch = arena.take(SCRATCH + 32 * wide);
  const rows = arena.take(32 * most * wide);
  const list = arena.take(4 * width);
  const picked = {
    keys: arena.take(4 * width * d),
    values: arena.take(4 * width * wide),
    bits: arena.take(most * width),
  };
  const result = matrix(to - from, v.cols);
  eachStrip(head, (first, count, real) => {
    wasm.markRuns(runs, rowStart + 4 * (first - from), first, real, bits, width);
    const queries = queriesOf(head, first);
    const kept = wasm.listKept(bits, count, width, list);
    if (kept > WORTH_PICKING * 4 * wasm.countGroups(bits, count, width)) {
      wasm.maskedOutputStrip(
        ...([queries, head.keys, values.at, values.groupBytes, bits, width, groups] as const),
        ...([head.panels, stretches, count, d, v.cols, scratch, rows] as const),
      );
    } else {
      const padded = roundUp(kept, 4);
      wasm.packListed(head.rawKeys, list, padded, d, picked.keys);
      wasm.listValues(values.at, values.groupBytes, list, padded, v.cols, picked.values);
      wasm.compactBits(bits, count, width, list, kept, picked.bits, padded);
      wasm.maskedOutputStrip(
        ...([queries, picked.keys, picked.values, 16 * padded, picked.bits, padded] as const),
        ...([padded / 4, head.panels, stretches, count, d, v.cols, scratch, rows] as const),
      );
    }
    copyRows(engine, rows, wide, result, first - from, real);
  });
  return result;
}

export function maskedCosts(
  engine: Engine,
  q: Matrix,
  k: Matrix,
  v: Matrix,
  scale: number,
  mask: Mask,
  from: number,
  to: number,
): MaskedRows {
  const { wasm, arena } = engine;
  const head = openHead(engine, q, k, scale, from, to);
  const { panels, panelBytes, most, d } = head;
  const values = openValues(engine, v, to);
  const { rowStart, runs } = openRuns(engine, mask, from, to);
  const width = 4 * Math.ceil(to / 4);
  const bits = arena.take(most * width);
  const stretches = arena.take(2 * width);
  const scratch = arena.take(SCRATCH + 64 * roundUp(v.cols, 4));
  const max = arena.take(32 * most);
  const sum = arena.take(32 * most);
  const recall = arena.take(32 * most);
  const error = arena.take(32 * most);
  const norm = arena.take(32 * most);
  const result = {
    recall: new Float32Array(to - from),
    errorSquared: new Float32Array(to - from),
    normSquared: new Float32Array(to - from),
  };
  eachStrip(head, (first, count, real) => {
    wasm.markRuns(runs, rowStart + 4 * (first - from), first, real, bits, width);
    wasm.maskedRowsStrip(
      ...([queriesOf(head, first), head.keys, values.at, values.groupBytes, bits, width] as const),
      ...([panels, panelBytes, stretches, first, count, to, d, v.cols, max, sum] as const),
      ...([scratch, recall, error, norm] as const),
    );
    result.recall.set(arena.floats(recall, real), first - from);
    result.errorSquared.set(arena.floats(error, real), first - from);
    result.normSquared.set(arena.floats(norm, real), first - from);
  });
  return result;
}
