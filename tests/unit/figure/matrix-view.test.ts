import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FATES } from '../../../src/figure/matrix/fates.ts';
import { cellSentence, scoreText } from '../../../src/figure/matrix/sentence.ts';
import {
  aspectOf,
  cellAt,
  reveal,
  tallAt,
  viewAt,
  viewOfZoom,
  wholeView,
  zoomAt,
  zoomOf,
  type MatrixShape,
} from '../../../src/figure/matrix/view.ts';
import { fromRows } from '../../../src/core/mask/text.ts';

const shapeOf = (rows: number, cols: number): MatrixShape => ({
  rows,
  cols,
  aspect: aspectOf(rows, cols),
});

describe('the view of a matrix', () => {
  it('fills the plot when whole: square, or up to twice as wide as tall', () => {
    expect(aspectOf(192, 192)).toBe(1);
    expect(aspectOf(512, 192)).toBe(1);
    expect(aspectOf(192, 512)).toBe(0.5);
    expect(aspectOf(300, 400)).toBe(0.75);
    expect(wholeView(shapeOf(512, 192))).toEqual({ row: 0, col: 0, side: 192, tall: 512 });
  });

  it('has square cells at the closest zoom', () => {
    // 12 columns over the width; of the height, half of it, 6 rows of the same size.
    expect(tallAt(12, shapeOf(192, 512))).toBeCloseTo(6);
    expect(tallAt(12, shapeOf(512, 192))).toBeCloseTo(12);
  });

  it('moves evenly between the ends on a log scale', () => {
    // Halfway from 192 to 12 columns is 48; halfway from 512 to 12 rows is √(512·12).
    expect(tallAt(48, shapeOf(512, 192))).toBeCloseTo(Math.sqrt(512 * 12));
  });

  it('shows a matrix smaller than the closest zoom whole', () => {
    expect(tallAt(8, shapeOf(4, 8))).toBe(4);
    expect(zoomOf(wholeView(shapeOf(4, 8)), shapeOf(4, 8))).toBeNull();
  });

  const shapes = fc.record({
    rows: fc.integer({ min: 1, max: 600 }),
    cols: fc.integer({ min: 1, max: 600 }),
  });

  it('stays inside, and the point under the pointer stays where it is', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.double({ min: 0.2, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        ({ rows, cols }, factor, x, y) => {
          const shape = shapeOf(rows, cols);
          const view = zoomAt(wholeView(shape), factor, x, y, shape);
          expect(view.row).toBeGreaterThanOrEqual(0);
          expect(view.col).toBeGreaterThanOrEqual(0);
          expect(view.row + view.tall).toBeLessThanOrEqual(rows + 1e-6);
          expect(view.col + view.side).toBeLessThanOrEqual(cols + 1e-6);
          expect(view.col + x * view.side).toBeCloseTo(x * cols, 5);
          expect(view.row + y * view.tall).toBeCloseTo(y * rows, 5);
        },
      ),
    );
  });

  it('reveals any cell', () => {
    fc.assert(
      fc.property(
        shapes.chain(({ rows, cols }) =>
          fc.tuple(
            fc.constant(shapeOf(rows, cols)),
            fc.integer({ min: 0, max: rows - 1 }),
            fc.integer({ min: 0, max: cols - 1 }),
          ),
        ),
        ([shape, row, col]) => {
          const view = reveal(viewAt(0, 0, 1, shape), { row, col }, shape);
          const x = (col + 0.5 - view.col) / view.side;
          const y = (row + 0.5 - view.row) / view.tall;
          // Where less than a row fits, its middle may lie just beyond the edge.
          if (view.tall >= 1) expect(cellAt(view, x, y, shape)).toEqual({ row, col });
        },
      ),
    );
  });

  it('survives a link in whole cells', () => {
    const shape = shapeOf(192, 512);
    const view = viewOfZoom([40, 100, 64], shape);
    expect(zoomOf(view, shape)).toEqual([40, 100, 64]);
    expect(view.tall).toBeCloseTo(tallAt(64, shape));
  });

  it('finds no cell outside', () => {
    const shape = shapeOf(10, 20);
    expect(cellAt(wholeView(shape), 1, 0.5, shape)).toBeNull();
    expect(cellAt(wholeView(shape), 0.99, 0.99, shape)).toEqual({ row: 9, col: 19 });
  });
});

describe('a weight in words', () => {
  const read = {
    values: Float32Array.of(0.5, -0.25),
    norms: Float32Array.of(2, 4),
    scores: Float32Array.of(1, 1),
    ranks: Uint32Array.of(1, 1),
    rivals: { count: 2, name: 'in its row' },
  };

  it('tells row, weight, norm, score, place and fate', () => {
    expect(cellSentence({ row: 0, col: 1 }, fromRows(['#.']), read)).toBe(
      'output 0 keeps 1 of 2 weights; input 1, weight −0.250, input norm 4, score 1, place 1 of 2 in its row, dropped',
    );
  });

  it('speaks of training where the mask prunes nothing', () => {
    expect(cellSentence({ row: 0, col: 1 }, fromRows(['#.']), null, FATES.train)).toBe(
      'output 0 trains 1 of 2 weights; input 1, frozen',
    );
  });

  it('leaves out what a method does not have', () => {
    expect(scoreText({ values: read.values }, 0)).toBe('');
    expect(scoreText({ values: read.values, scores: read.scores }, 0)).toBe('score 1');
    expect(cellSentence({ row: 0, col: 0 }, null, null)).toBe('output 0; input 0');
  });
});
