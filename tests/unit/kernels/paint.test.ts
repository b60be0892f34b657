import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Paints } from '../../../src/core/card.ts';
import { causalMask, fromRows } from '../../../src/core/mask/ops.ts';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrixOf } from '../../../src/core/tensor.ts';
import type { Kernels, PaintStyle, Viewport } from '../../../src/kernels/contract.ts';
import { naiveRow, randomMask, randomMatrix } from './naive.ts';
import { onEveryTier } from './tiers.ts';

// Colours that say what they are: sequential 1000 + entry, warning 2000 + entry.
const style: PaintStyle = {
  sequential: Uint32Array.from({ length: 256 }, (_, entry) => 1000 + entry),
  warning: Uint32Array.from({ length: 256 }, (_, entry) => 2000 + entry),
  low: 1e-4,
  high: 1,
  light: 7,
  kept: 8,
  empty: 0,
};

/** Palette entry of a weight: 0.0001 → 0, 0.01 → 128 (half-way on the log scale), 1 → 255. */
function entry(weight: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, Math.log10(weight) / 4 + 1)));
}

function whole(n: number, width = n, height = n): Viewport {
  return { row0: 0, row1: n, col0: 0, col1: n, width, height };
}

function paintOnce(
  kernels: Kernels,
  probs: Float32Array,
  n: number,
  mask: Mask | null,
  show: Paints,
  view: Viewport,
): number[] {
  const plane = kernels.paintPlane(probs, n, mask, show);
  const pixels = kernels.paint(plane, view, style);
  plane.release();
  return [...pixels];
}

/** Cells that pixel p of `pixels` touches along one axis, in exact thirds and halves. */
function touched(start: number, end: number, p: number, pixels: number, n: number): number[] {
  const from = start + ((end - start) * p) / pixels;
  const to = start + ((end - start) * (p + 1)) / pixels;
  return Array.from({ length: n }, (_, c) => c).filter((c) => c + 1 > from + 1e-9 && c < to - 1e-9);
}

/** What a pixel must show, from all its cells one by one, as [kind, heaviest weight of the kind]. */
function naivePixel(
  probs: Float32Array,
  n: number,
  mask: Mask | null,
  show: Paints,
  rows: number[],
  cols: number[],
): [kind: 'empty' | 'light' | 'kept' | 'sequential' | 'warning', weight: number] {
  let light = false;
  let kept = -1;
  let lost = -1;
  for (const i of rows) {
    for (const j of cols) {
      if (j > i) continue;
      const weight = probs[i * n + j]!;
      if (show === 'all' || !mask || mask.has(i, j)) kept = Math.max(kept, weight);
      else if (weight >= Math.fround(1 / (i + 1))) lost = Math.max(lost, weight);
      else light = true;
    }
  }
  if (show === 'lost') {
    if (lost >= 0) return ['warning', lost];
    return kept >= 0 ? ['kept', 0] : light ? ['light', 0] : ['empty', 0];
  }
  if (kept < 0 && lost < 0) return light ? ['light', 0] : ['empty', 0];
  // Weights are told apart to 8 significant bits; within those, kept wins.
  return lost > kept * (1 + 2 ** -7) ? ['warning', lost] : ['sequential', Math.max(kept, lost)];
}

function agrees(pixel: number, kind: string, weight: number): boolean {
  if (kind === 'empty') return pixel === style.empty;
  if (kind === 'light') return pixel === style.light;
  if (kind === 'kept') return pixel === style.kept;
  return Math.abs((pixel % 1000) - entry(weight)) <= 1 && pixel > 999;
}

onEveryTier('painting', (kernels) => {
  // Row 2 drops a heavy weight (0.6 ≥ 1/3), row 3 a light one (0.05 < 1/4).
  const probs = Float32Array.from([
    ...[1, 0, 0, 0],
    ...[0.75, 0.25, 0, 0],
    ...[0.6, 0.3, 0.1, 0],
    ...[0.05, 0.05, 0.2, 0.7],
  ]);
  const mask = fromRows(['#...', '##..', '.##.', '..##']);
  const s = (weight: number) => 1000 + entry(weight);
  const w = (weight: number) => 2000 + entry(weight);

  test('attention: every cell in the colour of its weight', () => {
    expect(paintOnce(kernels, probs, 4, mask, 'all', whole(4))).toEqual([
      ...[s(1), 0, 0, 0],
      ...[s(0.75), s(0.25), 0, 0],
      ...[s(0.6), s(0.3), s(0.1), 0],
      ...[s(0.05), s(0.05), s(0.2), s(0.7)],
    ]);
  });

  test('kept: what is kept, what is heavy and lost, and that the rest is light', () => {
    expect(paintOnce(kernels, probs, 4, mask, 'kept', whole(4))).toEqual([
      ...[s(1), 0, 0, 0],
      ...[s(0.75), s(0.25), 0, 0],
      ...[w(0.6), s(0.3), s(0.1), 0],
      ...[7, 7, s(0.2), s(0.7)],
    ]);
  });

  test('lost: heavy losses only', () => {
    expect(paintOnce(kernels, probs, 4, mask, 'lost', whole(4))).toEqual([
      ...[8, 0, 0, 0],
      ...[8, 8, 0, 0],
      ...[w(0.6), 8, 8, 0],
      ...[7, 7, 8, 8],
    ]);
  });

  test('a pixel of four cells shows the heaviest; kept and lost alike', () => {
    expect(paintOnce(kernels, probs, 4, mask, 'kept', whole(4, 2, 2))).toEqual([
      ...[s(1), 0],
      ...[w(0.6), s(0.7)],
    ]);
    expect(paintOnce(kernels, probs, 4, mask, 'lost', whole(4, 2, 2))).toEqual([8, 0, w(0.6), 8]);
    // Without a mask nothing is lost.
    expect(paintOnce(kernels, probs, 4, null, 'lost', whole(4, 2, 2))).toEqual([8, 0, 8, 8]);
  });

  test('a cell larger than a pixel fills all of its pixels, and beyond the map is empty', () => {
    const view = { row0: 2.5, row1: 5, col0: -1, col1: 1.5, width: 5, height: 5 };
    const row2 = [0, 0, s(0.6), s(0.6), s(0.3)];
    const row3 = [0, 0, s(0.05), s(0.05), s(0.05)];
    const none = [0, 0, 0, 0, 0];
    expect(paintOnce(kernels, probs, 4, null, 'all', view)).toEqual(
      [row2, row3, row3, none, none].flat(),
    );
  });

  test('weights of 0 are the lowest colour, not empty; the scale ends where it should', () => {
    const zero = Float32Array.from([1, 0, 0, 1]);
    expect(paintOnce(kernels, zero, 2, null, 'kept', whole(2))).toEqual([1255, 0, 1000, 1255]);
    const tiny = Float32Array.from([1, 0, 5e-5, 1]);
    expect(paintOnce(kernels, tiny, 2, null, 'kept', whole(2))).toEqual([1255, 0, 1000, 1255]);
  });

  test('one heavy cell among a million is never lost', () => {
    const n = 1000;
    const sparse = new Float32Array(n * n);
    sparse[777 * n + 123] = 0.9;
    const pixels = paintOnce(kernels, sparse, n, null, 'all', whole(n, 37, 41));
    const y = Math.floor((777 * 41) / n);
    const x = Math.floor((123 * 37) / n);
    expect(pixels.flatMap((pixel, p) => (pixel === s(0.9) ? [p] : []))).toEqual([y * 37 + x]);
  });

  describe.each<Paints>(['all', 'kept', 'lost'])('%s', (show) => {
    test('any map, any mask, any viewport, cell by cell', () => {
      const cases = fc.record({
        n: fc.integer({ min: 1, max: 40 }),
        seed: fc.nat(),
        density: fc.constantFrom(0, 0.1, 0.5, 1),
        row0: fc.integer({ min: -6, max: 80 }).map((x) => x / 2),
        col0: fc.integer({ min: -6, max: 80 }).map((x) => x / 2),
        rows: fc.integer({ min: 1, max: 90 }).map((x) => x / 2),
        cols: fc.integer({ min: 1, max: 90 }).map((x) => x / 2),
        width: fc.integer({ min: 1, max: 25 }),
        height: fc.integer({ min: 1, max: 25 }),
      });
      fc.assert(
        fc.property(cases, ({ n, seed, density, row0, col0, rows, cols, width, height }) => {
          const q = randomMatrix(`q${seed}`, n, 4, 3);
          const k = randomMatrix(`k${seed}`, n, 4, 3);
          const map = Float32Array.from(
            Array.from({ length: n }, (_, i) => naiveRow(q, k, 1, i)).flat(),
          );
          const random = randomMask(createRandom(seed), n, density);
          const view = { row0, row1: row0 + rows, col0, col1: col0 + cols, width, height };
          const pixels = paintOnce(kernels, map, n, random, show, view);
          pixels.forEach((pixel, p) => {
            const is = touched(view.row0, view.row1, Math.floor(p / width), height, n);
            const js = touched(view.col0, view.col1, p % width, width, n);
            const [kind, weight] = naivePixel(map, n, random, show, is, js);
            expect(agrees(pixel, kind, weight), `${kind} ${weight} gave ${pixel}`).toBe(true);
          });
        }),
        { numRuns: 80 },
      );
    });
  });

  test('`out` is reused, several planes live side by side, a released one is refused', () => {
    const out = new Uint32Array(16);
    const first = kernels.paintPlane(probs, 4, mask, 'kept');
    const second = kernels.paintPlane(probs, 4, mask, 'lost');
    expect(kernels.paint(second, whole(4), style, out)).toBe(out);
    expect([...kernels.paint(first, whole(4), style)]).toEqual(
      paintOnce(kernels, probs, 4, mask, 'kept', whole(4)),
    );
    expect([first.n, first.show]).toEqual([4, 'kept']);
    first.release();
    second.release();
  });

  test('refuses palettes, scales, viewports and masks that do not fit', () => {
    const plane = kernels.paintPlane(probs, 4, null, 'kept');
    const paint = (view: Viewport, over: Partial<PaintStyle> = {}) =>
      kernels.paint(plane, view, { ...style, ...over });
    expect(() => paint(whole(4, 0, 4))).toThrow('viewport width must be');
    expect(() => paint({ ...whole(4), row1: 0 })).toThrow('enclose nothing');
    expect(() => paint({ ...whole(4), col0: NaN })).toThrow('enclose nothing');
    expect(() => paint(whole(4), { low: 0 })).toThrow('needs 0 < low < high, got low 0');
    expect(() => paint(whole(4), { warning: new Uint32Array(3) })).toThrow(
      'got 256 (sequential) and 3',
    );
    expect(() => kernels.paintPlane(probs, 3, null, 'kept')).toThrow('must hold 9 numbers, got 16');
    expect(() => kernels.paintPlane(probs, 4, causalMask(5), 'kept')).toThrow('a 5 × 5 mask');
    plane.release();
  });
});

onEveryTier('poolMax', (kernels) => {
  test('a worked example with a ragged edge and one pixel beyond the map', () => {
    const values = matrixOf([
      [1, -2, 3],
      [-4, 5, -6],
    ]).data;
    const all = kernels.poolMax(values, 2, 3, {
      row0: 0,
      row1: 2,
      col0: 0,
      col1: 4,
      width: 2,
      height: 1,
    });
    expect([...all]).toEqual([5, 3]);
    const beyond = kernels.poolMax(values, 2, 3, {
      row0: 1,
      row1: 3,
      col0: 0,
      col1: 3,
      width: 3,
      height: 2,
    });
    expect([...beyond]).toEqual([-4, 5, -6, NaN, NaN, NaN]);
  });

  test('any matrix, any viewport, cell by cell', () => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 30 }),
      cols: fc.integer({ min: 1, max: 30 }),
      row0: fc.integer({ min: -6, max: 60 }).map((x) => x / 2),
      col0: fc.integer({ min: -6, max: 60 }).map((x) => x / 2),
      tall: fc.integer({ min: 1, max: 70 }).map((x) => x / 2),
      wide: fc.integer({ min: 1, max: 70 }).map((x) => x / 2),
      width: fc.integer({ min: 1, max: 20 }),
      height: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(cases, ({ rows, cols, row0, col0, tall, wide, width, height }) => {
        const values = randomMatrix(`${rows},${cols}`, rows, cols).data;
        const view = { row0, row1: row0 + tall, col0, col1: col0 + wide, width, height };
        const expected = Array.from({ length: width * height }, (_, p) => {
          const is = touched(view.row0, view.row1, Math.floor(p / width), height, rows);
          const js = touched(view.col0, view.col1, p % width, width, cols);
          const cells = is.flatMap((i) => js.map((j) => values[i * cols + j]!));
          return cells.length > 0 ? Math.max(...cells) : NaN;
        });
        expect([...kernels.poolMax(values, rows, cols, view)]).toEqual(expected);
      }),
    );
  });
});
