// Which cells each pixel covers, along one axis; the same arithmetic on every tier.

/** Pixel p covers cells [first[p], last[p]); nothing where it lies beyond the map. */
export interface PixelEdges {
  readonly first: Uint32Array;
  readonly last: Uint32Array;
}

// A boundary this close to a whole cell (in cells) is that cell's boundary, so that rounding in the
// division never drags in a neighbour.
const SNAP = 1e-6;

/** Splits cells start … end (fractions allowed) among `pixels` pixels, clipped to `cells`. */
export function pixelEdges(start: number, end: number, pixels: number, cells: number): PixelEdges {
  const first = new Uint32Array(pixels);
  const last = new Uint32Array(pixels);
  const step = (end - start) / pixels;
  for (let p = 0; p < pixels; p++) {
    const low = Math.floor(start + p * step + SNAP);
    const high = Math.max(low + 1, Math.ceil(start + (p + 1) * step - SNAP));
    first[p] = Math.min(cells, Math.max(0, low));
    last[p] = Math.min(cells, Math.max(0, high));
  }
  return { first, last };
}
