import { expect, test } from 'vitest';
import { figureSvg, wrap, type SvgFigure } from '../../../src/figure/export/svg.ts';

const FIGURE: SvgFigure = {
  title: 'A <b> & "c"',
  subtitle: 'layer 2 · head 1',
  caption: ['Keeps 20 % of the pairs.', 'Made somewhere.'],
  view: { row: 0, col: 0, side: 512 },
  n: 512,
  map: 'data:image/png;base64,AAAA',
  show: 'kept',
  theme: 'light',
};

test('text is text, escaped, and every axis is named', () => {
  const svg = figureSvg(FIGURE);
  expect(svg).toContain('A &lt;b&gt; &amp; &quot;c&quot;');
  expect(svg).toContain('>key position</text>');
  expect(svg).toContain('>query position</text>');
  expect(svg).toContain('>Keeps 20 % of the pairs.</text>');
  expect(svg).toContain('href="data:image/png;base64,AAAA"');
});

test('the legend says what the colours mean in each mode, and leaves a zoomed map alone', () => {
  expect(figureSvg(FIGURE)).toContain('dropped although heavy');
  expect(figureSvg({ ...FIGURE, show: 'attention' })).not.toContain('dropped');
  expect(figureSvg({ ...FIGURE, view: { row: 400, col: 100, side: 32 } })).not.toContain(
    'log scale',
  );
});

test('captions break at spaces', () => {
  expect(wrap('one two three four', 8)).toEqual(['one two', 'three', 'four']);
  expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
});
