// Points of several groups: what was chosen, what should have been, and what bounds them.
import { linearScale } from '../../chart/scale.ts';
import { plain } from '../../format.ts';
import type { Of } from '../../stage/kinds.ts';
import { layersOf, spanOf } from '../../stage/scatter.ts';
import { paletteStops } from '../../../core/palette.ts';
import { COLOURS } from '../colours.ts';
import { flow, type Lines } from '../keys.ts';
import { putText, round } from '../text.ts';
import { heading, SMALL, type Room } from './part.ts';

const HEIGHT = 200;
const LEFT = 48;
const RIGHT = 12;

type Role = Of<'scatter'>['groups'][number]['role'];

export function drawScatter(of: Of<'scatter'>, room: Room): Lines {
  const { width, theme } = room;
  const { line, soft, ink, accent, paper } = COLOURS[theme];
  const head = heading(of.label, room);
  const top = head.height + 8;
  const base = top + HEIGHT;
  const x = linearScale(spanOf(of, 'xs'), LEFT, width - RIGHT, 6);
  const y = linearScale(spanOf(of, 'ys'), base, top, 4);
  const looks: Readonly<Record<Role, string>> = {
    rest: `fill="${soft}" fill-opacity="0.45"`,
    hit: `fill="${accent}"`,
    wrong: `fill="${paper}" stroke="${accent}" stroke-width="1.5"`,
    missed: `fill="${paletteStops(theme, 'warning', 5)[3]}"`,
    bound: `fill="none" stroke="${ink}" stroke-width="1.75"`,
  };
  const mark = (role: Role, cx: number, cy: number): string => {
    if (role === 'bound') return `M${round(cx - 4)} ${round(cy)}h8`;
    const r = role === 'rest' ? 1.8 : 3.2;
    return `M${round(cx - r)} ${round(cy)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  };
  const points = layersOf(of).map(({ role, xs, ys }) => {
    const d = Array.from(xs, (value, i) => mark(role, x.to(value), y.to(ys[i]!))).join('');
    return `<path d="${d}" ${looks[role]}/>`;
  });
  const labels = of.groups.map(({ role, label, xs }) => ({
    label: `${label}: ${plain(xs.length)}`,
    swatch: (at: number, low: number) =>
      `<path d="${mark(role, at + 7, low - 4)}" ${looks[role]}/>`,
  }));
  const key = flow([...labels, { label: `up: ${of.y}` }], { x: 0, y: base + 42, width });
  return {
    parts: [
      ...head.parts,
      ...y.ticks.flatMap((tick) => [
        `<path d="M${LEFT} ${round(y.to(tick))}H${width - RIGHT}" stroke="${line}" stroke-opacity="0.3"/>`,
        putText(LEFT - 6, y.to(tick) + 4, plain(tick), `${SMALL} text-anchor="end"`),
      ]),
      ...x.ticks.map((tick) =>
        putText(x.to(tick), base + 14, plain(tick), `${SMALL} text-anchor="middle"`),
      ),
      putText(width - RIGHT, base + 27, of.x, `${SMALL} text-anchor="end"`),
      ...points,
      ...key.parts,
    ],
    height: base + 34 + key.height,
  };
}
