// What can be computed of a trace: as of a run, as far as its file tells.
import type { Paints } from '../../../core/card.ts';
import type { Palette } from '../../../core/palette.ts';
import { matrix } from '../../../core/tensor.ts';
import { defineDecode, type DecodeHead, type HeadCache } from '../../../methods/decode.ts';
import type { PaintPlane, Viewport } from '../../../kernels/contract.ts';
import type { Desk, MapPainter } from '../../contract.ts';
import { heldAt, mean, missesOf, seenBy } from '../measure.ts';
import { planeFrom, sizesOf, timeline } from '../paint.ts';
import type { DecodeReport, DecodeSelection, DecodeSubject, OpenTrace } from '../types.ts';
import { attentionAt, UNWEIGHED } from './format.ts';
import { IMPORTED } from './info.ts';

type Subject = Pick<DecodeSubject, 'n' | 'prompt' | 'layer' | 'head' | 'key'>;

/** Stands in for the method, which ran elsewhere. */
export const imported = defineDecode({
  ...IMPORTED,
  family: 'evictor',
  atBudget: () => ({}),
  begin() {
    throw new Error('a trace is looked at, not run');
  },
  facts: [],
});

export function selectTrace({ caches }: OpenTrace, { n, layer, head }: Subject): DecodeSelection {
  const cache = caches[layer]![head]!;
  const none = matrix(n, 0);
  const tensors: DecodeHead = { n, d: 0, layer, head, kvHead: 0, q: none, k: none, v: none };
  return { mask: cache.read, cache, head: tensors, warnings: [], trace: () => [] };
}

/** NaN for numbers that the file does not tell. */
export function measureTrace(trace: OpenTrace, subject: Subject, cache: HeadCache): DecodeReport {
  const { n, prompt } = subject;
  const rows = rowsOf(trace, subject);
  const keysSeen = seenBy(subject);
  const keysRead = trace.read ? cache.read.count() : NaN;
  const rowRecall = rows && trace.read ? recallOf(rows, cache) : new Float32Array(0);
  return {
    metrics: {
      steps: n - prompt,
      ...{ keysRead, keysSeen, sparsity: 1 - keysRead / keysSeen },
      ...{ recall: mean(rowRecall), held: heldAt(cache, n - 1), ...trace.whole },
    },
    rowRecall,
    misses: rows && cache.leaves ? missesOf(rows, prompt, cache.leaves) : [],
  };
}

/** Attention of a head's steps: steps × n; null where the file does not tell. */
export function rowsOf(
  trace: Pick<OpenTrace, 'attention' | 'heads' | 'n' | 'prompt'>,
  { layer, head }: Pick<Subject, 'layer' | 'head'>,
): Float32Array | null {
  const { attention, n, prompt } = trace;
  const from = attentionAt(trace, layer, head);
  return attention?.subarray(from, from + (n - prompt) * n) ?? null;
}

function recallOf(rows: Float32Array, { read }: HeadCache): Float32Array {
  const n = read.cols;
  return Float32Array.from({ length: read.rows }, (_, row) => {
    let sum = 0;
    read.forEachRun(row, (from, to) => {
      for (let key = from; key < to; key++) sum += rows[row * n + key]!;
    });
    return Math.min(1, sum);
  });
}

/** As a run's, by attention; without any, what is read or stored in one colour. */
export function tracePainter(
  trace: OpenTrace,
  subject: Subject,
  paints: Paints,
  cache: HeadCache,
  desk: Desk,
): MapPainter {
  const { n, prompt, key } = subject;
  const rows = rowsOf(trace, subject);
  if (!rows)
    return { ...sizesOf(n, prompt), paint: (...view) => paintStates(cache, prompt, ...view) };
  const shown = paints === 'all' ? null : cache;
  const name = `${key} ${paints}`;
  const make = (): PaintPlane => {
    const all = new Float32Array(n * n);
    all.set(rows, prompt * n);
    return planeFrom(all, n, shown, paints, desk.kernels);
  };
  const plane =
    desk.peek<PaintPlane>('plane', name) ??
    desk.put('plane', name, make(), 2 * n ** 2, (made) => made.release());
  return timeline(plane, prompt, shown, desk.kernels);
}

/** Pixels from one line of the hatching to the next. */
const HATCH = 4;

/** A pixel shows that one of its cells is read, else that one is stored, else that all are gone. */
function paintStates(
  { read, leaves }: HeadCache,
  prompt: number,
  { row0, row1, col0, col1, width, height }: Viewport,
  palette: Palette,
): Uint32Array {
  const words = new Uint32Array(width * height).fill(palette.empty);
  const [down, across] = [(row1 - row0) / height, (col1 - col0) / width];
  const colour = palette.sequential[UNWEIGHED]!;
  const row = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    // Cells whose middle or whole lies in the pixel; where a cell is larger than it, the cell around it.
    const first = Math.max(0, Math.floor(row0 + y * down + (down < 1 ? down / 2 : 0)));
    const last = Math.min(read.rows - 1, Math.ceil(row0 + (y + 1) * down) - 1);
    for (let r = first; r <= (down < 1 ? Math.min(first, last) : last); r++) {
      const t = prompt + r;
      for (let x = 0; x < width; x++) {
        const key = Math.floor(col0 + (x + 0.5) * across);
        if (key >= 0 && key <= t)
          row[x] = Math.max(row[x]!, (leaves?.[key] ?? Infinity) > t ? 2 : 1);
      }
      read.forEachRun(r, (from, to) => {
        const start = Math.max(0, Math.floor((from - col0) / across));
        const end = Math.min(width, Math.ceil((to - col0) / across));
        if (start < end) row.fill(3, start, end);
      });
    }
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (row[x] === 3) words[at] = colour;
      else if (row[x] === 2) words[at] = palette.light;
      else if (row[x] === 1) words[at] = (x + y) % HATCH === 0 ? palette.gone : palette.light;
    }
  }
  return words;
}
