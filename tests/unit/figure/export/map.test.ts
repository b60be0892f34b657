// The map of an SVG: rectangles that tell every pixel back, a picture of whole cells where there are many.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePng } from '../../../../src/core/png.ts';
import { dataUrl, drawMap, rectanglesOf } from '../../../../src/figure/export/map.ts';
import type { Viewport } from '../../../../src/kernels/contract.ts';

const RED = 0xff0000ff; // ABGR
const BLUE = 0xffff0000;
const NONE = 0;

test('runs of a colour grow downwards while they stay the same', () => {
  // RRB
  // RRB
  // R.B
  const words = Uint32Array.of(RED, RED, BLUE, RED, RED, BLUE, RED, NONE, BLUE);
  expect(rectanglesOf(words, 3, 9)).toEqual([
    { x: 0, y: 0, width: 2, height: 2, colour: RED },
    { x: 2, y: 0, width: 1, height: 3, colour: BLUE },
    { x: 0, y: 2, width: 1, height: 1, colour: RED },
  ]);
  expect(rectanglesOf(words, 3, 2)).toBeNull();
});

test('rectangles cover every pixel once and nothing else', () => {
  const picture = fc.integer({ min: 1, max: 9 }).chain((width) =>
    fc
      .array(fc.constantFrom(RED, BLUE, NONE), { minLength: width, maxLength: 9 * width })
      .map((all) => ({
        width,
        words: Uint32Array.from(all.slice(0, all.length - (all.length % width))),
      })),
  );
  fc.assert(
    fc.property(picture, ({ width, words }) => {
      const again = new Uint32Array(words.length);
      for (const { x, y, width: w, height, colour } of rectanglesOf(words, width, Infinity) ?? []) {
        for (let row = y; row < y + height; row++) {
          for (let col = x; col < x + w; col++) {
            expect(again[row * width + col]).toBe(NONE);
            again[row * width + col] = colour;
          }
        }
      }
      expect(again).toEqual(words);
    }),
  );
});

/** Answers with a colour for each cell. */
function painter(colour: (row: number, col: number) => number) {
  const asked: Viewport[] = [];
  const paint = (view: Viewport) => {
    asked.push(view);
    const words = new Uint32Array(view.width * view.height);
    for (let y = 0; y < view.height; y++) {
      for (let x = 0; x < view.width; x++) {
        words[y * view.width + x] = colour(view.row0 + y, view.col0 + x);
      }
    }
    return Promise.resolve(words);
  };
  return { asked, paint };
}

test('64 × 64 cells are vectors, whatever they hold', async () => {
  const { paint } = painter((row, col) => 0xff000000 + 64 * row + col);
  const map = await drawMap({ row: 10, col: 20, side: 64, tall: 64 }, paint);
  expect(map).not.toContain('<image');
  expect(map?.match(/<path/g)).toHaveLength(64 * 64);
  // Cell (10, 20) holds 660 = 0x294: red is the low byte.
  expect(map).toContain('<path fill="#940200" d="M20 10h1v1h-1z"/>');
});

test('so is a large map of few rectangles', async () => {
  const { paint } = painter((row) => (row < 500 ? RED : BLUE));
  const map = await drawMap({ row: 0, col: 0, side: 1000, tall: 1000 }, paint);
  expect(map).toContain('d="M0 0h1000v500h-1000z"');
  expect(map?.match(/<path/g)).toHaveLength(2);
});

test('else it is a picture in which every cell has equally many whole pixels', async () => {
  const { asked, paint } = painter((row, col) => 0xff000000 + ((row * 71 + col * 13) % 251));
  const map = await drawMap({ row: 0, col: 0, side: 100, tall: 80 }, paint);
  expect(asked).toEqual([{ row0: 0, row1: 80, col0: 0, col1: 100, width: 100, height: 80 }]);
  const words = new Uint32Array(1200 * 1120); // 12 and 14 pixels a cell: at least 1,120 across
  for (let y = 0; y < 1120; y++) {
    for (let x = 0; x < 1200; x++) {
      const [row, col] = [Math.floor(y / 14), Math.floor(x / 12)];
      words[y * 1200 + x] = 0xff000000 + ((row * 71 + col * 13) % 251);
    }
  }
  expect(map).toContain(`href="${dataUrl(encodePng(words, 1200, 1120))}"`);
  expect(map).toContain('width="100" height="80"');
});

test('a view between cells asks for all cells that it touches', async () => {
  const { asked, paint } = painter(() => RED);
  const map = await drawMap({ row: 2.5, col: 1, side: 4, tall: 1.25 }, paint);
  expect(asked[0]).toMatchObject({ row0: 2, row1: 4, col0: 1, col1: 5 });
  expect(map).toContain('d="M1 2h4v2h-4z"');
});

test('a map of more cells than pixels is pooled by whoever paints it', async () => {
  const { asked, paint } = painter((row, col) => 0xff000000 + ((row + col) % 251));
  const map = await drawMap({ row: 0, col: 0, side: 5000, tall: 400 }, paint);
  expect(asked).toEqual([{ row0: 0, row1: 400, col0: 0, col1: 5000, width: 1120, height: 400 }]);
  expect(map).toMatch(/^<image /);
});

test('nothing is drawn of a painting that was overtaken', async () => {
  expect(
    await drawMap({ row: 0, col: 0, side: 8, tall: 8 }, () => Promise.resolve(null)),
  ).toBeNull();
});
