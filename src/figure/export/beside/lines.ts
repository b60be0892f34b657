// Small multiples: a line a cell, the place at which they are read, and the cell that the step is about.
import { plain } from '../../format.ts';
import { axisName, axisPlace, type Of } from '../../stage/kinds.ts';
import { COLOURS } from '../colours.ts';
import { flow, type Lines } from '../keys.ts';
import { putText, round } from '../text.ts';
import { heading, SMALL, type Room } from './part.ts';

const TALL = 38;
const GAP = 6;
const NAMES = 24;

export function drawLines(of: Of<'grid'>, room: Room): Lines {
  const { width, theme } = room;
  const { line, accent, soft, ink } = COLOURS[theme];
  const head = heading(of.label, room);
  const wide = (width - NAMES) / of.cols - GAP;
  const [first, last] = [of.xs[0] ?? 0, of.xs.at(-1) ?? 1];
  const highest =
    of.cells.reduce(
      (top, { values }) => values.reduce((most, value) => Math.max(most, value), top),
      (of.limit?.values ?? new Float32Array()).reduce((most, value) => Math.max(most, value), 0),
    ) || 1;
  const x = (at: number): number => (((of.xs[at] ?? 0) - first) / Math.max(1, last - first)) * wide;
  const path = (values: Float32Array): string =>
    `M${[...values].map((value, at) => `${round(x(at))} ${round(TALL * (1 - value / highest))}`).join('L')}`;
  const cells = of.cells.map(({ values }, i) => {
    const [row, col] = [Math.floor(i / of.cols), i % of.cols];
    const left = round(NAMES + col * (wide + GAP));
    const top = head.height + row * (TALL + 20);
    const chosen = i === of.chosen;
    const limit = of.limit
      ? `<path d="${path(of.limit.values)}" stroke="${line}" stroke-dasharray="2 3"/>`
      : '';
    const curve = `<path d="${path(values)}" stroke="${chosen ? accent : soft}" stroke-width="${chosen ? 2.25 : 1.5}"/>`;
    const frame = `<path d="M0 0h${round(wide)}v${TALL}h-${round(wide)}z" stroke="${chosen ? accent : line}" stroke-opacity="${chosen ? 1 : 0.4}"/>`;
    const read = `<path d="M${round(x(of.at))} 0v${TALL}" stroke="${line}"/>`;
    const name = `${of.down.charAt(0).toUpperCase()}${row}`;
    return [
      col === 0 ? putText(0, top + TALL / 2 + 4, name, SMALL) : '',
      `<g transform="translate(${left} ${top})" fill="none">${frame}${read}${limit}${curve}</g>`,
      putText(
        left + wide,
        top + TALL + 12,
        plain(values[of.at] ?? 0),
        `${SMALL} text-anchor="end"${chosen ? ` fill="${ink}"` : ''}`,
      ),
    ].join('');
  });
  const cell = of.cells[of.chosen];
  const place = `Numbers at ${of.x} ${plain(of.xs[of.at] ?? 0)}.`;
  const told = [
    ...(cell ? [`${cell.label}: ${cell.note}.`] : []),
    `${place} Up: ${of.y}, 0 to ${plain(highest)}; across: ${of.x}, ${plain(first)} to ${plain(last)}${of.limit ? `; dashed: ${of.limit.label}` : ''}. A row a ${axisName(of.down)} from ${axisPlace(of.down, 0)} on, a column a ${axisName(of.across)}.`,
  ];
  const base = head.height + of.rows * (TALL + 20) + 12;
  const words = told.map((label) => ({ label }));
  const key = flow(words, { x: 0, y: base, width });
  return { parts: [...head.parts, ...cells, ...key.parts], height: base + key.height - 6 };
}
