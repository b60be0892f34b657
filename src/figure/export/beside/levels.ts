// A search down a tree of intervals: one row per level, kept intervals filled, the weight below.
import { axisName, type Of } from '../../stage/kinds.ts';
import { COLOURS } from '../colours.ts';
import type { Lines } from '../keys.ts';
import { putText, round } from '../text.ts';
import { heading, SMALL, type Room } from './part.ts';

const ROW = 16;
const GAP = 3;
const STRIP = 36;

export function drawLevels(of: Of<'levels'>, room: Room): Lines {
  const { width, theme } = room;
  const { line, bar, accent } = COLOURS[theme];
  const head = heading(of.label, room);
  const scale = width / Math.max(1, of.size);
  const boxes = (kept: boolean): string =>
    of.levels
      .flatMap((level, i) =>
        level
          .filter((each) => each.kept === kept)
          .map(({ start, end }) => {
            const wide = round(Math.max(0.5, (end - start) * scale - 1));
            return `M${round(start * scale)} ${head.height + i * (ROW + GAP)}h${wide}v${ROW}h-${wide}z`;
          }),
      )
      .join('');
  const base = head.height + of.levels.length * (ROW + GAP) + (of.values ? STRIP : 0);
  return {
    parts: [
      ...head.parts,
      `<path d="${boxes(false)}" fill="${line}" fill-opacity="0.35"/>`,
      `<path d="${boxes(true)}" fill="${accent}"/>`,
      `<path d="${area(of.values, width, scale, base)}" fill="${bar}"/>`,
      putText(
        width,
        base + 15,
        `${axisName(of.axis)}; one row per level, kept in colour`,
        `${SMALL} text-anchor="end"`,
      ),
    ],
    height: base + 22,
  };
}

/** Of values that share a pixel the largest is drawn. */
function area(
  values: Float32Array | undefined,
  width: number,
  scale: number,
  base: number,
): string {
  const highest = values?.reduce((top, value) => Math.max(top, value), 0) ?? 0;
  if (!values || highest <= 0) return '';
  const each = Math.max(1, Math.ceil(values.length / width));
  const points = [`M0 ${base}`];
  for (let i = 0; i < values.length; i += each) {
    const top = values.subarray(i, i + each).reduce((most, value) => Math.max(most, value), 0);
    points.push(`L${round(i * scale)} ${round(base - (top / highest) * (STRIP - 6))}`);
  }
  return `${points.join('')}L${width} ${base}z`;
}
