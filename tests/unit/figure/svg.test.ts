// The standalone SVG: well-formed, text as text, a legend that says what the colours mean.
import { expect, test } from 'vitest';
import { usualOf } from '../../../src/core/card.ts';
import type { Theme } from '../../../src/core/palette.ts';
import type { FigureView } from '../../../src/core/spec.ts';
import { card as headCard } from '../../../src/domains/attention/card.ts';
import type { AttentionTypes } from '../../../src/domains/attention/types.ts';
import { card as matrixCard } from '../../../src/domains/weights/card.ts';
import type { WeightTypes } from '../../../src/domains/weights/types.ts';
import type { PaintWords } from '../../../src/figure/export/map.ts';
import type { SvgSize } from '../../../src/figure/export/size.ts';
import { escapeXml, widthOf, wrap } from '../../../src/figure/export/text.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';
import headFiles from '../../../src/views/attention/files.ts';
import type { FileReply } from '../../../src/views/files.ts';
import matrixFiles from '../../../src/views/weights/files.ts';
import { part } from '../support/part.ts';
import { parseXml, textsOf } from '../support/xml.ts';

const plain: PaintWords = async ({ width, height }) =>
  new Uint32Array(width * height).fill(0xff804020);

interface Wish {
  readonly view?: Partial<FigureView>;
  readonly theme?: Theme;
  readonly size?: SvgSize;
  readonly paint?: PaintWords;
}

/** A head of 512 tokens. */
async function headSvg({ view, theme = 'light', size = 'page', paint = plain }: Wish = {}) {
  const usual = usualOf(headCard);
  const spec = { ...usual, view: { ...usual.view, ...view } };
  const entry = { ...entryIn('attention'), name: 'A <b> & "c"', stages: [] };
  const reply = part<FileReply<AttentionTypes>>({
    ...{ rowRecall: new Float32Array(512), params: {} },
    metrics: part<AttentionTypes['report']['metrics']>({ sparsity: 0.8, recall: 0.5 }),
  });
  const source = { spec, entry, version: '1.2.3', stages: [], reply };
  return (await headFiles.svg(source, theme, paint, { size })) ?? '';
}

function entryIn(domain: string) {
  return catalogue.find((entry) => entry.domain === domain)!;
}

/** A matrix of 4 × 8 weights. */
async function matrixSvg(change: Partial<FileReply<WeightTypes>> = {}) {
  const reply = part<FileReply<WeightTypes>>({
    ...{ rows: 4, cols: 8, scale: { low: 0.002, high: 0.2 }, params: {} },
    rowDensity: Float32Array.of(0.5, 0.5, 0.5, 0.5),
    colDensity: Float32Array.of(1, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5),
    metrics: part<WeightTypes['report']['metrics']>({ kept: 16, weights: 32, outputError: 0.1 }),
    ...{ group: 4, effect: 'prune', exact: true, calibration: 24, ...change },
  });
  const source = {
    spec: usualOf(matrixCard),
    entry: entryIn('weights'),
    version: '1',
    stages: [],
    reply,
  };
  return (await matrixFiles.svg(source, 'dark', plain)) ?? '';
}

test('text is text, and every axis is named', async () => {
  // Too many rectangles for vectors.
  const paint: PaintWords = async ({ width, height }) =>
    Uint32Array.from({ length: width * height }, (_, i) => 0xff000000 + ((i * 7919) % 65521));
  const svg = await headSvg({ paint });
  const texts = textsOf(parseXml(svg));
  expect(texts).toEqual(
    expect.arrayContaining([
      'A <b> & "c"',
      expect.stringMatching(/^layer 3 · head 3 · text tale\.7/),
      'key position',
      'query position',
    ]),
  );
  const told = texts.join(' ');
  expect(told).toContain('A <b> & "c" keeps 20.0 % of the causal pairs');
  expect(told).toContain('Made with Sparsity Atlas 1.2.3.');
  expect(svg).toContain('href="data:image/png;base64,');
  expect(svg).not.toMatch(/ style=|<style/); // pages may allow no inline styles
});

test('ticks stand at their places: 128 of 512 tokens is a quarter of 560 px behind 64', async () => {
  const svg = await headSvg();
  expect(svg).toContain('<text x="204" y="655" text-anchor="middle">128</text>');
  expect(svg).toContain('<text x="55" y="220" text-anchor="end">128</text>');
});

test('the legend says what the colours mean in each mode', async () => {
  const texts = async (show: string): Promise<string[]> =>
    textsOf(parseXml(await headSvg({ view: { show } })));
  expect(await texts('kept')).toContain('dropped although heavy');
  expect((await texts('attention')).join()).not.toContain('dropped');
  expect(await texts('lost')).toContain('attention dropped, log scale');
});

test('a map zoomed below the diagonal has its legend underneath', async () => {
  const placeOf = async (zoom: FigureView['zoom']): Promise<number> => {
    const svg = await headSvg({ view: { zoom } });
    return Number(/y="([\d.]+)">attention kept, log scale/.exec(svg)?.[1]);
  };
  expect(await placeOf(null)).toBe(90); // 76 is the map's upper edge
  expect(await placeOf([400, 100, 32])).toBeGreaterThan(76 + 560);
});

test('in a column of a paper the legend keeps within the map, its remarks on two lines', async () => {
  const svg = await headSvg({ size: 'column' });
  const [, x = ''] = /<rect x="([\d.]+)" y="\d+" width="160" height="8"/.exec(svg) ?? [];
  // The map ends at 64 + 325 px, and its diagonal passes below and left of the legend.
  expect(Number(x) + 160).toBeLessThanOrEqual(64 + 325);
  expect(Number(x)).toBeGreaterThan(64 + 325 / 2 - 25);
  const texts = textsOf(parseXml(svg));
  expect(texts).toEqual(expect.arrayContaining(['dropped although heavy', 'dropped, light']));
  expect(texts.join(' ')).toContain('heavy: at least an even share of its row');
  expect(texts).not.toContain('heavy: at least an even share of its row');
});

test('of a weight matrix: axes, shares along the edges, groups when zoomed', async () => {
  const svg = await matrixSvg();
  const texts = textsOf(parseXml(svg));
  expect(texts).toEqual(expect.arrayContaining(['input feature', 'output feature']));
  expect(texts).toEqual(expect.arrayContaining(['0.00200', '0.200', 'size, kept, log scale']));
  // 526 px for 8 inputs: the one boundary between groups lies in the middle, 64 + 263.
  expect(svg).toContain('<path d="M327 110v263" stroke=');
  expect(svg).toContain('M64 76h65.75v30h-65.75z'); // input 0 kept whole: the bar's whole 30 px
  expect(await matrixSvg({ group: null })).not.toContain('M327 110v263');
  const trained = textsOf(parseXml(await matrixSvg({ effect: 'train' })));
  expect(trained).toEqual(expect.arrayContaining(['size, trained, log scale', 'frozen, small']));
});

test('ids are those of their colours: figures of one page cannot change each other', async () => {
  const idsOf = async (theme: Theme): Promise<string[]> =>
    [...(await headSvg({ theme })).matchAll(/id="([^"]+)"/g)].map(([, id]) => id ?? '');
  const [light, dark] = [await idsOf('light'), await idsOf('dark')];
  expect(light).toHaveLength(2);
  expect(light.filter((id) => dark.includes(id))).toEqual([]);
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
