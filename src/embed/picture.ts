// An embedded figure as a file.
import { drawSvg, svgToPng } from '../figure/export/png.ts';
import { viewOfZoom } from '../figure/map/view.ts';
import { captionOf, whereOf } from './caption.ts';
import type { PlayerState } from './state.svelte.ts';

/** Rejects where there is nothing to draw. */
export async function pictureOf(
  state: PlayerState,
): Promise<{ svg: string; png(scale: number): Promise<Blob> }> {
  const { figure, paint, entry, spec, theme } = state;
  if (!figure || !paint || !entry || !spec) throw new Error('there is no figure to save yet');
  const n = figure.mask.rows;
  const svg = await drawSvg(
    {
      title: entry.name,
      subtitle: whereOf(spec, entry),
      caption: [captionOf(entry, figure.reply.metrics), `Sparsity Atlas · model ${spec.model}`],
      view: viewOfZoom(spec.view.zoom, n),
      n,
      show: spec.view.show,
      theme,
    },
    paint,
  );
  if (svg === null) throw new Error('the figure changed while it was being drawn; try again');
  return {
    svg,
    async png(scale) {
      const blob = await svgToPng(svg, scale);
      if (!blob) throw new Error('the browser could not draw the picture');
      return blob;
    },
  };
}
