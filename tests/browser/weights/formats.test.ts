// What formats take, by hand for 192 × 192 weights, half of them kept.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import '../../../src/app/base.css';
import Formats from '../../../src/views/weights/panels/Formats.svelte';
import { fromRows } from '../../../src/core/mask/text.ts';
import { matrixMetrics } from '../../../src/domains/weights/metrics.ts';

const metricsOf = (four: string) =>
  matrixMetrics(
    {
      mask: fromRows(Array<string>(192).fill(four.repeat(48))),
      estimationFlops: 0,
      contest: { among: 'matrix' },
      trace: () => [],
    },
    0.2,
  );
/** Numbers of a format's row. */
const row = (name: string) =>
  [
    ...page
      .getByRole('row', { name: new RegExp(`^${name}`) })
      .element()
      .querySelectorAll('td'),
  ].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim());

test('memory, arithmetic and break-even of each format', async () => {
  await render(Formats, { metrics: metricsOf('##..') });
  // 36,864 weights of two bytes; a bit each; 18,432 values, columns of two bytes, 193 starts of four.
  expect(row('dense')).toEqual(['72.0 KiB', '100.0 %', '73,728 FLOP', '–']);
  expect(row('bitmask')).toEqual(['40.5 KiB', '56.3 %', '73,728 FLOP', '6.3 % ✓ passed']);
  expect(row('CSR')).toEqual(['72.8 KiB', '101.0 %', '36,864 FLOP', '50.5 % not yet']);
  expect(row('2:4')).toEqual(['40.5 KiB', '56.3 %', '36,864 FLOP', 'where it fits']);
});

test('a mask that keeps three of four has no 2:4 format', async () => {
  await render(Formats, { metrics: metricsOf('###.') });
  expect(row('2:4')).toEqual(['does not fit: some four neighbouring inputs keep more than two']);
});

test('keeps its room before the matrix is there', async () => {
  await page.viewport(1200, 800);
  const screen = await render(Formats, { metrics: null });
  const height = () => page.getByRole('table').element().getBoundingClientRect().height;
  const before = height();
  await screen.rerender({ metrics: metricsOf('##..') });
  await expect.poll(() => row('dense')).toHaveLength(4);
  expect(height()).toBeCloseTo(before, 0);
});

test('shows every column on a phone', async () => {
  // 328 px are left within the margins of a page of 360.
  await page.viewport(344, 800);
  await render(Formats, { metrics: metricsOf('##..') });
  const right = (element: Element) => Math.round(element.getBoundingClientRect().right);
  const table = page.getByRole('table').element();
  expect(right(table)).toBeLessThanOrEqual(right(table.parentElement!));
});
