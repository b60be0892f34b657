// Curves by rank or position, the threshold that they must cross, and where each of them does.
import { line as lineOf } from 'd3-shape';
import { linearScale } from '../../chart/scale.ts';
import { plain } from '../../format.ts';
import { rangeOf } from '../../stage/curve-range.ts';
import type { Of } from '../../stage/kinds.ts';
import { thinned } from '../../stage/thin.ts';
import { COLOURS } from '../colours.ts';
import { flow, type Lines } from '../keys.ts';
import { putText, round } from '../text.ts';
import { heading, seriesColour, SMALL, type Room } from './part.ts';

const HEIGHT = 150;
const LEFT = 48;
const RIGHT = 12;

export function drawCurve(of: Of<'curve'>, room: Room): Lines {
  const { width, theme } = room;
  const { line, soft, paper } = COLOURS[theme];
  const head = heading(of.label, room);
  const top = head.height + 8;
  const base = top + HEIGHT;
  const longest = Math.max(1, ...of.series.map(({ values }) => values.length - 1));
  const [lowest, highest] = rangeOf(of);
  const x = linearScale([0, longest], LEFT, width - RIGHT, 6);
  const y = linearScale([lowest, highest], base, top, 3);
  const level = (value: number): string => `M${LEFT} ${round(y.to(value))}H${width - RIGHT}`;
  const curves = of.series.map(({ values, cut }, i) => {
    const draw = lineOf<number>()
      .x((at) => x.to(at))
      .y((at) => y.to(values[at] ?? 0))
      .digits(1);
    const stroke = `stroke="${seriesColour(theme, i)}"`;
    const path = draw(thinned(values.length, width, cut)) ?? '';
    const mark =
      cut === undefined
        ? ''
        : `<circle cx="${round(x.to(cut))}" cy="${round(y.to(values[cut] ?? 0))}" r="4" fill="${paper}" ${stroke} stroke-width="2"/>`;
    return `<path d="${path}" fill="none" ${stroke} stroke-width="1.75" stroke-linejoin="round"/>${mark}`;
  });
  const labels = of.series.map(({ label, cut }, i) => ({
    label: cut === undefined ? label : `${label}, crosses at ${plain(cut)}`,
    swatch: (at: number, low: number) =>
      `<path d="M${at} ${low - 4}h14" stroke="${seriesColour(theme, i)}" stroke-width="3"/>`,
  }));
  const threshold = of.threshold === undefined ? '' : `; dashed: threshold ${plain(of.threshold)}`;
  const key = flow([...labels, { label: `up: ${of.y}${threshold}` }], {
    ...{ x: 0, y: base + 42, width },
  });
  return {
    parts: [
      ...head.parts,
      ...y.ticks.flatMap((tick) => [
        `<path d="${level(tick)}" stroke="${line}" stroke-opacity="0.3"/>`,
        putText(LEFT - 6, y.to(tick) + 4, plain(tick), `${SMALL} text-anchor="end"`),
      ]),
      ...x.ticks.map((tick) =>
        putText(x.to(tick), base + 14, plain(tick), `${SMALL} text-anchor="middle"`),
      ),
      putText(width - RIGHT, base + 27, of.x, `${SMALL} text-anchor="end"`),
      ...(of.threshold === undefined
        ? []
        : [`<path d="${level(of.threshold)}" stroke="${soft}" stroke-dasharray="3 3"/>`]),
      ...curves,
      ...key.parts,
    ],
    height: base + 34 + key.height,
  };
}
