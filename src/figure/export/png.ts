// Pictures of a figure in the browser: a worker's pixels for the map, and an SVG into a PNG.
import type { Paint } from '../types.ts';
import type { PaintWords } from './map.ts';

/** Bytes as a worker sends them, as words. */
export function inWords(paint: Paint): PaintWords {
  return async (view) => {
    const pixels = await paint(view);
    return pixels && new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4);
  };
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
