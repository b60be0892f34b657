// The chart's handle, its legend and its table.
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import Chart from '../../../src/figure/Chart.svelte';
import type { ChartProps, ChartSeries } from '../../../src/figure/types.ts';

const points = [
  { budget: 0.1, x: 0.9, y: 0.3 },
  { budget: 0.4, x: 0.6, y: 0.9 },
];
const series: ChartSeries[] = [
  { id: 'a', label: 'MInference', colour: 1, points },
  { id: 'b', label: 'window', colour: 2, points: [{ budget: 0.2, x: 0.8, y: 0.1 }] },
];

function props(changes: Partial<ChartProps> = {}): ChartProps {
  return {
    title: 'Recall against sparsity',
    xLabel: 'sparsity',
    yLabel: 'recall',
    yDomain: [0, 1],
    series,
    current: 'a',
    budget: 0.2,
    ...changes,
  };
}

const handle = () => page.getByRole('slider', { name: 'Budget of MInference' });
const plot = () => page.getByRole('group', { name: /Recall against sparsity/ }).element();
const lines = () => [...plot().querySelectorAll('path')];

function pointer(type: string, share: number) {
  const box = plot().getBoundingClientRect();
  // The plot lies between the margins of the drawing.
  const x = box.left + 40 + share * (box.width - 54);
  plot().dispatchEvent(
    new PointerEvent(type, { bubbles: true, pointerId: 1, clientX: x, clientY: box.top + 60 }),
  );
}

/** Where a circle stands in the data of the plot, whose axes run from 0 to 1. */
function placeOf(circle: Element): number[] {
  const { width, height } = plot().getBoundingClientRect();
  const at = (name: string) => Number(circle.getAttribute(name));
  const [x, y] = [(at('cx') - 40) / (width - 54), (height - 34 - at('cy')) / (height - 58)];
  return [x, y].map((share) => Math.abs(Number(share.toFixed(3))));
}

describe('the handle', () => {
  test('stands on the curve at the budget in force, and says so', async () => {
    await render(Chart, props({ onbudget: () => undefined }));
    await expect
      .element(handle())
      .toHaveAttribute('aria-valuetext', '20.0 % kept: sparsity 75.0 %, recall 0.600');
  });

  test('dragging to the right asks for smaller and smaller budgets', async () => {
    const onbudget = vi.fn<(budget: number) => void>();
    await render(Chart, props({ onbudget }));
    await expect.element(handle()).toBeInTheDocument();
    pointer('pointerdown', 0.6);
    pointer('pointermove', 0.75);
    pointer('pointermove', 0.9);
    pointer('pointerup', 0.9);
    pointer('pointermove', 0.6);
    // 0.75 is half way between 0.6 and 0.9: the geometric mean, which is in force already.
    expect(onbudget.mock.calls.map(([budget]) => budget)).toEqual([0.4, 0.1]);
  });

  for (const style of ['transform: scale(0.5)', 'zoom: 1.5'])
    test(`follows the pointer on a page with ${style}`, async () => {
      const onbudget = vi.fn<(budget: number) => void>();
      const { container } = await render(Chart, props({ onbudget }));
      container.style.cssText = `width: 454px; transform-origin: 0 0; ${style}`;
      await expect.poll(() => plot().getAttribute('width')).toBe('454');
      // From 40 to 440 of 454 px the axis runs from 0 to 1.
      const box = plot().getBoundingClientRect();
      const at = (type: string, x: number, y: number) => {
        const clientX = box.left + (box.width * (40 + 400 * x)) / 454;
        const clientY = box.top + (box.height * (24 + 154 * (1 - y))) / 212;
        const where = { bubbles: true, pointerId: 1, clientX, clientY };
        plot().dispatchEvent(new PointerEvent(type, where));
      };
      at('pointermove', 0.8, 0.1);
      await expect.element(page.getByText('0.100 at 80.0 %')).toBeVisible();
      at('pointerdown', 0.6, 0.5);
      at('pointermove', 0.9, 0.5);
      at('pointerup', 0.9, 0.5);
      expect(onbudget.mock.calls.map(([budget]) => budget)).toEqual([0.4, 0.1]);
    });

  test('arrow keys move along x, and stop at the ends of the curve', async () => {
    const onbudget = vi.fn<(budget: number) => void>();
    await render(Chart, props({ onbudget }));
    await expect.element(handle()).toBeInTheDocument();
    (handle().element() as SVGElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    // x 0.76: 0.4 · (1/4)^(16/30)
    expect(onbudget).toHaveBeenLastCalledWith(0.191);
    await userEvent.keyboard('{End}');
    expect(onbudget).toHaveBeenLastCalledWith(0.4);
    await userEvent.keyboard('{Home}');
    expect(onbudget).toHaveBeenLastCalledWith(0.1);
  });

  test('stays at the budget where its curve was stopped before it came there', async () => {
    const onbudget = vi.fn<(budget: number) => void>();
    const stopped = [{ ...series[0]!, points: [points[1]!] }];
    await render(Chart, props({ series: stopped, budget: 0.3, onbudget }));
    await expect
      .element(handle())
      .toHaveAttribute('aria-valuetext', '30.0 % kept: not measured yet');
    // 0.1 less than at the only point is kept: x 0.7, and on the axis, for its height is not known.
    expect(placeOf(handle().element())).toEqual([0.7, 0]);
    (handle().element() as SVGElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onbudget).toHaveBeenLastCalledWith(0.29);
    pointer('pointerdown', 0.9);
    expect(onbudget).toHaveBeenLastCalledWith(0.1);
  });

  test('comes back to the curve from beside it, and goes no farther away', async () => {
    const onbudget = vi.fn<(budget: number) => void>();
    await render(Chart, props({ budget: 0.7, onbudget }));
    // 0.3 more than at the end of budget 0.4, x 0.6.
    await expect.poll(() => placeOf(handle().element())).toEqual([0.3, 0]);
    (handle().element() as SVGElement).focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(onbudget).not.toHaveBeenCalled();
    await userEvent.keyboard('{PageDown}');
    expect(onbudget).toHaveBeenLastCalledWith(0.6);
    await userEvent.keyboard('{Home}');
    expect(onbudget).toHaveBeenLastCalledWith(0.1);
  });

  test('stands where the page measured it, whatever the budget says', async () => {
    const onbudget = vi.fn<(budget: number) => void>();
    const screen = await render(Chart, props({ budget: null, now: { x: 0.8, y: 0.25 }, onbudget }));
    await expect
      .element(handle())
      .toHaveAttribute('aria-valuetext', 'sparsity 80.0 %, recall 0.250');
    expect(placeOf(handle().element())).toEqual([0.8, 0.25]);
    // Without a height of its own, at that of the curve: half way from 0.9 to 0.3.
    await screen.rerender({ now: { x: 0.75, y: null } });
    await expect.poll(() => placeOf(handle().element())).toEqual([0.75, 0.6]);
    await screen.rerender({ now: null });
    await expect.poll(() => handle().elements()).toHaveLength(0);
  });

  test('is a mere mark where there is nobody to tell', async () => {
    await render(Chart, props());
    await expect.poll(() => lines().length).toBe(2);
    expect(handle().elements()).toHaveLength(0);
  });
});

/** The texts of a table row. */
const cells = (row: Element) =>
  [...row.children].map((cell) => cell.textContent.trim()).join(' | ');

test('lines grow as points arrive, the plot keeps its height', async () => {
  const screen = await render(Chart, props({ series: [{ ...series[0]!, points: [] }] }));
  await expect.poll(() => lines()[0]?.getAttribute('d')).toBe('');
  const before = plot().getBoundingClientRect().height;
  await screen.rerender(props());
  await expect.poll(() => lines().at(-1)?.getAttribute('d')).toMatch(/^M[\d.]+,[\d.]+L[\d.]+,/);
  expect(plot().getBoundingClientRect().height).toBe(before);
});

test('an open y range grows with the data and never shrinks', async () => {
  const one = (y: number): ChartSeries[] => [
    { ...series[0]!, points: [{ budget: 0.1, x: 0.5, y }] },
  ];
  const { yDomain: _, ...open } = props({ series: one(0.9) });
  const screen = await render(Chart, open);
  const tops = () => [...plot().querySelectorAll('.down')].map((text) => text.textContent);
  await expect.poll(() => tops().at(-1)).toBe('1.0');
  await screen.rerender({ series: one(0.2) });
  await expect.poll(() => tops().at(-1)).toBe('1.0');
  await screen.rerender({ series: one(3) });
  await expect.poll(() => tops().at(-1)).toBe('3');
});

test('a legend entry hides and shows its line', async () => {
  await render(Chart, props());
  await expect.poll(() => lines().length).toBe(2);
  const entry = page.getByRole('button', { name: 'window', exact: true });
  await entry.click();
  await expect.element(entry).toHaveAttribute('aria-pressed', 'false');
  expect(lines()).toHaveLength(1);
  await entry.click();
  expect(lines()).toHaveLength(2);
});

test('only other methods can be removed', async () => {
  const onremove = vi.fn<(id: string) => void>();
  await render(Chart, props({ onremove }));
  await page.getByRole('button', { name: 'Remove window' }).click();
  expect(onremove).toHaveBeenCalledWith('b');
  expect(page.getByRole('button', { name: 'Remove MInference' }).elements()).toHaveLength(0);
});

test('the table has every point, by budget', async () => {
  await render(Chart, props());
  await page.getByText('Table').click();
  const rows = page.getByRole('row').elements().map(cells);
  expect(rows).toHaveLength(4);
  expect(rows[1]).toBe('MInference | 10.0 % | 90.0 % | 0.300');
  expect(rows[3]).toBe('window | 20.0 % | 80.0 % | 0.100');
});

test('hovering reads the nearest measured point', async () => {
  await render(Chart, props());
  await expect.poll(() => lines().length).toBe(2);
  pointer('pointermove', 0.61);
  await expect.element(page.getByText('0.900 at 60.0 %')).toBeInTheDocument();
});
