// What a step draws beside the map, below it in the saved picture: positions derived by hand.
import { expect, test } from 'vitest';
import type { Drawable } from '../../../../src/core/trace.ts';
import { matrixOf } from '../../../../src/core/tensor.ts';
import { drawBeside } from '../../../../src/figure/export/beside/beside.ts';
import { flow } from '../../../../src/figure/export/keys.ts';
import { widthOf } from '../../../../src/figure/export/text.ts';
import { parseXml, textsOf } from '../../support/xml.ts';

const ROOM = { width: 400, theme: 'light' } as const;

async function drawn(
  ...drawables: Drawable[]
): Promise<{ svg: string; texts: string[]; height: number }> {
  const { parts, height } = (await drawBeside(drawables, ROOM)) ?? { parts: [], height: 0 };
  const svg = parts.join('');
  return { svg, texts: textsOf(parseXml(`<svg>${svg}</svg>`)), height };
}

const bars = (values: number[], more: object = {}): Drawable => ({
  ...{ kind: 'bars', axis: 'key-block', values: Float32Array.from(values), label: 'sums', ...more },
});

test('what lies over the map is not drawn again', async () => {
  const rows: Drawable = { kind: 'rows', from: 0, to: 4, label: 'probe' };
  expect(await drawBeside([rows], ROOM)).toBeNull();
  expect(await drawBeside([], ROOM)).toBeNull();
});

test('bars: the largest fills 84 px, chosen and forced ones in colours of their own', async () => {
  const { svg, texts } = await drawn(bars([4, 2, 1, 0], { chosen: [0, 1], forced: [1] }));
  expect(texts).toEqual(['sums', '1 chosen', '1 always kept', '4', 'key block, 0 to 3']);
  // Four bars on 400 px, a px of air between them.
  expect(svg).toContain('<path d="M0,84v-84h99v84z" fill="#2a6496"/>');
  expect(svg).toContain('<path d="M100,84v-42h99v42z" fill="#1b1d22"/>');
  expect(svg).toContain('<path d="M200,84v-21h99v21z" fill="#70747e" fill-opacity="0.55"/>');
});

test('bars below zero hang under the line, and both ends are named', async () => {
  const { svg, texts } = await drawn(bars([3, -1]));
  // 84 px for 4 units: zero is 63 px down.
  expect(svg).toContain('M0,63v-63h199v63zM200,63v21h199v-21z');
  expect(svg).toContain('<path d="M0 63h400"');
  expect(texts).toEqual(expect.arrayContaining(['3', '−1']));
});

test('curves: values below zero stay in the picture, the crossing is marked', async () => {
  const { svg, texts, height } = await drawn({
    ...{ kind: 'curve', x: 'rank', y: 'score', label: 'sorted' },
    series: [{ label: 'one head', values: Float32Array.of(3, 1, -1), cut: 1 }],
    threshold: 1,
  });
  // From 3 at y 28 to −1 at 178; 0 to 2 from x 48 to 388: the cut at (1, 1) is their middle.
  expect(svg).toContain('<path d="M48,28L218,103L388,178" fill="none" stroke="#2a6496"');
  expect(svg).toContain('<circle cx="218" cy="103" r="4"');
  expect(svg).toContain('<path d="M48 103H388" stroke="#5b606b" stroke-dasharray="3 3"/>');
  expect(texts).toEqual(expect.arrayContaining(['one head, crosses at 1', 'rank', '−1', '3']));
  expect(texts.join()).toContain('up: score; dashed: threshold 1');
  expect(height).toBeGreaterThan(178 + 42);
});

test('a dial: half of the half circle, with its mark', async () => {
  const { svg, texts } = await drawn({
    ...{ kind: 'dial', value: 0.5, max: 1, mark: 1, unit: 'bit', label: 'how far' },
  });
  expect(svg).toContain('<path d="M10 62A50 50 0 0 1 60 12" fill="none" stroke="#2a6496"'); // to the top
  expect(svg).toContain('<path d="M101 62L117 62" stroke="#1b1d22"'); // at the right end
  expect(texts).toEqual(expect.arrayContaining(['0.500 bit', 'how far', 'mark at 1']));
});

test('a small matrix is made of vectors, empty above the diagonal where causal', async () => {
  const { svg, texts } = await drawn({
    ...{ kind: 'matrix', rows: 'query-block', cols: 'key-block', causal: true, label: 'scores' },
    matrix: matrixOf([
      [1, 9],
      [0, 1],
    ]),
  });
  expect(svg).not.toContain('<image');
  expect(svg).toContain('viewBox="0 0 2 2"');
  // Ones on the diagonal in the darkest colour, the zero below in the lightest, nothing above.
  expect(svg.match(/<path fill="#[0-9a-f]{6}" d="M[^"]*"/g)).toHaveLength(2);
  expect(svg).toMatch(/d="M0 0h1v1h-1zM1 1h1v1h-1z"/);
  expect(svg).toMatch(/d="M0 1h1v1h-1z"/);
  expect(texts).toEqual(['scores', 'down: query block', 'across: key block', '0', '1']);
});

test('a tree search: a row per level, kept parts in the accent', async () => {
  const part = (start: number, end: number, kept: boolean) => ({ start, end, kept, score: 1 });
  const { svg } = await drawn({
    ...{ kind: 'levels', axis: 'key', size: 8, label: 'search' },
    levels: [[part(0, 4, true), part(4, 8, false)], [part(0, 2, true)]],
  });
  // 50 px a key, 19 px a level, below a heading of 20 px.
  expect(svg).toContain('<path d="M0 20h199v16h-199zM0 39h99v16h-99z" fill="#2a6496"/>');
  expect(svg).toContain('<path d="M200 20h199v16h-199z"');
});

test('numbers that count the same thing have bars of one scale', async () => {
  const entries = [
    { label: 'here', value: 10, unit: 'pairs' },
    { label: 'tiles', value: 40 },
  ];
  const plain = await drawn({ kind: 'numbers', entries, label: 'cost' });
  expect(plain.texts).toEqual(['cost', 'here: 10 pairs', 'tiles: 40']);
  const scaled = await drawn({ kind: 'numbers', entries, compared: true, label: 'cost' });
  expect(scaled.svg).toMatch(/width="100" height="6" fill="#2a6496"[^]*width="400" height="6"/);
});

test('several stand one below the other', async () => {
  const [one, two] = [await drawn(bars([1])), await drawn(bars([1]), bars([1]))];
  expect(two.height).toBe(2 * one.height);
  expect(two.svg).toContain(`<g transform="translate(0 ${one.height})">`);
});

test('keys fill lines; one longer than a line is broken and the next begins below it', () => {
  const width = 11 * widthOf('aaaa aaaa');
  const { parts, height } = flow([{ label: 'aaaa aaaa aaaa' }, { label: 'b' }], {
    ...{ x: 0, y: 10, width },
  });
  expect(textsOf(parseXml(`<svg>${parts.join('')}</svg>`))).toEqual(['aaaa aaaa', 'aaaa', 'b']);
  expect(parts.map((part) => /y="(\d+)"/.exec(part)?.[1])).toEqual(['10', '26', '42']);
  expect(height).toBe(3 * 16);
});
