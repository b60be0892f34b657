// Steps and pinned rows over the map of a saved figure, in px derived by hand.
import { expect, test } from 'vitest';
import { fromRows } from '../../../../src/core/mask/ops.ts';
import type { Drawable } from '../../../../src/core/trace.ts';
import { frameSvg } from '../../../../src/figure/export/frame.ts';
import { dimmed } from '../../../../src/figure/export/dim.ts';
import { bandMarks, keysOf, lineMarks } from '../../../../src/figure/export/marks.ts';
import { stepOf } from '../../../../src/figure/export/step.ts';
import { prepare } from '../../../../src/figure/overlay/prepare.ts';
import { PLAIN_VIEW } from '../../../../src/core/spec.ts';
import { causal } from '../../../../src/figure/map/causal.ts';
import { parseXml, textsOf } from '../../support/xml.ts';
import { FRAME } from './frame.ts';

const whole = (side: number) => ({ row: 0, col: 0, side, tall: side });
const lines = (columns: number[], offsets: number[]): Drawable => ({
  ...{ kind: 'lines', columns, offsets },
  label: 'chosen lines',
});

test('columns begin at the diagonal, diagonals reach the last query: 280 cells on 560 px', () => {
  const draw = lineMarks(prepare([lines([10], [30])]), null, {
    ...{ range: whole(280), geometry: causal(280), theme: 'light' },
  });
  // A cell is 2 px. Column 10 from query 10 down; offset 30 from the centre of (30, 0) to (280, 250).
  expect(draw(560, 560)).toBe(
    '<path d="M20 20h2V560h-2z" fill="#2a6496" fill-opacity="0.6"/>' +
      '<path d="M1 61L500 560" fill="none" stroke="#2a6496" stroke-opacity="0.6" stroke-width="1.76"/>',
  );
});

test('zoomed, diagonals are cells, and what is out of sight is left out', () => {
  const range = { row: 4, col: 2, side: 8, tall: 8 };
  const drawables = [lines([5, 14], [3])];
  const draw = lineMarks(prepare(drawables), 5, { range, geometry: causal(16), theme: 'dark' });
  const drawn = draw(80, 80);
  const d = /d="(M30[^"]*)"/.exec(drawn)?.[1] ?? '';
  // 10 px a cell. Column 5 from query 5; offset 3 is seen from (5, 2) to (11, 8): seven cells.
  expect(d.startsWith('M30 10h10V80h-10zM0 10h10v10h-10z')).toBe(true);
  expect(d.endsWith('M60 70h10v10h-10z')).toBe(true);
  expect(d.match(/M/g)).toHaveLength(8);
  expect(drawn).toContain('fill-opacity="0.4"');
  // Query 5 is dashed through its middle, up to its own key: (5 + 1 − 2) cells.
  expect(drawn).toContain('<path d="M0 15H40" fill="none" stroke="#eceae4"');
  expect(drawn).toContain('stroke-dasharray="2 3"');
});

test('a pinned row out of sight leaves no mark', () => {
  const at = (query: number) =>
    lineMarks(prepare([]), query, { range: whole(8), geometry: causal(16), theme: 'light' })(
      80,
      80,
    );
  expect(at(7)).toContain('M0 75H80');
  expect(at(8)).toBe('');
  expect(at(16)).toBe(''); // of a longer text
});

test('tiles are outlined where touched ones meet others, neighbours in one stroke', () => {
  const mask = fromRows(['#...', '##..', '..#.', '..##']);
  const draw = lineMarks(prepare([{ kind: 'mask', mask, tile: 2, label: 'tiles' }]), null, {
    ...{ range: whole(4), geometry: causal(4), theme: 'light' },
  });
  expect(draw(40, 40)).toBe(
    '<path d="M0 0H20M0 20H40M20 40H40M0 0V20M20 0V40M40 20V40" fill="none" stroke="#2a6496"/>',
  );
});

test('of a matrix: the rows of a step are framed, the pinned output dashed over all inputs', () => {
  const rows: Drawable = { kind: 'rows', from: 3, to: 4, label: 'output 3' };
  const range = { row: 0, col: 0, side: 4, tall: 8 };
  const drawn = bandMarks([rows], 6, { range, theme: 'light' })(120, 80);
  expect(drawn).toContain('<rect x="-5" y="30" width="130" height="10" fill="none"');
  expect(drawn).toContain('<path d="M0 65H120"');
});

test('what a step does not speak of is dimmed: rectangles, or half as much under lines', async () => {
  const lit = prepare([{ kind: 'rows', from: 2, to: 3, label: 'probe' }]);
  const dim = await dimmed(lit, whole(4), 4, 'light');
  expect(dim).toMatch(/^<g opacity="0\.8">/);
  expect(dim).toContain('<path fill="#ffffff" d="M0 0h4v2h-4zM0 3h4v1h-4z"/>');
  const under = await dimmed(prepare([lines([1], [])]), whole(4), 4, 'dark');
  expect(under).toMatch(/^<g opacity="0\.5">[^]*<path fill="#131418" d="M0 0h4v4h-4z"\/>/);
  expect(await dimmed(prepare([]), whole(4), 4, 'light')).toBe('');
});

test('a mask too fine for vectors is dimmed by a picture', async () => {
  const n = 160;
  const checks = fromRows(Array.from({ length: n }, (_, i) => (i % 2 ? '#.' : '.#').repeat(n / 2)));
  const prepared = prepare([{ kind: 'mask', mask: checks, label: 'checks' }]);
  expect(await dimmed(prepared, whole(n), n, 'light')).toContain('href="data:image/png;base64,');
});

const STAGES = [
  { id: 'a', title: 'First look' },
  { id: 'b', title: 'Sometimes' },
  { id: 'c', title: 'Choice' },
];
const dial: Drawable = { kind: 'dial', value: 1, max: 2, unit: '', label: 'how far' };
const RAN = [
  { id: 'a', caption: 'It looks.', drawables: [lines([1], []), dial] },
  { id: 'c', caption: 'It chooses 3.', drawables: [lines([1], [])] },
];
const at = (stage: string | null) => ({
  spec: { view: { ...PLAIN_VIEW, show: 'kept', stage } },
  entry: { stages: STAGES },
  stages: RAN,
});

test('a step is counted among those that ran; what did not run shows the result', () => {
  expect(stepOf(at('c'))).toMatchObject({
    heading: 'Step 2 of 2: Choice',
    caption: 'It chooses 3.',
  });
  expect(stepOf(at('b'))).toBeNull();
  expect(stepOf(at(null))).toBeNull();
  const { spec, entry } = at('c');
  expect(stepOf({ spec, entry })).toBeNull();
});

test('the file tells the step and its marks in text, and makes room for them', () => {
  const keys = keysOf([lines([1], []), dial], ['lines'], 'query 206');
  const svg = frameSvg({ ...FRAME, step: 'Step 2 of 2: Choice', keys });
  const texts = textsOf(parseXml(svg));
  expect(texts).toEqual(
    expect.arrayContaining(['Step 2 of 2: Choice', 'chosen lines', 'query 206']),
  );
  expect(texts).not.toContain('how far');
  expect(svg).toContain('aria-label="MInference, layer 2, Step 2 of 2: Choice"');
  // Everything below moves by 20 px: the tick of query 128 from 220, as without a step.
  expect(svg).toContain('<text x="55" y="240" text-anchor="end">128</text>');
  expect(frameSvg(FRAME)).toContain('<text x="55" y="220" text-anchor="end">128</text>');
  const height = (text: string) => Number(/height="(\d+)"/.exec(text)?.[1]);
  expect(height(svg) - height(frameSvg(FRAME))).toBe(20 + 16 + 8); // step, one line of keys, air
});

test('a row that the step is about is not explained twice', () => {
  const rows: Drawable = { kind: 'rows', from: 3, to: 4, label: 'output 3' };
  expect(keysOf([rows], ['rows'], 'output 3')).toEqual([{ kind: 'rows', label: 'output 3' }]);
  expect(keysOf([rows], ['rows'], 'output 4')).toHaveLength(2);
});
