// What a step draws beside the map, for below it in a standalone SVG: as vectors, each by its kind.
import type { Drawable } from '../../../core/trace.ts';
import type { Lines } from '../keys.ts';
import { drawBars } from './bars.ts';
import { drawCurve } from './curve.ts';
import { drawDial } from './dial.ts';
import { drawGroups } from './groups.ts';
import { drawLevels } from './levels.ts';
import { drawLines } from './lines.ts';
import { drawMatrix } from './matrix.ts';
import { drawNumbers } from './numbers.ts';
import type { Room } from './part.ts';
import { drawScatter } from './scatter.ts';

const BETWEEN = 18;

/** One below the other, from 0, 0 on; null where all that is drawn lies over the map. */
export async function drawBeside(
  drawables: readonly Drawable[],
  room: Room,
): Promise<Lines | null> {
  const parts: string[] = [];
  let height = 0;
  for (const drawable of drawables) {
    const drawn = await draw(drawable, room);
    if (!drawn) continue;
    parts.push(`<g transform="translate(0 ${height})">`, ...drawn.parts, '</g>');
    height = Math.ceil(height + drawn.height + BETWEEN);
  }
  return parts.length === 0 ? null : { parts, height };
}

function draw(drawable: Drawable, room: Room): Lines | Promise<Lines> | null {
  switch (drawable.kind) {
    case 'bars':
      return drawBars(drawable, room);
    case 'curve':
      return drawCurve(drawable, room);
    case 'dial':
      return drawDial(drawable, room);
    case 'scatter':
      return drawScatter(drawable, room);
    case 'matrix':
      return drawMatrix(drawable, room);
    case 'levels':
      return drawLevels(drawable, room);
    case 'grid':
      return drawLines(drawable, room);
    case 'groups':
      return drawGroups(drawable, room);
    case 'numbers':
      return drawNumbers(drawable, room);
    case 'rows':
    case 'lines':
    case 'mask':
    case 'ticks':
      return null;
  }
}
