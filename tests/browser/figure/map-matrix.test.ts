// The map of a weight matrix: the room it takes, what shows when zoomed, and what its keys say.
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import { fromRows } from '../../../src/core/mask/text.ts';
import MapFigure from '../../../src/figure/MapFigure.svelte';
import { full } from '../../../src/figure/map/full.ts';
import type { MapFigureProps } from '../../../src/figure/map/types.ts';
import type { Zoom } from '../../../src/figure/types.ts';
import { WEIGHT_NAMES, weightLegend } from '../../../src/views/weights/map-words.ts';
import type { MatrixRow } from '../../../src/views/weights/matrix-row.ts';
import weightReading from '../../../src/views/weights/reading.ts';
import { plain } from './scene.ts';

/** Two of every four inputs stay. */
function props(rows: number, cols: number, aspect: number | null = null) {
  const mask = rows > 0 ? fromRows(Array<string>(rows).fill('##..'.repeat(cols / 4))) : null;
  return {
    geometry: full(rows, cols, aspect),
    ...{ names: WEIGHT_NAMES, reading: weightReading({ mask }) },
    ...{ paint: plain(10), readRow: null },
    edges: {
      rows: rows > 0 ? new Float32Array(rows).fill(0.5) : null,
      cols: rows > 0 ? new Float32Array(cols).fill(0.5) : null,
    },
    legend: weightLegend({ scale: { low: 0.01, high: 1 }, show: 'kept' }),
    ...{ theme: 'light', group: 4 },
    ...{ label: 'Weights of a made-up layer', summary: 'Half of them stay.' },
  } satisfies MapFigureProps<MatrixRow, Zoom>;
}

const plot = () => page.getByRole('grid').element() as HTMLElement;
const room = () => (plot().closest('.map') as HTMLElement).getBoundingClientRect().height;
const ready = () => expect.poll(() => plot().getAttribute('aria-busy')).toBe('false');

beforeEach(async () => {
  await page.viewport(900, 900);
});

describe('the room it takes', () => {
  test('stays the same whatever the matrix, where the page asks for it', async () => {
    const screen = await render(MapFigure, props(0, 0, 1));
    await expect.poll(() => plot().getBoundingClientRect().height).toBeGreaterThan(100);
    const before = room();
    for (const [rows, cols] of [
      [64, 64],
      [64, 512],
      [512, 64],
    ] as const) {
      await screen.rerender(props(rows, cols, 1));
      await ready();
      expect(room(), `${rows} × ${cols}`).toBe(before);
    }
  });

  test('is as flat as the matrix elsewhere, up to two to one', async () => {
    await render(MapFigure, props(16, 64));
    await ready();
    const { width, height } = plot().getBoundingClientRect();
    expect(height / width).toBeCloseTo(0.5, 2);
  });

  test('stays the same on the way to the closest zoom', async () => {
    await page.viewport(360, 900);
    await render(MapFigure, props(64, 1024, 1));
    await ready();
    const before = room();
    await expect.element(page.getByText('each pixel shows the largest')).toBeVisible();
    for (let i = 0; i < 6; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.element(page.getByText('each weight has a pixel or more')).toBeVisible();
    expect(room()).toBe(before);
  });
});

test('groups of inputs are told apart once their weights are wide enough', async () => {
  await render(MapFigure, props(16, 256));
  await ready();
  const lines = () => plot().querySelectorAll('line.group').length;
  expect(lines()).toBe(0);
  plot().focus();
  for (let i = 0; i < 7; i++) await userEvent.keyboard('+');
  await expect.poll(lines).toBeGreaterThan(1);
});

test('keys read a weight: what its output keeps, and whether it stays', async () => {
  await render(MapFigure, props(16, 16));
  await ready();
  plot().focus();
  await userEvent.keyboard('{ArrowDown}{Home}');
  const said = page.getByRole('status');
  await expect.element(said).toHaveTextContent('output 8 keeps 8 of 16 weights; input 0, kept');
  await userEvent.keyboard('{End}');
  await expect.element(said).toHaveTextContent('input 15, dropped');
});
