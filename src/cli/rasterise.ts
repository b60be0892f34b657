// SVG to PNG without a browser. Text is set in fonts that come with the program, so that a figure looks
// alike on every machine.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const require = createRequire(import.meta.url);
let ready: Promise<readonly Uint8Array[]> | null = null;

/** A picture at `scale` times the SVG's own size. */
export async function rasterise(svg: string, scale: number): Promise<Uint8Array> {
  const fontBuffers = await (ready ??= prepare());
  const drawing = new Resvg(inOwnFonts(svg), {
    fitTo: { mode: 'zoom', value: scale },
    font: { fontBuffers: [...fontBuffers], defaultFontFamily: 'DejaVu Sans' },
  });
  const image = drawing.render();
  const png = image.asPng();
  image.free();
  drawing.free();
  return png;
}

/** The renderer takes the first family of a list or none of it; quotes in texts are escaped. */
function inOwnFonts(svg: string): string {
  return svg.replace(/font-family="([^"]*)"/g, (_, families: string) => {
    const own = families.endsWith('sans-serif') ? 'DejaVu Sans' : 'DejaVu Serif';
    return `font-family="${own}"`;
  });
}

async function prepare(): Promise<readonly Uint8Array[]> {
  await initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return [
    readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')), // text
    readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSerif-Bold.ttf')), // titles
  ];
}
