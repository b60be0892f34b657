// Pictures of a figure in the browser: the map's pixels into an SVG, the SVG into a PNG.
import type { Paint } from '../types.ts';
import { viewportOf } from '../map/view.ts';
import { figureSvg, type SvgFigure } from './svg.ts';

/** The map is painted at this many pixels a side, whatever the screen shows. */
const MAP_PIXELS = 1120;

/** The SVG of a figure, its map painted anew; null where the painting was overtaken. */
export async function drawSvg(
  figure: Omit<SvgFigure, 'map'>,
  paint: Paint,
): Promise<string | null> {
  const pixels = await paint(viewportOf(figure.view, MAP_PIXELS));
  if (!pixels) return null;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = MAP_PIXELS;
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, MAP_PIXELS, MAP_PIXELS), 0, 0);
  return figureSvg({ ...figure, map: canvas.toDataURL('image/png') });
}

/** Renders an SVG at `scale` times its size. */
export async function svgToPng(svg: string, scale: number): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } finally {
    URL.revokeObjectURL(url);
  }
}
