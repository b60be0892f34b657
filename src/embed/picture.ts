// An embedded figure as a file.
import { inWords, svgToPng } from '../figure/export/png.ts';
import type { PlayerState } from './state.svelte.ts';
import { VERSION } from './version.ts';

/** Rejects where there is nothing to draw. */
export async function pictureOf(
  state: PlayerState,
): Promise<{ svg: string; png(scale: number): Promise<Blob> }> {
  const { figure } = state;
  const drawn = figure?.figure;
  if (!figure || !drawn || !figure.paint) throw new Error('there is no figure yet');
  const files = await figure.of.files();
  const { entry, stages, reply } = drawn;
  const source = {
    ...{ stages, reply, version: VERSION },
    spec: { ...drawn.spec, view: figure.view },
    entry,
  };
  const svg = await files.svg(source, figure.theme, inWords(figure.paint));
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
