// An embedded figure as a file.
import { inWords, svgToPng } from '../figure/export/png.ts';
import { details } from './details.ts';
import type { PlayerState } from './state.svelte.ts';

/** Rejects where there is nothing to draw. */
export async function pictureOf(
  state: PlayerState,
): Promise<{ svg: string; png(scale: number): Promise<Blob> }> {
  const { figure: drawn, paint, spec, side, theme } = state;
  const entry = drawn && side?.methods.get(drawn.spec.method);
  if (!drawn || !paint || !entry || !spec || !side) throw new Error('there is no figure yet');
  const full = { ...entry, ...details[entry.id] };
  const shown = { spec: { ...drawn.spec, view: spec.view }, entry: full, drawn };
  const svg = await side.svg(shown, theme, inWords(paint));
  if (svg === null) throw new Error('the figure changed while it was being drawn; try again');
  return {
    svg,
    async png(scale) {
      const blob = await svgToPng(svg, Math.min(4, Math.max(1, scale)));
      if (!blob) throw new Error('the browser could not draw the picture');
      return blob;
    },
  };
}
