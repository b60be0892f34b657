// A trace on its way to the page: masks in wire form, numbers without what lies around them in memory
// (a view of a part drags its whole buffer along when it is sent).
import { encodeMask } from '../src/core/mask/wire.ts';
import type { Stage } from '../src/core/trace.ts';
import type { WireDrawable, WireStage } from './api.ts';

export function wireStage({ id, caption, drawables }: Stage): WireStage {
  return { id, caption, drawables: drawables.map(wireDrawable) };
}

function wireDrawable(each: Stage['drawables'][number]): WireDrawable {
  switch (each.kind) {
    case 'mask':
      return { ...each, mask: encodeMask(each.mask) };
    case 'bars':
      return { ...each, values: compact(each.values) };
    case 'curve':
      return {
        ...each,
        series: each.series.map((line) => ({ ...line, values: compact(line.values) })),
      };
    case 'matrix':
      return { ...each, matrix: { ...each.matrix, data: compact(each.matrix.data) } };
    case 'levels':
      return each.values ? { ...each, values: compact(each.values) } : each;
    case 'grid':
      return {
        ...each,
        xs: compact(each.xs),
        cells: each.cells.map((cell) => ({ ...cell, values: compact(cell.values) })),
        ...(each.limit && { limit: { ...each.limit, values: compact(each.limit.values) } }),
      };
    default:
      return each;
  }
}

/** The masks' buffers, which move to the page instead of being copied. */
export function buffersOf(stages: readonly WireStage[]): ArrayBuffer[] {
  return stages.flatMap(({ drawables }) =>
    drawables.flatMap((each) => (each.kind === 'mask' ? [each.mask] : [])),
  );
}

function compact(values: Float32Array): Float32Array {
  return values.byteLength === values.buffer.byteLength ? values : values.slice();
}
