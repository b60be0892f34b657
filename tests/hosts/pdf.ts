// Pictures in a PDF as Chromium writes it: their dictionaries are plain text, what draws them is deflated.
import { inflateSync } from 'node:zlib';

export interface PdfImage {
  readonly width: number;
  readonly height: number;
}

export function imagesOf(pdf: Buffer): PdfImage[] {
  const text = pdf.toString('latin1');
  const dictionaries = text.match(/<<[^<>]*\/Subtype\s*\/Image\b[^<>]*>>/g) ?? [];
  return dictionaries.map((dictionary) => ({
    width: Number(/\/Width\s+(\d+)/.exec(dictionary)?.[1]),
    height: Number(/\/Height\s+(\d+)/.exec(dictionary)?.[1]),
  }));
}

/** How often each picture or group is drawn, over all sheets: one that is cut is drawn on each of its. */
export function drawsOf(pdf: Buffer): ReadonlyMap<string, number> {
  const draws = new Map<string, number>();
  const text = pdf.toString('latin1');
  for (const { 1: body = '' } of text.matchAll(/stream\r?\n([^]*?)\r?\nendstream/g)) {
    for (const [name] of inflated(body).matchAll(/\/\w+ Do\b/g)) {
      draws.set(name, (draws.get(name) ?? 0) + 1);
    }
  }
  return draws;
}

function inflated(body: string): string {
  try {
    return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
  } catch {
    return ''; // a font, or a picture of another kind
  }
}
