// Figures beside each other: every one whole, none over another.
import { expect, test } from 'vitest';
import { frameSvg } from '../../../../src/figure/export/frame.ts';
import { gridSvg } from '../../../../src/figure/export/grid.ts';
import { parseXml } from '../../support/xml.ts';
import { FRAME } from './frame.ts';

const part = (title: string, caption: readonly string[] = []): string =>
  frameSvg({ ...FRAME, title, caption, theme: 'dark' });

function boxesOf(count: number) {
  const parts = Array.from({ length: count }, (_, i) => part(`M${i}`, i === 0 ? ['a', 'b'] : []));
  const root = parseXml(gridSvg(parts, 'all "of" them'));
  expect(root.attributes['aria-label']).toBe('all "of" them');
  const inner = root.children.flatMap((child) =>
    typeof child !== 'string' && child.name === 'svg' ? [child.attributes] : [],
  );
  const at = ({ x, y, width, height }: Readonly<Record<string, string>>) =>
    [x, y, width, height].map(Number);
  return {
    size: [root.attributes['width'], root.attributes['height']].map(Number),
    boxes: inner.map(at),
  };
}

test('two stand beside each other, four by two, five in rows of three', () => {
  expect(boxesOf(2).boxes.map(([x]) => x)).toEqual([0, 648]);
  expect(boxesOf(4).boxes.map(([x]) => x)).toEqual([0, 648, 0, 648]);
  expect(boxesOf(5).boxes.map(([x]) => x)).toEqual([0, 648, 1296, 0, 648]);
});

test('a row is as high as its highest, and the whole holds them all', () => {
  const { size, boxes } = boxesOf(5);
  const first = Math.max(...boxes.slice(0, 3).map(([, , , height]) => height ?? 0));
  expect(boxes[3]?.[1]).toBe(first);
  expect(boxes[0]?.[3]).toBeGreaterThan(boxes[1]?.[3] ?? Infinity); // two lines of caption more
  expect(size).toEqual([3 * 648, first + (boxes[4]?.[3] ?? 0)]);
});

test('what is no figure is refused', () => {
  expect(() => gridSvg(['<p>no</p>'], '')).toThrow(/not an SVG of a figure: <p>no/);
});
