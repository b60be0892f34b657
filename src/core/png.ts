// Writes PNG pictures (ISO/IEC 15948): a palette where the colours fit into one, else RGBA.
import { zlibSync } from 'fflate';
import { crc32 } from './crc32.ts';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const INDEXED = 3;
const RGBA = 6;

/**
 * A PNG of RGBA words (0xAABBGGRR, as `Kernels.paint` gives them), row-major. Throws where the number
 * of pixels does not fit the size.
 */
export function encodePng(words: Uint32Array, width: number, height: number): Uint8Array {
  if (words.length !== width * height || words.length === 0) {
    throw new Error(`a picture of ${width} × ${height} does not have ${words.length} pixels`);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8; // bits per channel; compression, filter and interlace stay 0
  const palette = indexed(words);
  header[9] = palette ? INDEXED : RGBA;
  const pixels = palette?.pixels ?? filtered(words, width);
  const chunks = [
    chunk('IHDR', header),
    ...(palette ? paletteChunks(palette.colours) : []),
    chunk('IDAT', zlibSync(withFilters(pixels, height, palette ? 0 : 1), { level: 6 })),
    chunk('IEND', new Uint8Array(0)),
  ];
  return concat([Uint8Array.from(SIGNATURE), ...chunks]);
}

/** Every pixel as its colour's place in a palette; null where there are more colours than one holds. */
function indexed(words: Uint32Array): { colours: number[]; pixels: Uint8Array } | null {
  const places = new Map<number, number>();
  const pixels = new Uint8Array(words.length);
  let last = -1; // neighbours are often of one colour: a look-up spared
  let place = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    if (word !== last) {
      last = word;
      const known = places.get(word);
      if (known === undefined && places.size === 256) return null;
      place = known ?? places.size;
      if (known === undefined) places.set(word, place);
    }
    pixels[i] = place;
  }
  return { colours: [...places.keys()], pixels };
}

function paletteChunks(colours: readonly number[]): Uint8Array[] {
  const rgb = colours.flatMap((word) => [word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff]);
  const alpha = colours.map((word) => word >>> 24);
  const opaque = alpha.every((value) => value === 255);
  const palette = chunk('PLTE', Uint8Array.from(rgb));
  return opaque ? [palette] : [palette, chunk('tRNS', Uint8Array.from(alpha))];
}

/** RGBA bytes, each less the same channel of the pixel to its left (filter 1). */
function filtered(words: Uint32Array, width: number): Uint8Array {
  const out = new Uint8Array(4 * words.length);
  for (const [i, word] of words.entries()) {
    const left = i % width === 0 ? 0 : (words[i - 1] ?? 0);
    for (let c = 0; c < 4; c++) {
      out[4 * i + c] = ((word >>> (8 * c)) & 0xff) - ((left >>> (8 * c)) & 0xff);
    }
  }
  return out;
}

/** Each row with the number of its filter in front. */
function withFilters(pixels: Uint8Array, height: number, filter: number): Uint8Array {
  const stride = pixels.length / height;
  const out = new Uint8Array(pixels.length + height);
  for (let y = 0; y < height; y++) {
    out[y * (stride + 1)] = filter;
    out.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  }
  return out;
}

/** Length, type, data and the checksum of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
