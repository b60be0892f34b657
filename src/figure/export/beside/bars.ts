// Bars over an axis: chosen ones in the accent, forced ones in ink, the rest quiet.
import { plain } from '../../format.ts';
import { barPaths, poolBars } from '../../parts/pool.ts';
import { barKinds } from '../../stage/bar-kinds.ts';
import { axisName, type Of } from '../../stage/kinds.ts';
import { COLOURS } from '../colours.ts';
import { flow, type Lines } from '../keys.ts';
import { putText, round } from '../text.ts';
import { heading, SMALL, square, type Room } from './part.ts';

const HEIGHT = 84;
/** No bar is thinner, px. */
const THIN = 2;

export function drawBars(of: Of<'bars'>, room: Room): Lines {
  const { width, theme } = room;
  const { bar, accent, ink, line } = COLOURS[theme];
  const { forced, chosen, classOf } = barKinds(of);
  const head = heading(of.label, room);
  const keys = flow(
    [
      ...(chosen.size > 0 ? [{ label: `${chosen.size} chosen`, swatch: square(accent) }] : []),
      ...(forced.size > 0 ? [{ label: `${forced.size} always kept`, swatch: square(ink) }] : []),
    ],
    { x: 0, y: head.height + 12, width },
  );

  const positions = Math.max(1, of.values.length);
  const each = Math.max(1, Math.ceil(positions / Math.floor(width / THIN)));
  const bars = poolBars(of.values, classOf, 3, each);
  const highest = Math.max(0, ...bars.map(({ tops }) => Math.max(...tops)));
  const lowest = Math.min(0, ...bars.map(({ lows }) => Math.min(...lows)));
  const scale = HEIGHT / Math.max(1e-12, highest - lowest);
  const zero = lowest < 0 ? highest * scale : HEIGHT;
  const step = (width * each) / positions;
  const fills = [`fill="${bar}" fill-opacity="0.55"`, `fill="${accent}"`, `fill="${ink}"`];
  const paths = barPaths(bars, 3, { step, zero, scale, height: HEIGHT });
  const top = head.height + keys.height + 16;
  const axis = `${axisName(of.axis)}, 0 to ${positions - 1}${each > 1 ? `; each bar the largest of ${each}` : ''}`;
  return {
    parts: [
      ...head.parts,
      ...keys.parts,
      ...(highest > 0 ? [putText(0, top - 4, plain(highest), SMALL)] : []),
      `<g transform="translate(0 ${top})">`,
      ...paths.map(({ kind, d }) => `<path d="${d}" ${fills[kind]}/>`),
      `<path d="M0 ${round(zero)}h${width}" stroke="${line}"/></g>`,
      ...(lowest < 0 ? [putText(0, top + HEIGHT + 13, plain(lowest), SMALL)] : []),
      putText(width, top + HEIGHT + 14, axis, `${SMALL} text-anchor="end"`),
    ],
    height: top + HEIGHT + 20,
  };
}
