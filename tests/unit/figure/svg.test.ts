// The standalone SVG: well-formed, text as text, a legend that says what the colours mean.
import { expect, test } from 'vitest';
import { matrixSvg, type SvgMatrix } from '../../../src/figure/export/matrix.ts';
import { figureSvg, type SvgFigure } from '../../../src/figure/export/svg.ts';
import { full } from '../../../src/figure/map/full.ts';
import { escapeXml, widthOf, wrap } from '../../../src/figure/export/text.ts';
import { parseXml, textsOf } from '../support/xml.ts';

const FIGURE: SvgFigure = {
  title: 'A <b> & "c"',
  subtitle: 'layer 2 · head 1',
  caption: ['Keeps 20 % of the pairs.', 'Made somewhere.'],
  view: { row: 0, col: 0, side: 512, tall: 512 },
  n: 512,
  map: 'data:image/png;base64,AAAA',
  show: 'kept',
  theme: 'light',
};

const MATRIX: SvgMatrix = {
  title: 'Wanda',
  subtitle: 'layer 3 · query projection · 4 × 8',
  caption: ['Keeps half.'],
  geometry: full(4, 8),
  view: { row: 0, col: 0, side: 8, tall: 4 },
  map: '<path d="M0 0h8v4h-8z"/>',
  show: 'kept',
  theme: 'dark',
  scale: { low: 0.002, high: 0.2 },
  rowDensity: Float32Array.of(0.5, 0.5, 0.5, 0.5),
  colDensity: Float32Array.of(1, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5),
  group: 4,
  effect: 'prune',
};

test('text is text, and every axis is named', () => {
  const svg = figureSvg(FIGURE);
  const texts = textsOf(parseXml(svg));
  expect(texts).toEqual(
    expect.arrayContaining([
      'A <b> & "c"',
      'layer 2 · head 1',
      'key position',
      'query position',
      'Keeps 20 % of the pairs.',
      'Made somewhere.',
    ]),
  );
  expect(svg).toContain('href="data:image/png;base64,AAAA"');
  expect(svg).not.toMatch(/ style=|<style/); // pages may allow no inline styles
});

test('ticks stand at their places: 128 of 512 tokens is a quarter of 560 px behind 64', () => {
  const svg = figureSvg(FIGURE);
  expect(svg).toContain('<text x="204" y="655" text-anchor="middle">128</text>');
  expect(svg).toContain('<text x="55" y="220" text-anchor="end">128</text>');
});

test('the legend says what the colours mean in each mode', () => {
  const texts = (change: Partial<SvgFigure>): string[] =>
    textsOf(parseXml(figureSvg({ ...FIGURE, ...change })));
  expect(texts({})).toContain('dropped although heavy');
  expect(texts({ show: 'all' }).join()).not.toContain('dropped');
  expect(texts({ show: 'lost' })).toContain('attention dropped, log scale');
});

test('a map zoomed below the diagonal has its legend underneath', () => {
  const placeOf = (view: SvgFigure['view']): number =>
    Number(/y="([\d.]+)">attention kept, log scale/.exec(figureSvg({ ...FIGURE, view }))?.[1]);
  expect(placeOf(FIGURE.view)).toBe(90); // 76 is the map's upper edge
  expect(placeOf({ row: 400, col: 100, side: 32, tall: 32 })).toBeGreaterThan(76 + 560);
});

test('in a column of a paper the legend keeps within the map, its remarks on two lines', () => {
  const svg = figureSvg({ ...FIGURE, size: 'column' });
  const [, x = ''] = /<rect x="([\d.]+)" y="\d+" width="160" height="8"/.exec(svg) ?? [];
  // The map ends at 64 + 325 px, and its diagonal passes below and left of the legend.
  expect(Number(x) + 160).toBeLessThanOrEqual(64 + 325);
  expect(Number(x)).toBeGreaterThan(64 + 325 / 2 - 25);
  const texts = textsOf(parseXml(svg));
  expect(texts).toEqual(expect.arrayContaining(['dropped although heavy', 'dropped, light']));
  expect(texts.join(' ')).toContain('heavy: at least an even share of its row');
  expect(texts).not.toContain('heavy: at least an even share of its row');
});

test('of a weight matrix: axes, shares along the edges, groups when zoomed', () => {
  const svg = matrixSvg(MATRIX);
  const texts = textsOf(parseXml(svg));
  expect(texts).toEqual(expect.arrayContaining(['input feature', 'output feature']));
  expect(texts).toEqual(expect.arrayContaining(['0.00200', '0.200', 'size, kept, log scale']));
  // 526 px for 8 inputs: the one boundary between groups lies in the middle, 64 + 263.
  expect(svg).toContain('<path d="M327 110v263" stroke=');
  expect(svg).toContain('M64 76h65.75v30h-65.75z'); // input 0 kept whole: the bar's whole 30 px
  expect(matrixSvg({ ...MATRIX, group: null })).not.toContain('M327 110v263');
  const trained = textsOf(parseXml(matrixSvg({ ...MATRIX, effect: 'train' })));
  expect(trained).toEqual(expect.arrayContaining(['size, trained, log scale', 'frozen, small']));
});

test('ids are those of their colours: figures of one page cannot change each other', () => {
  const ids = (theme: 'light' | 'dark'): string[] =>
    [...figureSvg({ ...FIGURE, theme }).matchAll(/id="([^"]+)"/g)].map(([, id]) => id ?? '');
  expect(ids('light')).toHaveLength(2);
  expect(ids('light').filter((id) => ids('dark').includes(id))).toEqual([]);
});

test('captions break at spaces, by the widths of their letters', () => {
  expect(wrap('ill ill ill', widthOf('ill ill'))).toEqual(['ill ill', 'ill']);
  expect(wrap('MMM MMM', widthOf('ill ill ill'))).toEqual(['MMM', 'MMM']);
  // A word longer than a line is broken, between characters and not within one.
  const most = widthOf('unbrea');
  expect(wrap('an unbreakable', most)).toEqual(['an', 'unbrea', 'kable']);
  expect(wrap('😀😀😀', widthOf('😀😀'))).toEqual(['😀😀', '😀']);
  // A number stays with its unit.
  expect(wrap('keeps 20.9 % of', widthOf('keeps 20.9'))).toEqual(['keeps', '20.9 % of']);
});

test('what XML cannot hold is replaced, the rest survives', () => {
  expect(escapeXml('a\u0000b\u0007c\ud800d')).toBe('a�b�c�d');
  expect(escapeXml('τ “x” 😀\t\n')).toBe('τ “x” 😀\t\n');
});
