// Colours of maps in coarser steps, so that a picture's fit into the palette of a PNG.
import type { PaintStyle } from '../../src/kernels/contract.ts';

const SEQUENTIAL_STEP = 2.5;
const WARNING_STEP = 5;

/** The style with every colour moved to the nearest of the coarser steps. */
export function coarse<S extends PaintStyle>(style: S): S {
  return {
    ...style,
    sequential: steps(style.sequential, SEQUENTIAL_STEP),
    warning: steps(style.warning, WARNING_STEP),
  };
}

function steps(table: Uint32Array, step: number): Uint32Array {
  return table.map((_, i) => table[Math.min(255, Math.round(Math.round(i / step) * step))] ?? 0);
}
