import { describe, expect, it } from 'vitest';
import { paletteOf, paletteStops, scaleOf, toOklab } from '../../../src/core/palette.ts';

const cases = (['light', 'dark'] as const).flatMap((theme) =>
  (['sequential', 'warning'] as const).map((ramp) => ({ theme, ramp })),
);

/** OKLab of a little-endian RGBA word. */
function lab(word: number) {
  return toOklab([(word & 0xff) / 255, ((word >>> 8) & 0xff) / 255, ((word >>> 16) & 0xff) / 255]);
}

describe.each(cases)('$theme $ramp', ({ theme, ramp }) => {
  const colours = [...paletteOf(theme)[ramp]].map(lab);

  it('is opaque and has 256 entries', () => {
    expect(colours).toHaveLength(256);
    expect(paletteOf(theme)[ramp].every((word) => word >>> 24 === 0xff)).toBe(true);
  });

  it('goes one way in lightness: darker on paper, lighter at night', () => {
    const sign = theme === 'light' ? -1 : 1;
    for (let i = 0; i + 4 < 256; i++) {
      // Over four entries a step is larger than what rounding to bytes can turn round.
      expect(sign * ((colours[i + 4]?.[0] ?? 0) - (colours[i]?.[0] ?? 0))).toBeGreaterThan(0);
    }
  });

  it('has equal steps of colour difference', () => {
    // Sixteen steps of sixteen entries: their lengths differ by what bytes round off and bends cut.
    const steps = Array.from({ length: 15 }, (_, i) => {
      const [p, q] = [colours[i * 17], colours[(i + 1) * 17]];
      if (!p || !q) throw new Error('out of the table');
      return Math.hypot(q[0] - p[0], q[1] - p[1], q[2] - p[2]);
    });
    const mean = steps.reduce((a, b) => a + b, 0) / steps.length;
    for (const step of steps) expect(Math.abs(step / mean - 1)).toBeLessThan(0.12);
  });
});

describe('legend', () => {
  it('takes the ends of the table', () => {
    const stops = paletteStops('light', 'sequential', 5);
    expect(stops).toHaveLength(5);
    expect(stops[0]).toBe('#f3f1eb');
    expect(stops[4]).toBe('#15103a');
  });

  it('puts decades at even distances', () => {
    expect([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 2].map(scaleOf)).toEqual([
      0,
      0,
      expect.closeTo(0.25),
      expect.closeTo(0.5),
      expect.closeTo(0.75),
      1,
      1,
    ]);
  });
});
