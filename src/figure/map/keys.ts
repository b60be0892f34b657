// Keys of the focused map. Whatever is not listed here stays the page's.
import type { HeatmapState } from './heatmap.svelte.ts';

export const KEY_HELP =
  'Arrow keys move the cell, with Shift by ten; Home and End go to the ends of the row, Page Up and ' +
  'Page Down a tenth of the view; plus and minus zoom, 0 shows the whole map; Enter pins the row, ' +
  'Escape lets go.';

/** Whether the key was the map's. */
export function pressKey(state: HeatmapState, event: KeyboardEvent): boolean {
  if (event.altKey || event.metaKey) return false;
  const { n, cell, query } = state.source;
  const middle = Math.floor(state.view.row + state.view.side / 2);
  const at = cell ?? { query: query ?? middle, key: Math.floor(state.view.col) };
  const step = event.shiftKey ? 10 : 1;
  const page = Math.max(1, Math.round(state.view.side / 10));
  const by = (rows: number, cols: number): void =>
    cell ? state.moveTo(at.query + rows, at.key + cols) : state.moveTo(at.query, at.key);

  switch (event.key) {
    case 'ArrowUp':
      by(-step, 0);
      return true;
    case 'ArrowDown':
      by(step, 0);
      return true;
    case 'ArrowLeft':
      by(0, -step);
      return true;
    case 'ArrowRight':
      by(0, step);
      return true;
    case 'PageUp':
      by(-page, 0);
      return true;
    case 'PageDown':
      by(page, 0);
      return true;
    case 'Home':
      if (event.ctrlKey) state.moveTo(0, 0);
      else state.moveTo(at.query, 0);
      return true;
    case 'End':
      if (event.ctrlKey) state.moveTo(n - 1, n - 1);
      else state.moveTo(at.query, at.query);
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
      if (cell) state.togglePin();
      else by(0, 0);
      return true;
    case 'Escape':
      return letGo(state);
    default:
      return false;
  }
}

/** First out of the wheel's hold, then the crosshair, then the pin. */
function letGo(state: HeatmapState): boolean {
  if (state.active) state.release();
  else if (state.source.cell) state.source.cell = null;
  else if (state.source.query !== null) state.source.query = null;
  else return false;
  return true;
}
