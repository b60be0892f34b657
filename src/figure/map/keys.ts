// Keys of the focused map. Whatever is not listed here stays the page's.
import type { MapState } from './map.svelte.ts';

export const KEY_HELP =
  'Arrow keys move the cell, with Shift by ten; Home and End go to the ends of the row, Page Up and ' +
  'Page Down a tenth of the view; plus and minus zoom, 0 shows the whole map; Enter pins the row, ' +
  'Escape lets go.';

/** Whether the key was the map's. */
export function pressKey(state: MapState, event: KeyboardEvent): boolean {
  if (event.altKey || event.metaKey) return false;
  const { cell, row: pinned } = state.source;
  const { rows, cols } = state.geometry;
  const first = state.geometry.start(state.view);
  const at = cell ?? { row: pinned ?? first.row, col: first.col };
  const step = event.shiftKey ? 10 : 1;
  const page = Math.max(1, Math.round(state.view.tall / 10));
  // The first key only shows the crosshair.
  const by = (down: number, right: number): true => {
    if (cell) state.moveTo(at.row + down, at.col + right);
    else state.moveTo(at.row, at.col);
    return true;
  };

  switch (event.key) {
    case 'ArrowUp':
      return by(-step, 0);
    case 'ArrowDown':
      return by(step, 0);
    case 'ArrowLeft':
      return by(0, -step);
    case 'ArrowRight':
      return by(0, step);
    case 'PageUp':
      return by(-page, 0);
    case 'PageDown':
      return by(page, 0);
    case 'Home':
      state.moveTo(event.ctrlKey ? 0 : at.row, 0);
      return true;
    case 'End':
      state.moveTo(event.ctrlKey ? rows - 1 : at.row, cols - 1);
      return true;
    case '+':
    case '=':
      if (event.ctrlKey) return false;
      state.zoomAround(1.6);
      return true;
    case '-':
      if (event.ctrlKey) return false;
      state.zoomAround(1 / 1.6);
      return true;
    case '0':
      if (event.ctrlKey) return false;
      state.reset(true);
      return true;
    case 'Enter':
    case ' ':
      if (!cell) return by(0, 0);
      state.togglePin();
      return true;
    case 'Escape':
      return letGo(state);
    default:
      return false;
  }
}

/** First out of the wheel's hold, then the crosshair, then the pin. */
function letGo(state: MapState): boolean {
  if (state.active) state.release();
  else if (state.source.cell) state.source.cell = null;
  else if (state.source.row !== null) state.source.row = null;
  else return false;
  return true;
}
