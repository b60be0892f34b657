import { expect, test } from 'vitest';
import { pixelEdges } from '../../../src/kernels/pixels.ts';

test('boundaries are those of exact fractions', () => {
  // Plain division gets 58 of these wrong by a rounding error, first pixel 24 of 7 cells on 25 pixels.
  for (let cells = 1; cells <= 40; cells++) {
    for (let pixels = 1; pixels <= 60; pixels++) {
      const { first, last } = pixelEdges(0, cells, pixels, cells);
      for (let p = 0; p < pixels; p++) {
        const end = (p + 1) * cells;
        const exact = [(p * cells - ((p * cells) % pixels)) / pixels, Math.ceil(end / pixels)];
        expect([first[p], last[p]], `${cells} cells, pixel ${p} of ${pixels}`).toEqual(exact);
      }
    }
  }
});

test('a pixel covers every cell that it touches; beyond the map it covers none', () => {
  // Pixels of 1.5 cells, from half a cell before the map to one behind it.
  const { first, last } = pixelEdges(-0.5, 4, 3, 3);
  expect([...first]).toEqual([0, 1, 2]);
  expect([...last]).toEqual([1, 3, 3]);
  const beyond = pixelEdges(-4, -1, 2, 3);
  expect([...beyond.first, ...beyond.last]).toEqual([0, 0, 0, 0]);
  const behind = pixelEdges(5, 8, 1, 3);
  expect([...behind.first, ...behind.last]).toEqual([3, 3]);
});
