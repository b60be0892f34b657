// A small matrix, such as block scores, with its own scale: vectors where it is small enough.
import { plain } from '../../format.ts';
import { axisName, type Of } from '../../stage/kinds.ts';
import { matrixPicture, rangeOf } from '../../stage/matrix-pixels.ts';
import { COLOURS } from '../colours.ts';
import type { Lines } from '../keys.ts';
import { rampId } from '../legend.ts';
import { drawMap } from '../map.ts';
import { putText, round, wrap } from '../text.ts';
import { heading, SMALL, within, type Room } from './part.ts';

/** Cells across that are drawn one by one; of more than that each shows the largest of a few. */
const MOST = 560;
/** Side of a map that is about as high as wide, px. */
const SIDE = 220;
const SCALE = 160;

export async function drawMatrix(of: Of<'matrix'>, room: Room): Promise<Lines> {
  const { width, theme } = room;
  const { rows, cols } = of.matrix;
  const log = of.rows === 'query' && of.cols === 'key';
  const range = rangeOf(of.matrix, of.causal, log);
  const picture = matrixPicture(of.matrix, of.causal, range, theme, MOST);
  const words = new Uint32Array(picture.pixels.buffer);
  const drawn = await drawMap({ row: 0, col: 0, side: picture.width, tall: picture.height }, () =>
    Promise.resolve(words),
  );
  const wide = cols > 2 * rows;
  const across = wide ? width : Math.min(SIDE, width);
  const down = round(
    wide ? Math.min(120, Math.max(32, rows * 3)) : Math.min(2 * SIDE, (across * rows) / cols),
  );
  const head = heading(of.label, room);
  const under = wide || width - across - 24 < SCALE;
  const [x, y] = under ? [0, head.height + down + 20] : [across + 24, head.height + 12];
  const told = [
    `down: ${axisName(of.rows)}`,
    `across: ${axisName(of.cols)}${log ? '; log scale' : ''}`,
  ].flatMap((line) => wrap(line, Math.max(120, width - x) / 11));
  const scale = y + told.length * 15;
  return {
    parts: [
      ...head.parts,
      within(
        { x: 0, y: head.height, width: across, height: down },
        [picture.width, picture.height],
        drawn ?? '',
      ),
      `<path d="M0 ${head.height}v${down}h${across}" fill="none" stroke="${COLOURS[theme].line}" stroke-opacity="0.6"/>`,
      ...told.map((line, i) => putText(x, y + i * 15, line, SMALL)),
      `<rect x="${x}" y="${scale - 6}" width="${SCALE}" height="8" fill="url(#${rampId(theme, 'sequential')})"/>`,
      putText(x, scale + 15, log ? '10⁻⁴' : plain(range.low), SMALL),
      putText(x + SCALE, scale + 15, plain(range.high), `${SMALL} text-anchor="end"`),
    ],
    height: Math.max(head.height + down + 8, scale + 22),
  };
}
