import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import BarStrip from '../../../src/figure/parts/BarStrip.svelte';

const values = Float32Array.of(1, -4, 0.5, 2);
const strip = {
  values,
  classOf: (index: number) => (index === 3 ? 1 : 0),
  colours: ['rgb(1, 2, 3)', 'rgb(4, 5, 6)'],
  label: 'contributions',
  axis: 'input feature',
  read: (index: number) => `input ${index} · ${values[index]}`,
};
const bars = () => page.getByRole('img', { name: 'contributions' });
const paths = () => [...bars().element().querySelectorAll('path')];

test('values below zero hang under a line', async () => {
  await render(BarStrip, { ...strip, height: 60 });
  await expect.poll(() => paths().length).toBe(3);
  const box = (path: SVGPathElement | undefined) => {
    const { y, height } = path!.getBBox();
    return [Math.round(y), Math.round(y + height)];
  };
  // From 2 down to −4 on 60 px: zero lies at 20.
  const [first, second, zero] = paths();
  expect(box(zero)).toEqual([20, 20]);
  // Class 0 reaches from 1 (10 px above zero) to −4 (40 px below), class 1 from 2 to zero.
  expect(box(first)).toEqual([10, 60]);
  expect(box(second)).toEqual([0, 20]);
  const ends = [...bars().element().querySelectorAll('span')].map((span) => span.textContent);
  expect(ends).toEqual(['2', '−4']);
});

test('arrow keys start at what is furthest from zero', async () => {
  await render(BarStrip, strip);
  (bars().element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  const said = page.getByRole('status');
  await expect.element(said).toHaveTextContent('input 1 · -4');
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(said).toHaveTextContent('input 2 · 0.5');
});

for (const style of [
  '',
  'transform: scale(0.5)',
  'transform: scale(1.5)',
  'zoom: 0.5',
  'zoom: 1.5',
])
  test(`the bar under the pointer is read on a page ${style ? `with ${style}` : 'as it is'}`, async () => {
    const { container } = await render(BarStrip, strip);
    container.style.cssText = `width: 400px; transform-origin: 0 0; ${style}`;
    await expect.poll(() => paths().length).toBe(3);
    const box = bars().element().getBoundingClientRect();
    for (const index of [3, 0, 2, 1]) {
      const at = { clientX: box.left + ((index + 0.5) / 4) * box.width, clientY: box.top + 5 };
      const move = new PointerEvent('pointermove', { bubbles: true, ...at });
      bars().element().dispatchEvent(move);
      const read = page.getByText(strip.read(index), { exact: true });
      await expect.element(read).toBeInTheDocument();
    }
  });

test('a cut is drawn at its value, and no zero line where nothing is below', async () => {
  await render(BarStrip, { ...strip, values: Float32Array.of(4, 1), cut: 3, height: 40 });
  await expect.poll(() => paths().length).toBe(2);
  // 3 of 4 on 40 px: 10 px from the top.
  expect(paths().map((path) => Math.round(path.getBBox().y))).toEqual([0, 10]);
});
