// Masks of several heads in their own colours: laid over each other, or what each holds at the end.
import { plain } from '../../format.ts';
import { heldIn, holesOf, patchesOf, pathOf } from '../../stage/groups.ts';
import { axisName, axisPlace, type Of } from '../../stage/kinds.ts';
import { COLOURS } from '../colours.ts';
import { flow, type Lines } from '../keys.ts';
import { putText, widthOf } from '../text.ts';
import { heading, seriesColour, SMALL, square, within, type Room } from './part.ts';

const SIDE = 240;
const LANE = 15;
/** Less room than this beside a map is not enough for its key, px. */
const LEAST = 160;

export function drawGroups(of: Of<'groups'>, room: Room): Lines {
  return of.view === 'merged' ? merged(of, room) : overTime(of, room);
}

function merged(of: Of<'groups'>, room: Room): Lines {
  const { width, theme } = room;
  const { line, bar } = COLOURS[theme];
  const head = heading(of.label, room);
  const patches = patchesOf(of, of.groups.length);
  const side = Math.min(SIDE, width);
  const map = [
    `<path d="${pathOf(patches, 'none')}" fill="${line}" fill-opacity="0.2"/>`,
    `<path d="${pathOf(patches, 'common')}" fill="${bar}"/>`,
    ...of.groups.map(
      (_, at) => `<path d="${pathOf(patches, at)}" fill="${seriesColour(theme, at)}"/>`,
    ),
  ];
  const cells = (of.size * (of.size + 1)) / 2;
  const holes = holesOf(patches);
  const under = width - side - 24 < LEAST;
  const place = under
    ? { x: 0, y: head.height + side + 20, width }
    : { x: side + 24, y: head.height + 12, width: width - side - 24 };
  const key = flow(
    [
      ...of.groups.map(({ label }, at) => ({
        label: at === of.chosen ? `${label}, on the map` : label,
        swatch: square(seriesColour(theme, at)),
      })),
      { label: of.common, swatch: square(bar) },
      {
        label: `read by none: ${plain(holes)} of ${plain(cells)} cells`,
        swatch: square(line, 0.2),
      },
      { label: `down: ${axisName(of.rows)}` },
      { label: `across: ${axisName(of.cols)}` },
    ],
    place,
  );
  const box = { x: 0, y: head.height, width: side, height: side };
  return {
    parts: [...head.parts, within(box, [of.size, of.size], map.join('')), ...key.parts],
    height: under ? place.y + key.height - 4 : head.height + Math.max(side, key.height) + 8,
  };
}

function overTime(of: Of<'groups'>, room: Room): Lines {
  const { width, theme } = room;
  const { line, ink } = COLOURS[theme];
  const row = of.size - 1;
  const head = heading(`${of.label}, ${axisPlace(of.rows, row)}`, room);
  const lanes = of.groups.map(({ label, cells }) => ({ label, ...heldIn(of, cells, row) }));
  const names = lanes.map(({ label, held }) => `${label}: ${plain(held.length)}`);
  const left = Math.ceil(Math.max(...names.map(widthOf)) * 11) + 12;
  const boxes = (cols: readonly number[], lane: number): string =>
    cols.map((col) => `M${col} ${lane * LANE + 1}h1v${LANE - 2}h-1z`).join('');
  const tall = lanes.length * LANE;
  const drawn = lanes.map(({ held, passing, dropped }, at) => {
    const fill = `fill="${seriesColour(theme, at)}"`;
    const own = held.filter((col) => !passing.includes(col));
    return [
      `<path d="M0 ${at * LANE + 1}h${of.size}v${LANE - 2}h-${of.size}z" fill="${line}" fill-opacity="0.15"/>`,
      `<path d="${boxes(own, at)}" ${fill}/>`,
      `<path d="${boxes(passing, at)}" ${fill} fill-opacity="0.4"/>`,
      `<path d="${boxes(dropped, at)}" ${fill} fill-opacity="0.15"/>`,
    ].join('');
  });
  const base = head.height + tall + 16;
  const key = flow(
    [{ label: `full: ${of.own}; pale: only as ${of.common}; palest: just dropped` }],
    { x: 0, y: base, width },
  );
  return {
    parts: [
      ...head.parts,
      ...names.map((name, at) =>
        putText(
          0,
          head.height + at * LANE + 11,
          name,
          at === of.chosen ? `${SMALL} fill="${ink}" font-weight="600"` : SMALL,
        ),
      ),
      within(
        { x: left, y: head.height, width: width - left, height: tall },
        [of.size, tall],
        drawn.join(''),
      ),
      ...key.parts,
    ],
    height: base + key.height - 6,
  };
}
