// Painting on the WebAssembly tiers. Planes stay in the module's memory until they are released.
import { checkLength, checkMask, checkView } from '../check.ts';
import { toRuns } from '../../core/mask/ops.ts';
import type { Paints } from '../../core/card.ts';
import type { Kernels, PaintPlane, Viewport } from '../contract.ts';
import { pixelEdges } from '../pixels.ts';
import { colourTable, heavyFrom } from '../ranks.ts';
import { roundUp, type Engine } from './exports.ts';

class ResidentPlane implements PaintPlane {
  readonly n: number;
  readonly show: Paints;
  readonly engine: Engine;
  /** Bytes from row to row. */
  readonly stride: number;
  address: number;

  constructor(engine: Engine, address: number, stride: number, n: number, show: Paints) {
    this.engine = engine;
    this.address = address;
    this.stride = stride;
    this.n = n;
    this.show = show;
  }

  release(): void {
    if (this.address !== 0) this.engine.arena.release(this.address);
    this.address = 0;
  }
}

export function createPaint(engine: Engine): Pick<Kernels, 'poolMax' | 'paintPlane' | 'paint'> {
  const { wasm, arena } = engine;

  /** Edges of both axes in the module's memory: first cells, then last ones. */
  function openEdges(view: Viewport, rows: number, cols: number) {
    const y = pixelEdges(view.row0, view.row1, view.height, rows);
    const x = pixelEdges(view.col0, view.col1, view.width, cols);
    return {
      y,
      rowEdges: arena.copy(Uint32Array.from([...y.first, ...y.last])),
      colEdges: arena.copy(Uint32Array.from([...x.first, ...x.last])),
    };
  }

  return {
    poolMax(values, rows, cols, view) {
      checkView(view);
      checkLength('poolMax: values', values.length, rows * cols);
      arena.begin();
      const { width, height } = view;
      const { y, rowEdges, colEdges } = openEdges(view, rows, cols);
      const first = y.first[0] as number;
      const last = y.last[height - 1] as number;
      const raw = arena.copy(values.subarray(first * cols, last * cols));
      const strip = arena.take(4 * cols);
      const to = arena.take(4 * width * height);
      const base = raw - 4 * first * cols; // where row 0 would lie
      wasm.poolMax(base, cols, rowEdges, height, colEdges, width, strip, to);
      return arena.floats(to, width * height).slice();
    },

    paintPlane(probs, n, mask, show) {
      checkLength('paintPlane: probs', probs.length, n * n);
      if (mask) checkMask('paintPlane', mask, n);
      arena.begin();
      const stride = 2 * roundUp(n, 16);
      const address = arena.keep(n * stride);
      const weights = arena.take(4 * n);
      const flat = mask && show !== 'all' ? toRuns(mask) : null;
      const runs = arena.copy(flat ? flat.runs : Uint32Array.of(0, n));
      const row = arena.floats(weights, n);
      arena.halves(address, (n * stride) / 2).fill(0);
      for (let i = 0; i < n; i++) {
        row.set(probs.subarray(i * n, i * n + i + 1));
        const start = flat ? (flat.rowStart[i] as number) : 0;
        const count = flat ? (flat.rowStart[i + 1] as number) - start : 1;
        wasm.rankRow(
          ...([weights, i + 1, runs + 8 * start, count, heavyFrom(i)] as const),
          ...([show === 'lost' ? 1 : 0, address + i * stride] as const),
        );
      }
      return new ResidentPlane(engine, address, stride, n, show);
    },

    paint(plane, view, style, out) {
      checkView(view);
      if (!(plane instanceof ResidentPlane) || plane.engine !== engine) {
        throw new Error('paint: this plane was made by another tier');
      }
      if (plane.address === 0) throw new Error('paint: this plane has been released');
      const { width, height } = view;
      const pixels = out ?? new Uint32Array(width * height);
      checkLength('paint: out', pixels.length, width * height);
      arena.begin();
      const { rowEdges, colEdges } = openEdges(view, plane.n, plane.n);
      const table = arena.copy(colourTable(style, plane.show));
      const strip = arena.take(plane.stride);
      const to = arena.take(4 * width * height);
      wasm.paint(
        ...([plane.address, plane.stride, rowEdges, height, colEdges, width] as const),
        ...([table, strip, to] as const),
      );
      pixels.set(arena.words(to, width * height));
      return pixels;
    },
  };
}
