// The map over other geometries than a square: rows after a prefix, and a raster of tokens by units.
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import { causal } from '../../../src/figure/map/causal.ts';
import type { Geometry } from '../../../src/figure/map/geometry.ts';
import { grid } from '../../../src/figure/map/grid.ts';
import type { MapFigureProps, MapReading } from '../../../src/figure/map/types.ts';
import type { AnyZoom, Paint } from '../../../src/figure/types.ts';
import type { Viewport } from '../../../src/kernels/contract.ts';
import MapHarness from './MapHarness.svelte';

const plot = () => page.getByRole('grid').element() as HTMLElement;
const picture = () => plot().querySelector('canvas');
const state = () => page.getByTestId('state');
const says = () => page.getByRole('status');

/** A row holds its own number; a cell is told by its place and that number. */
const reading: MapReading<{ row: number }> = {
  tip: ({ row, col }, read) => [
    { text: [`step ${row}`, `slot ${col}`], tone: 'head' },
    { text: `row ${read?.row ?? '…'}`, tone: 'soft' },
  ],
  sentence: ({ row, col }) => `step ${row} reads slot ${col}`,
  cell: ({ row, col }) => `${row}/${col}`,
  nothing: 'not yet',
};

/** Red: the row of each pixel's cell, green: its column; beyond a row's end, nothing. */
const painter = (map: Geometry, asked: Viewport[] = []): Paint => {
  return async (view) => {
    asked.push(view);
    const { width, height } = view;
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let y = 0; y < height; y++) {
      const row = Math.floor(view.row0 + ((y + 0.5) / height) * (view.row1 - view.row0));
      for (let x = 0; x < width; x++) {
        const col = Math.floor(view.col0 + ((x + 0.5) / width) * (view.col1 - view.col0));
        if (col < map.endOf(row)) pixels.set([row, col, 0, 255], (y * width + x) * 4);
      }
    }
    return pixels;
  };
};

type Props = MapFigureProps<{ row: number }, AnyZoom>;

function props(map: Geometry, changes: Partial<Props> = {}) {
  return {
    geometry: map,
    names: { down: 'step', across: 'slot' },
    ...{ reading, paint: painter(map), readRow: async (row: number) => ({ row }), legend: null },
    ...{ theme: 'light', label: 'A made-up map', summary: 'Nothing much.' },
    ...changes,
  } satisfies Props;
}

async function pixelAt(x: number, y: number): Promise<number[]> {
  await expect.poll(() => plot().getAttribute('aria-busy')).toBe('false');
  const canvas = picture();
  const context = canvas?.getContext('2d');
  const { width = 0, height = 0 } = canvas ?? {};
  return [
    ...(context?.getImageData(Math.floor(x * width), Math.floor(y * height), 1, 1).data ?? []),
  ];
}

beforeEach(async () => {
  await page.viewport(900, 900);
});

describe('five steps over nine slots, after four', () => {
  const map = causal(5, 9);

  test('are painted up to each step’s own slot, five ninths as high as wide', async () => {
    await render(MapHarness, props(map));
    expect(await pixelAt(0.5, 0.1)).toEqual([0, 4, 0, 255]);
    expect(await pixelAt(0.6, 0.1)).toEqual([0, 0, 0, 0]);
    expect(await pixelAt(0.99, 0.99)).toEqual([4, 8, 0, 255]);
    const { width, height } = plot().getBoundingClientRect();
    expect(height / width).toBeCloseTo(5 / 9, 2);
  });

  test('are walked by keys: no slot later than the step’s own', async () => {
    await render(MapHarness, props(map));
    await pixelAt(0, 0);
    plot().focus();
    await userEvent.keyboard('{ArrowUp}'); // shows the crosshair in the middle row
    await expect.element(state()).toHaveTextContent('"cell":{"row":2,"col":0}');
    await userEvent.keyboard('{End}');
    await expect.element(says()).toHaveTextContent('step 2 reads slot 6');
    await expect.element(page.getByText('step 2 → slot 6')).toBeInTheDocument();
    await expect.element(page.getByText('row 2', { exact: true })).toBeInTheDocument();
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(says()).toHaveTextContent('step 1 reads slot 5');
    await userEvent.keyboard('{Control>}{End}{/Control}{Enter}');
    await expect.element(state()).toHaveTextContent('{"cell":{"row":4,"col":8},"row":4');
    await userEvent.keyboard('{Control>}{Home}{/Control}{End}');
    await expect.element(says()).toHaveTextContent('step 0 reads slot 4');
    const active = document.getElementById(plot().getAttribute('aria-activedescendant') ?? '');
    expect(active?.textContent).toBe('0/4');
    expect(active?.nextElementSibling?.textContent).toBe('not yet');
  });

  test('bear their own numbers at the axis', async () => {
    await render(MapHarness, props(map));
    await expect.element(page.getByText('step', { exact: true })).toBeInTheDocument();
    const down = () => [...document.querySelectorAll('.down span')].map((tick) => tick.textContent);
    await expect.poll(down).toEqual(['4', '6', '8', '9']);
  });

  test('have hairlines as far as there are cells', async () => {
    await render(MapHarness, props(map));
    await pixelAt(0, 0);
    plot().focus();
    await userEvent.keyboard('{Control>}{Home}{/Control}{ArrowDown}{End}'); // row 1, slot 5
    const lines = () =>
      [...plot().querySelectorAll('line')].map((line) => [
        ...[line.getAttribute('x2'), line.getAttribute('y1')].map((at) => parseFloat(at ?? '')),
      ]);
    await expect.poll(() => lines().length).toBe(2);
    const [across, down] = lines();
    expect(across?.[0]).toBeCloseTo((6 / 9) * 100); // to the end of slot 5
    expect(down?.[1]).toBeCloseTo((1 / 5) * 100); // from step 1 on
  });
});

describe('a raster of 40 tokens by 16 units', () => {
  const map = grid(40, 16);

  test('zooms both ways and says so in its link', async () => {
    await render(MapHarness, props(map));
    expect(await pixelAt(0.99, 0.01)).toEqual([0, 15, 0, 255]);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.element(state()).toHaveTextContent('"zoom":[10,4,8,20]');
    // The units are as near as they come, the tokens are not.
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.element(state()).toHaveTextContent('"zoom":[15,4,8,10]');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.element(page.getByRole('button', { name: 'Zoom in' })).toBeDisabled();
    await page.getByRole('button', { name: 'Show the whole map' }).click();
    await expect.element(state()).toHaveTextContent('"zoom":null');
  });

  test('leaves the page its scroll until it is clicked', async () => {
    await render(MapHarness, props(map));
    await pixelAt(0, 0);
    const wheel = (): boolean => {
      const event = new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY: 60 });
      plot().dispatchEvent(event);
      return event.defaultPrevented;
    };
    const touch = (): boolean => {
      const at = { identifier: 1, target: plot(), clientX: 200, clientY: 100 };
      const touches = [new Touch(at)];
      const event = new TouchEvent('touchmove', { bubbles: true, cancelable: true, touches });
      plot().dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect([wheel(), touch()]).toEqual([false, false]);
    expect(getComputedStyle(plot()).touchAction).toBe('pan-x pan-y');
    await userEvent.click(plot());
    expect(wheel()).toBe(true);
    expect(touch()).toBe(false); // whole, there is nothing to drag
    await page.getByRole('button', { name: 'look at 4, 2' }).click(); // lets go of it, too
    expect([wheel(), touch()]).toEqual([false, false]);
    await userEvent.click(plot());
    expect([wheel(), touch()]).toEqual([true, true]);
  });
});

describe('a picture that came with the figure', () => {
  const map = grid(4, 4);

  test('is shown without asking, once it is of the view that is told', async () => {
    const asked: Viewport[] = [];
    const told: Viewport[] = [];
    const onviewport = (view: Viewport) => void told.push(view);
    // Before there is a map, the size of its plot is told.
    const empty = { ...map, rows: 0, cols: 0 };
    const screen = await render(MapHarness, props(empty, { paint: null, onviewport }));
    await expect.poll(() => told.length).toBe(1);
    const { width, height } = told[0]!;
    expect(told[0]).toEqual({ row0: 0, row1: 0, col0: 0, col1: 0, width, height });
    expect(width).toBe(Math.round(plot().getBoundingClientRect().width * devicePixelRatio));

    const paint = painter(map, asked);
    const view = { row0: 0, row1: 4, col0: 0, col1: 4, width, height };
    const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
    const first = { paint, view, pixels };
    await screen.rerender(props(map, { paint, first, onviewport }));
    await expect
      .poll(() => picture()?.getContext('2d')?.getImageData(1, 1, 1, 1).data[0])
      .toBe(255);
    expect(asked).toEqual([]);
    expect(told.at(-1)).toEqual(view);

    // Another painter is asked, whatever came with the last.
    const next: Viewport[] = [];
    await screen.rerender(props(map, { paint: painter(map, next), first, onviewport }));
    await expect.poll(() => next).toEqual([view]);
  });
});
