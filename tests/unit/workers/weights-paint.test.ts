import { describe, expect, it } from 'vitest';
import { fromRows } from '../../../src/core/mask/text.ts';
import { paletteOf } from '../../../src/core/palette.ts';
import { matrixOf } from '../../../src/core/tensor.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { paintPlane, planeOf, scaleOf } from '../../../src/domains/weights/paint.ts';
import { ranksOf } from '../../../src/domains/weights/ranks.ts';
import { sampleFrom } from '../../../src/domains/sample.ts';

const palette = paletteOf('light');

describe('painting a matrix', () => {
  // Means of the sizes: 0.3775 and 0.2525.
  const weight = matrixOf([
    [1, -0.5, 0.01, 0],
    [0.5, 0.5, 0.005, -0.005],
  ]);
  const scale = scaleOf(weight);
  const mask = fromRows(['#...', '#..#']);

  it('spans two powers of ten below the largest size', () => {
    expect(scale.high).toBe(1);
    expect(scale.low).toBeCloseTo(0.01);
    expect(scaleOf(matrixOf([[0, 0]]))).toEqual({ low: 0.01, high: 1 });
  });

  it('tells kept, large dropped and small dropped weights apart', () => {
    const codes = planeOf(weight, mask, 'kept', scale);
    // 0.5 lies at log(50)/log(100) = 0.8495 of the scale: entry 217.
    expect([...codes]).toEqual([2 + 2 * 255 + 1, 2 + 2 * 217, 0, 0, 2 + 2 * 217 + 1, 436, 0, 3]);
  });

  it('shows only losses, or everything', () => {
    expect([...planeOf(weight, mask, 'lost', scale)]).toEqual([1, 436, 0, 0, 1, 436, 0, 1]);
    const all = planeOf(weight, mask, 'all', scale);
    expect([...all].every((code) => code >= 2 && code % 2 === 1)).toBe(true);
  });

  it('paints the largest of a pixel, kept at a tie, and nothing beyond the matrix', () => {
    const codes = planeOf(weight, mask, 'kept', scale);
    const view = { row0: 0, row1: 4, col0: 0, col1: 4, width: 2, height: 2 };
    const words = paintPlane(codes, 2, 4, view, palette, typescriptKernels);
    expect(words[0]).toBe(palette.sequential[255]);
    expect(words[1]).toBe(palette.sequential[0]);
    expect(words[2]).toBe(palette.empty);
    expect(words[3]).toBe(palette.empty);
    const second = { row0: 1, row1: 2, col0: 0, col1: 4, width: 2, height: 1 };
    expect(paintPlane(codes, 2, 4, second, palette, typescriptKernels)[0]).toBe(
      palette.sequential[217],
    );
  });
});

describe('ranks', () => {
  const scores = matrixOf([
    [4, 1, 3, 3],
    [9, 0, 2, 8],
  ]);

  it('are places within the row, the matrix or the group, equals sharing the better', () => {
    expect(ranksOf(scores, 0, { among: 'row' })).toEqual({
      ranks: Uint32Array.of(1, 4, 2, 2),
      rivals: 4,
    });
    expect(ranksOf(scores, 0, { among: 'matrix' })).toEqual({
      ranks: Uint32Array.of(3, 7, 4, 4),
      rivals: 8,
    });
    expect(ranksOf(scores, 1, { among: 'group', size: 2 })).toEqual({
      ranks: Uint32Array.of(1, 2, 2, 1),
      rivals: 2,
    });
    // Dealt anew: inputs 0 and 3 are neighbours, and 1 and 2.
    const order = Uint32Array.of(0, 3, 1, 2);
    expect(ranksOf(scores, 1, { among: 'group', size: 2, order }).ranks).toEqual(
      Uint32Array.of(1, 2, 1, 2),
    );
  });

  it('are absent where weights do not compete one by one', () => {
    expect(ranksOf(scores, 0, { among: 'units' }).ranks).toBeNull();
    expect(ranksOf(null, 0, { among: 'row' }).ranks).toBeNull();
  });
});

describe('sampleFrom', () => {
  // Probabilities 1/4, 3/4 at temperature 1; squares of them, 1/10 and 9/10, at one half.
  const logits = Float32Array.of(0, Math.log(3));

  it('draws by the temperature’s probabilities', () => {
    expect(sampleFrom(logits, 1, 0.24)).toBe(0);
    expect(sampleFrom(logits, 1, 0.26)).toBe(1);
    expect(sampleFrom(logits, 0.5, 0.09)).toBe(0);
    expect(sampleFrom(logits, 0.5, 0.11)).toBe(1);
    expect(sampleFrom(logits, 1, 0.9999999)).toBe(1);
  });

  it('takes the most likely at temperature 0, the first of equals', () => {
    expect(sampleFrom(Float32Array.of(1, 2, 2), 0, 0.9)).toBe(1);
  });
});
