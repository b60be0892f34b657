// Pictures read back by a decoder of their own: node's zlib and the rules of the standard.
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../src/core/png.ts';

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly colourType: number;
  readonly words: Uint32Array;
}

function chunksOf(png: Uint8Array): Map<string, Uint8Array> {
  const chunks = new Map<string, Uint8Array>();
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    chunks.set(type, png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return chunks;
}

function decode(png: Uint8Array): Decoded {
  const chunks = chunksOf(png);
  const header = chunks.get('IHDR') ?? new Uint8Array();
  const view = new DataView(header.buffer, header.byteOffset);
  const [width, height, colourType] = [view.getUint32(0), view.getUint32(4), header[9] ?? -1];
  const size = colourType === 3 ? 1 : 4;
  const rows = inflateSync(chunks.get('IDAT') ?? new Uint8Array());
  const stride = width * size + 1;
  const words = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = rows.subarray(y * stride + 1, (y + 1) * stride);
    // Filter 0: as it is. Filter 1: less the byte of the pixel to the left.
    if (rows[y * stride] === 1) {
      for (let i = size; i < row.length; i++)
        row[i] = ((row[i] ?? 0) + (row[i - size] ?? 0)) & 0xff;
    }
    for (let x = 0; x < width; x++) {
      const p = colourType === 3 ? paletteEntry(chunks, row[x] ?? 0) : [...row.subarray(4 * x)];
      const [r = 0, g = 0, b = 0, a = 0] = p;
      words[y * width + x] = ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;
    }
  }
  return { width, height, colourType, words };
}

function paletteEntry(chunks: Map<string, Uint8Array>, index: number): number[] {
  const colour = [...(chunks.get('PLTE')?.subarray(3 * index, 3 * index + 3) ?? [])];
  return [...colour, chunks.get('tRNS')?.[index] ?? 255];
}

describe('encodePng', () => {
  it('writes the bytes that the standard asks for', () => {
    const png = encodePng(Uint32Array.of(0xff0000ff), 1, 1); // one opaque red pixel
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    // IHDR of 13 bytes: 1 × 1, 8 bits, palette.
    expect([...png.subarray(8, 29)]).toEqual([
      ...[0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
      ...[0, 0, 0, 1, 0, 0, 0, 1, 8, 3, 0, 0, 0],
    ]);
    // The end is always these bytes, its checksum AE 42 60 82 among them.
    expect([...png.subarray(-12)]).toEqual([
      ...[0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82],
    ]);
    expect([...(chunksOf(png).get('PLTE') ?? [])]).toEqual([255, 0, 0]);
    expect(chunksOf(png).has('tRNS')).toBe(false);
  });

  it('gives every pixel back, few colours or many', () => {
    const word = fc.oneof(fc.constantFrom(0, 0xff00ff00, 0xffffffff), fc.nat(0xffffffff));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(word, { minLength: 9 }),
        (width, all) => {
          const height = Math.floor(all.length / width);
          const words = Uint32Array.from(all.slice(0, width * height));
          const back = decode(encodePng(words, width, height));
          expect(back.words).toEqual(words);
          expect(back).toMatchObject({ width, height, colourType: 3 });
        },
      ),
    );
    const many = Uint32Array.from({ length: 300 }, (_, i) => (0xff000000 | (i * 7919)) >>> 0);
    const back = decode(encodePng(many, 20, 15));
    expect(back.words).toEqual(many);
    expect(back.colourType).toBe(6);
  });

  it('refuses a size that does not fit', () => {
    expect(() => encodePng(new Uint32Array(5), 2, 3)).toThrow(
      'a picture of 2 × 3 does not have 5 pixels',
    );
    expect(() => encodePng(new Uint32Array(0), 0, 0)).toThrow('0 × 0');
  });
});
