// Stages that traces of decoding have in common.
import { matrix, type Matrix } from '../../../core/tensor.ts';
import type { Drawable, Stage } from '../../../core/trace.ts';
import { count, percent, whole } from '../../_shared/words.ts';
import type { DecodeContext, DecodeHead, HeadCache } from '../../decode.ts';
import { keysRead } from './cache.ts';

type Sizes = { readonly n: number; readonly prompt: number };

/** The position of the query in a row of a method's masks; null: the last. */
export function positionOf({ n, prompt }: Sizes, row: number | null): number {
  return row === null ? n - 1 : prompt + row;
}

/** A head's attention at one step over all keys so far, evicted ones too. */
export function attentionAt(context: DecodeContext, head: DecodeHead, t: number): Float32Array {
  return context.attention(head, t, t + 1).slice(0, t + 1);
}

/** Attention that some keys hold. */
export function massOf(row: ArrayLike<number>, keys: Iterable<number>): number {
  let mass = 0;
  for (const key of keys) mass += row[key]!;
  return Math.min(1, mass);
}

/** What a step reads, and how much of its attention that holds. */
export function readStage(
  context: DecodeContext,
  head: DecodeHead,
  cache: HeadCache,
  row: number | null,
): Stage {
  const t = positionOf(context, row);
  const keys = keysRead(cache, t - context.prompt);
  const attention = attentionAt(context, head, t);
  return {
    id: 'read',
    caption: `Step ${whole(t)} reads ${whole(keys.length)} of ${count(t + 1, 'key')}; they hold ${percent(massOf(attention, keys))} of its attention.`,
    drawables: [
      {
        kind: 'bars',
        axis: 'key',
        values: attention,
        chosen: keys,
        label: 'attention over all keys, read ones marked',
      },
    ],
  };
}

/** The same for a layer that reads everything on purpose. */
export function wholeStage(
  context: DecodeContext,
  layer: number,
  row: number | null,
  why: string,
): Stage {
  const t = positionOf(context, row);
  return {
    id: 'read',
    caption: `Layer ${layer} ${why}: step ${whole(t)} reads all ${count(t + 1, 'key')}.`,
    drawables: [
      {
        kind: 'numbers',
        label: 'keys',
        entries: [{ label: 'read', value: t + 1, unit: 'keys' }],
      },
    ],
  };
}

/** What is still stored at a step, and what has gone for good. */
export function cacheStage(sizes: Sizes, cache: HeadCache, row: number | null): Stage {
  const t = positionOf(sizes, row);
  const { prompt } = sizes;
  let [early, late] = [0, 0];
  for (let key = 0; key <= t; key++) {
    if (cache.leaves && cache.leaves[key]! <= t) continue;
    if (key < prompt) early++;
    else late++;
  }
  const gone = t + 1 - early - late;
  return {
    id: 'cache',
    caption: `Step ${whole(t)} finds ${whole(early)} of the prompt’s ${count(prompt, 'key')} in the cache and ${whole(late)} of those written since; ${whole(gone)} ${gone === 1 ? 'has' : 'have'} gone for good.`,
    drawables: [
      {
        kind: 'numbers',
        label: 'keys at this step',
        compared: true,
        entries: [
          { label: 'of the prompt', value: early, unit: 'keys' },
          { label: 'written since', value: late, unit: 'keys' },
          { label: 'evicted', value: gone, unit: 'keys' },
        ],
      },
    ],
  };
}

/** The scores of a prompt’s keys and which of them were chosen. */
export function scoreStage(
  caption: string,
  scores: Float32Array,
  chosen: Uint32Array,
  forced?: readonly number[],
): Stage {
  return {
    id: 'scores',
    caption,
    drawables: [
      {
        kind: 'bars',
        axis: 'key',
        values: scores,
        chosen: [...chosen],
        ...(forced && { forced }),
        label: 'pooled attention of the last rows',
      },
    ],
  };
}

/** How many keys each head or layer gets, the one on show marked; `grid`: all of them, where they are known. */
export function capacityStage(
  caption: string,
  axis: 'head' | 'layer',
  capacities: readonly number[],
  own: number,
  grid: Matrix | null,
  label = `keys that each ${axis} keeps, beside the window`,
): Stage {
  return {
    id: 'capacities',
    caption,
    drawables: [
      {
        kind: 'bars',
        axis,
        values: Float32Array.from(capacities),
        chosen: [own],
        label,
      },
      ...(grid ? [gridOf(grid)] : []),
    ],
  };
}

function gridOf(grid: Matrix): Drawable {
  return {
    kind: 'matrix',
    matrix: grid,
    rows: 'layer',
    cols: 'head',
    causal: false,
    label: 'the same, layer by layer and head by head',
  };
}

/** A number of every head: layers × heads. */
export function headGrid(
  { layers, heads }: Pick<DecodeContext, 'layers' | 'heads'>,
  of: (layer: number, head: number) => number,
): Matrix {
  const grid = matrix(layers, heads);
  for (let at = 0; at < layers * heads; at++)
    grid.data[at] = of(Math.floor(at / heads), at % heads);
  return grid;
}
