// One head's tensors in the module's memory, and the strips of queries that are worked on at a time.
import type { Mask } from '../../core/mask/mask.ts';
import { toRuns } from '../../core/mask/ops.ts';
import type { Matrix } from '../../core/tensor.ts';
import { roundUp, type Engine } from './exports.ts';

/** Bytes of a strip's scores: they should stay in the second-level cache. */
const STRIP_BYTES = 1 << 18;
const MOST_PANELS = 4;

/** Queries [from, to) and all keys that they see, packed; panels of eight queries. */
export interface Head {
  readonly from: number;
  readonly to: number;
  readonly d: number;
  /** The keys as they came, for picking single ones. */
  readonly rawKeys: number;
  readonly keys: number;
  readonly queries: number;
  /** Room for the scores of one strip. */
  readonly panels: number;
  readonly panelBytes: number;
  /** Panels in a strip. */
  readonly most: number;
}

/** Scores come out in units of log 2. */
export function openHead(
  { wasm, arena }: Engine,
  q: Matrix,
  k: Matrix,
  scale: number,
  from: number,
  to: number,
): Head {
  const d = q.cols;
  const rawKeys = arena.copy(k.data.subarray(0, to * d));
  const rawQueries = arena.copy(q.data.subarray(from * d, to * d));
  const keys = arena.take(4 * roundUp(to, 4) * d);
  const queries = arena.take(4 * roundUp(to - from, 8) * d);
  const panelBytes = 32 * roundUp(to, 4);
  const most = Math.max(1, Math.min(MOST_PANELS, Math.floor(STRIP_BYTES / panelBytes)));
  const panels = arena.take(most * panelBytes);
  wasm.pack(rawKeys, to, d, keys, 4, 1);
  wasm.pack(rawQueries, to - from, d, queries, 8, scale * Math.LOG2E);
  return { from, to, d, rawKeys, keys, queries, panels, panelBytes, most };
}

/** Values packed by columns of four; `groupBytes` lie between column groups. */
export interface Values {
  readonly at: number;
  readonly groupBytes: number;
  readonly cols: number;
}

export function openValues({ wasm, arena }: Engine, v: Matrix, rows: number): Values {
  const raw = arena.copy(v.data.subarray(0, rows * v.cols));
  const groupBytes = 16 * roundUp(rows, 4);
  const at = arena.take((groupBytes * roundUp(v.cols, 4)) / 4);
  wasm.packColumns(raw, rows, v.cols, at);
  return { at, groupBytes, cols: v.cols };
}

/** The kept runs of rows [from, to) as flat arrays: run indices per row, and (start, end) pairs. */
export interface Runs {
  readonly rowStart: number;
  readonly runs: number;
}

export function openRuns({ arena }: Engine, mask: Mask, from: number, to: number): Runs {
  const flat = toRuns(mask);
  const first = flat.rowStart[from] as number;
  const last = flat.rowStart[to] as number;
  return {
    rowStart: arena.copy(flat.rowStart.subarray(from, to + 1).map((run) => run - first)),
    runs: arena.copy(flat.runs.subarray(2 * first, 2 * last)),
  };
}

/** Calls `work` for each strip: its first query, how many panels and how many real queries. */
export function eachStrip(
  head: Head,
  work: (first: number, panels: number, rows: number) => void,
): void {
  for (let first = head.from; first < head.to; first += 8 * head.most) {
    const rows = Math.min(8 * head.most, head.to - first);
    work(first, Math.ceil(rows / 8), rows);
  }
}

/** Address of a strip's packed queries. */
export function queriesOf(head: Head, first: number): number {
  return head.queries + 4 * (first - head.from) * head.d;
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
